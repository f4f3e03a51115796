import { type Level, levelOfLetter, levelOfSeverity, levelOfWord } from './level.ts';
import { matchAt, skipSpaces } from './sticky.ts';
import { type Timestamp, timestampAt } from './timestamp.ts';

/** Columns that a header may have before its last time or level. */
const MOST_COLUMNS = 12;

const PRIORITY = /<(\d{1,3})>(?:\d (?=\S))?/y;
const LEVEL_FIELD = /([[(<{]?) *([A-Za-z]{3,13})((?: *[\])>}|])?[:,|]*)(?=(\s*))/y;
const LETTER_FIELD = /([VTDINWEFCA])(?:\/(?=\w)|(?= [A-Z][\w.-]*| [a-z][\w.-]*:))/y;
const TOKEN = /\[[^[\]]*(?:\[[^[\]]*\][^[\]]*)*\]|[^\s|]+\|?|\|/y;
const PLAIN_WORD = /^[A-Za-z]*[a-z][A-Za-z]*[,;]?$/;

/** The times and levels among the columns at the beginning of a line. */
export interface Anchors {
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
export function levelField(line: string, at: number, afterTime: boolean): { level: Level; end: number } | null {
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
export function findAnchors(line: string, now: Date): Anchors {
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
