import { type Anchors, findAnchors, levelField } from './header-anchors.ts';
import { type Level, levelOfWord } from './level.ts';
import { matchAt, skipSpaces } from './sticky.ts';
import type { Timestamp } from './timestamp.ts';

/** What stands before the message: time, host, program, process, thread, level, in whichever order a program writes them. */
export interface Header {
  time: Timestamp | null;
  level: Level | null;
  /** The level is a number in the line's digits, so that two lines of one shape may differ in it. */
  levelIsDigits: boolean;
  /** The program or logger that the line names. */
  tag: string | null;
  messageStart: number;
}

const TAG_BODY = '[A-Za-z_(/][\\w.$/@*()+#-]*(?:\\[[^\\]\\s]*\\])?(?:\\([^)\\s]*\\))?(?:\\(\\s*\\d+\\))?';
const TAG = new RegExp(`(${TAG_BODY}):(?=\\s|$)`, 'y');
const HOST_AND_TAG = new RegExp(
  `(\\S+) +((?:-- )?${TAG_BODY}(?: [\\d.]+)?|[\\w.-]+\\[\\d+\\] \\([^)\\s]+\\)|[A-Z]\\S*(?: \\S+){1,3}\\[\\d+\\]):(?=\\s|$)`,
  'y',
);
/** What a program is called in lines of rsyslog, where a sentence may stand as well: `zeus kernel:`, `zeus systemd-logind[1]:`. */
const PLAIN_HOST = /^[a-z][\w-]*$/;
const PLAIN_PROGRAM = /^[A-Za-z][\w./@-]*$/;
/** A file and line, as glog ends its header: `prober.go:107] `. */
const SOURCE_LINE = /[\w./-]+:\d+\](?= )/y;
/** A logger that is set apart by a colon between spaces. */
const SPACED_LOGGER = /(?=\S*\.)\S{1,80} +:(?= )/y;
const PROCESS_TAG = /\[\d+\]$/;
const SYSLOG_FIELDS = /\S+ \S+ \S+ \S+ (?:-|(?:\[(?:[^\]\\]|\\.)*\])+)(?: |$)/y;
const BRACKET = /\[[^[\]]{0,120}(?:\[[^[\]]{0,80}\][^[\]]{0,80})*\]:?(?=\s|$)/y;
const NUMBER = /\d+(?:[#:]\d+)*:?(?=\s)/y;
/** Behind a separator a number may be what the message begins with: `- 10 changes in 300 seconds`. */
const NUMBER_COLUMN = /\d+(?:[#:]\d+)*:?(?=\s)(?!\s+[a-z])/y;
const PIPE_COLUMN = /[^|\s]{0,60}\|/y;
const DOTTED_LOGGER = /(?:[\w$-]+[./]){2,}[\w$-]+(?::\d+)?(?=\s)|[\w$-]+(?:[./][\w$-]+)+(?::\d+)?(?=\t| {2,}| - )/y;
const WIDE_COLUMN = /\S+(?= {3,}|\t)/y;
const NAME_AND_DASH = /(?=\S*[.$_@:\d]|[a-z]+[A-Z])(\S+)(?: [^\sA-Za-z]\S*)? - (?=\S)/y;
const SEPARATOR = /(?:-{1,3}|[:*#>~|.]|=>)(?=\s)/y;

interface Rest {
  end: number;
  tag: string | null;
}

/** Steps over what stands between the last time or level and the message. */
function skipRest(line: string, anchors: Anchors): Rest {
  let at = anchors.end;
  let tag: string | null = null;
  let number = NUMBER;
  if (anchors.isSyslog && anchors.time !== null) {
    const fields = matchAt(SYSLOG_FIELDS, line, skipSpaces(line, at));
    if (fields !== null)
      return { end: skipSpaces(line, fields.index + fields[0].length), tag: fields[0].split(' ')[1] ?? null };
  }
  for (let step = 0; step < 8; step += 1) {
    const from = skipSpaces(line, at);
    const separator = matchAt(SEPARATOR, line, from);
    if (separator !== null) {
      at = from + separator[0].length;
      number = NUMBER_COLUMN;
      continue;
    }
    const column = matchAt(PIPE_COLUMN, line, from) ?? matchAt(number, line, from);
    if (column !== null && tag === null) {
      at = from + column[0].length;
      continue;
    }
    const bracket = matchAt(BRACKET, line, from);
    if (bracket !== null && isHeaderBracket(line, bracket, tag)) {
      at = from + bracket[0].length;
      continue;
    }
    if (tag !== null) return { end: from, tag };
    const named = tagAt(line, from, anchors, step);
    if (named === null) return { end: from, tag };
    at = named.end;
    tag = named.tag;
  }
  return { end: skipSpaces(line, at), tag };
}

/** Threads, processes, clients and request ids; `[UFW BLOCK]` behind a program's name is part of what it says. */
function isHeaderBracket(line: string, bracket: RegExpExecArray, tag: string | null): boolean {
  if (/\d/.test(bracket[0]) || tag === null) return bracket.index + bracket[0].length < line.length;
  return false;
}

function tagAt(line: string, at: number, anchors: Anchors, step: number): Rest | null {
  const tag = matchAt(TAG, line, at);
  if (tag !== null) return { end: at + tag[0].length, tag: tag[1] ?? null };
  if (anchors.last === 'time') {
    const host = matchAt(HOST_AND_TAG, line, at);
    if (host !== null && isHost(host[1] ?? '', host[2] ?? '', anchors))
      return { end: at + host[0].length, tag: host[2] ?? null };
  }
  const source = anchors.time?.format.name === 'glog' ? matchAt(SOURCE_LINE, line, at) : null;
  if (source !== null) return { end: at + source[0].length, tag: source[0].slice(0, -1) };
  const logger = anchors.level === null ? null : matchAt(DOTTED_LOGGER, line, at);
  if (logger !== null) return { end: at + logger[0].length, tag: logger[0] };
  const wide = anchors.last === 'level' && step === 0 ? matchAt(WIDE_COLUMN, line, at) : null;
  if (wide !== null && wide[0].length <= 40) return { end: at + wide[0].length, tag: wide[0] };
  const spaced = anchors.level === null ? null : matchAt(SPACED_LOGGER, line, at);
  if (spaced !== null) return { end: at + spaced[0].length, tag: spaced[0].slice(0, -1).trimEnd() };
  const dashed = matchAt(NAME_AND_DASH, line, at);
  return dashed === null ? null : { end: at + dashed[0].length, tag: dashed[1] ?? null };
}

function isHost(host: string, tag: string, anchors: Anchors): boolean {
  if (anchors.time?.format.name === 'syslog' || PROCESS_TAG.test(tag) || /[\d.-]/.test(host)) return true;
  return (
    anchors.time?.isPrecise === true && PLAIN_HOST.test(host) && PLAIN_PROGRAM.test(tag) && levelOfWord(tag) === null
  );
}

/** Reads the header of a plain line. A line without time and level has none: all of it is the message. */
export function parseHeader(line: string, now: Date): Header {
  const anchors = findAnchors(line, now);
  const { time, level, levelIsDigits } = anchors;
  const rest = anchors.last === 'none' && anchors.end === 0 ? { end: 0, tag: null } : skipRest(line, anchors);
  return {
    time,
    level: level ?? tagLevel(rest.tag) ?? prefixLevel(line, rest.end) ?? levelBehindTag(line, rest),
    levelIsDigits,
    tag: rest.tag,
    // A line that is nothing but columns (`Start-Date: 2026-01-02  03:04:05`) says what it says in them.
    messageStart: rest.end < line.length ? rest.end : 0,
  };
}

/** `production.ERROR:`, as PHP frameworks write channel and level. */
function tagLevel(tag: string | null): Level | null {
  const word = tag === null ? undefined : /\.([A-Z]{4,9})$/.exec(tag)?.[1];
  return word === undefined ? null : levelOfWord(word);
}

/** `app[7]: ERROR it broke`: what a program writes into syslog begins with a level of its own. */
function levelBehindTag(line: string, { tag, end }: Rest): Level | null {
  return tag === null ? null : (levelField(line, end, false)?.level ?? null);
}

const PREFIX = /([A-Za-z]{4,9}):\s/y;

/** `error: no such file`, as command-line programs write into syslog. */
function prefixLevel(line: string, at: number): Level | null {
  const match = matchAt(PREFIX, line, at);
  return match === null ? null : levelOfWord(match[1] ?? '');
}
