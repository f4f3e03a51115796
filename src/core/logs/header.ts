import { type Level, levelOfLetter, levelOfSeverity, levelOfWord } from './level.ts';
import { type Timestamp, timestampAt } from './timestamp.ts';

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

/** Columns that a header may have before its last time or level. */
const MOST_COLUMNS = 12;

const PRIORITY = /<(\d{1,3})>(?:\d (?=\S))?/y;
const LEVEL_FIELD = /([[(<{]?) *([A-Za-z]{3,13})((?: *[\])>}|])?[:,|]*)(?=(\s*))/y;
const LETTER_FIELD = /([VTDINWEFCA])(?:\/(?=\w)|(?= [A-Z][\w.-]*))/y;
const TOKEN = /\[[^[\]]*(?:\[[^[\]]*\][^[\]]*)*\]|[^\s|]+\|?|\|/y;
const SPACES = /[\s|,;]*/y;
const PLAIN_WORD = /^[A-Za-z]*[a-z][A-Za-z]*[,;]?$/;
const TAG_BODY = '[A-Za-z_(/][\\w.$/@*()+-]*(?:\\[[^\\]\\s]*\\])?(?:\\([^)\\s]*\\))?(?:\\(\\s*\\d+\\))?';
const TAG = new RegExp(`(${TAG_BODY}):(?=\\s|$)`, 'y');
const HOST_AND_TAG = new RegExp(
  `(\\S+) +((?:-- )?${TAG_BODY}(?: [\\d.]+)?|[\\w.-]+\\[\\d+\\] \\([^)\\s]+\\)|[A-Z]\\S*(?: \\S+){1,3}\\[\\d+\\]):(?=\\s|$)`,
  'y',
);
const PROCESS_TAG = /\[\d+\]$/;
const SYSLOG_FIELDS = /\S+ \S+ \S+ \S+ (?:-|(?:\[(?:[^\]\\]|\\.)*\])+)(?: |$)/y;
const BRACKET = /\[[^[\]]{0,120}(?:\[[^[\]]{0,80}\][^[\]]{0,80})*\]:?(?=\s|$)/y;
const NUMBER = /\d+(?:[#:]\d+)*:?(?=\s)/y;
const PIPE_COLUMN = /[^|\s]{0,60}\|/y;
const DOTTED_LOGGER = /(?:[\w$-]+[./]){2,}[\w$-]+(?::\d+)?(?=\s)|[\w$-]+(?:[./][\w$-]+)+(?::\d+)?(?=\t| {2,}| - )/y;
const WIDE_COLUMN = /\S+(?= {3,}|\t)/y;
const NAME_AND_DASH = /(?=\S*[.$_@:\d]|[a-z]+[A-Z])(\S+)(?: [^\sA-Za-z]\S*)? - (?=\S)/y;
const SEPARATOR = /(?:-{1,3}|:|\*|#|=>|>|~)(?=\s)/y;

function matchAt(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(line);
}

function skipSpaces(line: string, at: number): number {
  return at + (matchAt(SPACES, line, at)?.[0].length ?? 0);
}

interface Anchors {
  time: Timestamp | null;
  level: Level | null;
  levelIsDigits: boolean;
  /** Where the last of them ends. */
  end: number;
  last: 'none' | 'time' | 'level';
  isSyslog: boolean;
}

/**
 * A level field is upper case, or marked as a field by brackets, a colon or a column's space: `error` alone may begin a sentence.
 * At the very beginning of a line, without a time before it, only marked or upper-case words count.
 */
function levelField(line: string, at: number, afterTime: boolean): { level: Level; end: number } | null {
  const match = matchAt(LEVEL_FIELD, line, at);
  if (match === null) return null;
  const [whole, open = '', word = '', close = '', space = ''] = match;
  const level = levelOfWord(word);
  if (level === null) return null;
  const next = line[at + whole.length];
  if (close === '' && space === '' && next !== undefined) return null;
  const isUpper = word === word.toUpperCase();
  const isMarked = open !== '' ? /[\])>}]/.test(close) : close !== '' && !close.startsWith(')');
  const isColumn = afterTime && (space.length > 1 || space === '\t');
  if (!isUpper && !isMarked && !isColumn) return null;
  if (open !== '' && close === '') return null;
  return { level, end: at + whole.length };
}

/** `V/Tag`, or a letter that stands between numbers and a name, or between a time and a name in capitals. */
function letterField(
  line: string,
  at: number,
  anchors: Anchors,
  afterNumber: boolean,
): { level: Level; end: number } | null {
  if (anchors.time === null && at > 0) return null;
  const match = matchAt(LETTER_FIELD, line, at);
  if (match === null) return null;
  const level = levelOfLetter(match[1] ?? '');
  const marked =
    match[0].endsWith('/') || afterNumber || (anchors.time !== null && /^ [A-Z]{2}/.test(line.slice(at + 1, at + 4)));
  return level !== null && marked ? { level, end: at + match[0].length } : null;
}

/** Walks over the columns at the beginning of a line and remembers the last time and the last level among them. */
function findAnchors(line: string, now: Date): Anchors {
  const anchors: Anchors = { time: null, level: null, levelIsDigits: false, end: 0, last: 'none', isSyslog: false };
  const priority = matchAt(PRIORITY, line, 0);
  if (priority !== null) {
    anchors.level = levelOfSeverity(Number(priority[1]) % 8);
    anchors.levelIsDigits = true;
    anchors.end = priority[0].length;
    anchors.isSyslog = priority[0].length > String(priority[1]).length + 2;
  }
  let at = anchors.end;
  let pending = 0;
  let plainWords = 0;
  let afterNumber = false;
  const startsWithNumber = /^\d/.test(line);

  for (let column = 0; column < MOST_COLUMNS && at < line.length; column += 1) {
    at = skipSpaces(line, at);
    const open = /[[("]/.test(line[at] ?? '') ? 1 : 0;
    const time = timestampAt(line, at + open, now);
    if (time !== null && isBelievable(time, anchors, pending)) {
      const isLetterTime = time.format.name === 'glog';
      if (isLetterTime) anchors.level = levelOfLetter(line[time.start] ?? '');
      // A whole time says more than a bare date or clock before or after it.
      if (anchors.time === null || anchors.time.at === null || rank(time) >= rank(anchors.time)) anchors.time = time;
      at = time.end + (open === 1 && /[\])"]/.test(line[time.end] ?? '') ? 1 : 0);
      anchors.end = at;
      anchors.last = isLetterTime ? 'level' : 'time';
      pending = 0;
      plainWords = 0;
      afterNumber = false;
      continue;
    }
    const level =
      anchors.level === null || anchors.levelIsDigits
        ? (levelField(line, at, anchors.last === 'time' && pending === 0) ??
          letterField(line, at, anchors, afterNumber))
        : null;
    if (level !== null && (pending === 0 || anchors.time !== null || startsWithNumber)) {
      anchors.level = level.level;
      anchors.levelIsDigits = false;
      at = level.end;
      anchors.end = at;
      anchors.last = 'level';
      pending = 0;
      plainWords = 0;
      continue;
    }
    const token = matchAt(TOKEN, line, at);
    if (token === null) break;
    if (PLAIN_WORD.test(token[0]) && !startsWithNumber) {
      plainWords += 1;
      // One plain word may be a host; more are a sentence, and a sentence's first word has a capital.
      if (plainWords > 1 || /^[A-Z]/.test(token[0])) break;
    }
    // What names a program ends the columns: behind it the message begins.
    if (/[^\d\]]:$|\]:$/.test(token[0]) && anchors.last !== 'none') break;
    afterNumber = /^\d+$/.test(token[0]);
    pending += 1;
    at += token[0].length;
  }
  return anchors;
}

const WEAK_FORMATS = new Set(['clock', 'date', 'epoch']);

function rank(time: Timestamp): number {
  return WEAK_FORMATS.has(time.format.name) ? 0 : 1;
}

/** A bare clock, date or number of seconds in the middle of columns is an argument, unless no better time came before. */
function isBelievable(time: Timestamp, anchors: Anchors, pending: number): boolean {
  if (rank(time) > 0) return true;
  if (anchors.time !== null) return pending === 0;
  return time.format.name === 'epoch' || pending <= 1;
}

interface Rest {
  end: number;
  tag: string | null;
}

/** Steps over what stands between the last time or level and the message. */
function skipRest(line: string, anchors: Anchors): Rest {
  let at = anchors.end;
  let tag: string | null = null;
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
      continue;
    }
    const column = matchAt(PIPE_COLUMN, line, from) ?? matchAt(NUMBER, line, from);
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
  const logger = anchors.level === null ? null : matchAt(DOTTED_LOGGER, line, at);
  if (logger !== null) return { end: at + logger[0].length, tag: logger[0] };
  const wide = anchors.last === 'level' && step === 0 ? matchAt(WIDE_COLUMN, line, at) : null;
  if (wide !== null && wide[0].length <= 40) return { end: at + wide[0].length, tag: wide[0] };
  const dashed = matchAt(NAME_AND_DASH, line, at);
  return dashed === null ? null : { end: at + dashed[0].length, tag: dashed[1] ?? null };
}

function isHost(host: string, tag: string, anchors: Anchors): boolean {
  return anchors.time?.format.name === 'syslog' || PROCESS_TAG.test(tag) || /[\d.-]/.test(host);
}

/** Reads the header of a plain line. A line without time and level has none: all of it is the message. */
export function parseHeader(line: string, now: Date): Header {
  const anchors = findAnchors(line, now);
  const { time, level, levelIsDigits } = anchors;
  const rest = anchors.last === 'none' && anchors.end === 0 ? { end: 0, tag: null } : skipRest(line, anchors);
  return {
    time,
    level: level ?? tagLevel(rest.tag) ?? prefixLevel(line, rest.end),
    levelIsDigits,
    tag: rest.tag,
    messageStart: rest.end,
  };
}

/** `production.ERROR:`, as PHP frameworks write channel and level. */
function tagLevel(tag: string | null): Level | null {
  const word = tag === null ? undefined : /\.([A-Z]{4,9})$/.exec(tag)?.[1];
  return word === undefined ? null : levelOfWord(word);
}

const PREFIX = /([A-Za-z]{4,9}):\s/y;

/** `error: no such file`, as command-line programs write into syslog. */
function prefixLevel(line: string, at: number): Level | null {
  const match = matchAt(PREFIX, line, at);
  return match === null ? null : levelOfWord(match[1] ?? '');
}
