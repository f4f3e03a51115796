import { blankColors } from './colors.ts';
import { parseHeader } from './header.ts';
import { type Level, levelOfLetter, levelOfSeverity, levelOfStatus, levelOfTens, levelOfWord } from './level.ts';
import { timestampAt } from './timestamp.ts';

export const EVENT_FORMATS = ['plain', 'json', 'logfmt', 'access'] as const;
export type EventFormat = (typeof EVENT_FORMATS)[number];

/** Where two lines of one shape may differ in level, because the level is a number. */
export type LevelSource = 'fixed' | 'priority' | 'status' | 'json';

/** One line, read. */
export interface LogEvent {
  format: EventFormat;
  /** Milliseconds since 1970; null where the line has no time. */
  at: number | null;
  /** Characters of the time that are the same for all lines of a minute, where the line holds its time as text. */
  timeStart: number;
  minuteEnd: number;
  level: Level | null;
  levelSource: LevelSource;
  tag: string | null;
  /** What the line says, without time, host, program and level. */
  message: string;
  /** Where the message begins, in characters; 0 where it was taken out of fields. */
  messageStart: number;
  hasHeader: boolean;
}

/** A virtual host may stand first. What a client sent need not be HTTP. */
const ACCESS = /^(?:[\w.-]+:\d+ )?\S+ \S+ \S+ \[([^\]]{10,40})\] "((?:[^"\\]|\\.)*)" (\d{3}) (?:\d+|-)/;
const REQUEST = /^([A-Z]{3,10}) (\S+)/;
/** How container runtimes write what a program said. */
const CONTAINER = /^(\S+) (?:stdout|stderr) [FP] /;
const LOGFMT = /^(?:[A-Za-z_][\w.-]*=(?:"(?:[^"\\]|\\.)*"|[^\s"]*)(?:\s+|$)){2,}/;
const LOGFMT_PAIR = /([A-Za-z_][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))/g;

const TIME_KEYS = ['time', 'timestamp', '@timestamp', 'ts', 't', 'datetime', 'date', '@t', '__REALTIME_TIMESTAMP'];
const LEVEL_KEYS = [
  'level',
  'severity',
  'lvl',
  'loglevel',
  'log.level',
  'levelname',
  'level_name',
  '@l',
  'PRIORITY',
  's',
];
const MESSAGE_KEYS = ['msg', 'message', '@message', 'MESSAGE', 'log', 'event', 'text', '@m', '@mt', 'error', 'err'];
const TAG_KEYS = ['logger', 'name', 'component', 'module', 'service', 'SYSLOG_IDENTIFIER', '_SYSTEMD_UNIT'];

type Fields = Record<string, unknown>;

function firstOf(fields: Fields, keys: readonly string[]): [key: string, value: unknown] | null {
  for (const key of keys) if (Object.hasOwn(fields, key)) return [key, fields[key]];
  return null;
}

function fieldTime(value: unknown, now: Date): number | null {
  if (typeof value === 'number' || (typeof value === 'string' && /^\d{10,19}(?:\.\d+)?$/.test(value))) {
    const number = Number(value);
    // Seconds, milliseconds, microseconds or nanoseconds, by their size: each unit is a thousand times the one before.
    const scale = number > 1e17 ? 1e-6 : number > 1e14 ? 1e-3 : number > 1e11 ? 1 : 1e3;
    return Number.isFinite(number) ? Math.trunc(number * scale) : null;
  }
  if (typeof value === 'object' && value !== null && '$date' in value) return fieldTime(value.$date, now);
  return typeof value === 'string' ? (timestampAt(value, 0, now)?.at ?? null) : null;
}

/** Below eight a severity of syslog and journald, else the tens of bunyan and pino. */
export function levelOfNumber(number: number): Level | null {
  return number < 8 ? levelOfSeverity(number) : levelOfTens(number);
}

function fieldLevel(found: [key: string, value: unknown] | null): { level: Level | null; isNumber: boolean } {
  if (found === null) return { level: null, isNumber: false };
  const value = found[1];
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && /^\d{1,2}$/.test(value) ? Number(value) : null;
  if (number === null && typeof value === 'string')
    return { level: value.length === 1 ? levelOfLetter(value) : levelOfWord(value), isNumber: false };
  if (number === null) return { level: null, isNumber: false };
  return { level: levelOfNumber(number), isNumber: true };
}

/** Of what was taken out of fields no place in the line is known. */
const NO_PLACE = { timeStart: -1, minuteEnd: -1, messageStart: 0 };

function fieldsEvent(format: EventFormat, fields: Fields, now: Date): LogEvent {
  if (typeof fields.log === 'string' && typeof fields.stream === 'string' && typeof fields.time === 'string') {
    return { ...parseEvent(fields.log, now), at: fieldTime(fields.time, now), format, ...NO_PLACE, hasHeader: true };
  }
  const { level, isNumber } = fieldLevel(firstOf(fields, LEVEL_KEYS));
  const time = firstOf(fields, TIME_KEYS);
  const message = firstOf(fields, MESSAGE_KEYS)?.[1];
  const tag = firstOf(fields, TAG_KEYS)?.[1];
  return {
    format,
    at: time === null ? null : fieldTime(time[1], now),
    ...NO_PLACE,
    level,
    levelSource: isNumber ? 'json' : 'fixed',
    tag: typeof tag === 'string' ? tag : null,
    message: messageOf(message, fields),
    hasHeader: true,
  };
}

/** A record without a message is told by its fields. */
function messageOf(message: unknown, fields: Fields): string {
  if (typeof message === 'string' && message !== '') return message;
  if (typeof message === 'object' && message !== null) {
    const inner = firstOf(message as Fields, ['message', 'msg'])?.[1];
    if (typeof inner === 'string') return inner;
  }
  return Object.entries(fields)
    .filter(([key]) => !TIME_KEYS.includes(key) && !LEVEL_KEYS.includes(key))
    .map(
      ([key, value]) =>
        `${key}=${typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value)}`,
    )
    .join(' ');
}

function jsonEvent(line: string, now: Date): LogEvent | null {
  if (!line.startsWith('{')) return null;
  try {
    return fieldsEvent('json', JSON.parse(line) as Fields, now);
  } catch {
    return null;
  }
}

function logfmtEvent(line: string, now: Date): LogEvent | null {
  if (!LOGFMT.test(line)) return null;
  const fields: Fields = {};
  for (const [, key = '', quoted, plain] of line.matchAll(LOGFMT_PAIR)) fields[key] ??= quoted ?? plain ?? '';
  return firstOf(fields, LEVEL_KEYS) === null && firstOf(fields, MESSAGE_KEYS) === null
    ? null
    : fieldsEvent('logfmt', fields, now);
}

function accessEvent(line: string, now: Date): LogEvent | null {
  const match = ACCESS.exec(line);
  if (match === null) return null;
  const [, date = '', said = '', status = ''] = match;
  const time = timestampAt(date, 0, now);
  const start = line.indexOf('[') + 1;
  const [, method = '', path = ''] = REQUEST.exec(said) ?? [];
  const request = method === '' ? 'no request' : `${method} ${path.split('?', 1)[0] ?? ''}`;
  return {
    format: 'access',
    at: time?.at ?? null,
    timeStart: start,
    minuteEnd: start + (time?.minuteEnd ?? 0),
    level: levelOfStatus(Number(status)),
    levelSource: 'status',
    tag: null,
    message: `${request} answered ${status}`,
    messageStart: 0,
    hasHeader: true,
  };
}

function plainEvent(line: string, now: Date): LogEvent {
  const { time, level, levelIsDigits, tag, messageStart } = parseHeader(line, now);
  const message = line.slice(messageStart);
  const inner = time === null ? null : (jsonEvent(message, now) ?? logfmtEvent(message, now));
  const fields = inner === null ? null : { ...inner, at: time?.at ?? inner.at, level: inner.level ?? level };
  if (fields !== null) return { ...fields, timeStart: time?.start ?? -1, minuteEnd: time?.minuteEnd ?? -1, tag };
  return {
    format: 'plain',
    at: time?.at ?? null,
    timeStart: time?.start ?? -1,
    minuteEnd: time?.minuteEnd ?? -1,
    level,
    levelSource: levelIsDigits ? 'priority' : 'fixed',
    tag,
    message,
    messageStart,
    hasHeader: time !== null || level !== null,
  };
}

/** What the program said, and the time at which the runtime heard it: that one stands at the beginning and is of all lines. */
function containerEvent(line: string, [head, date = '']: RegExpExecArray, now: Date): LogEvent {
  const time = timestampAt(date, 0, now);
  const inner = parseEvent(line.slice(head.length), now);
  return {
    ...inner,
    at: time?.at ?? inner.at,
    timeStart: 0,
    minuteEnd: time?.minuteEnd ?? 0,
    messageStart: inner.messageStart + head.length,
  };
}

/** Reads one line of whatever format. Times without a zone are local; those without a year are of the twelve months before `now`. */
export function parseEvent(raw: string, now: Date): LogEvent {
  const line = blankColors(raw);
  const container = CONTAINER.exec(line);
  if (container !== null) return containerEvent(line, container, now);
  return jsonEvent(line, now) ?? accessEvent(line, now) ?? logfmtEvent(line, now) ?? plainEvent(line, now);
}

const CONTINUES =
  /^(?:Caused by:|Suppressed:|at |\.\.\. \d+ (?:more|common)|Traceback \(most recent|During handling of|The above exception|[\w.$]+(?:Exception|Error|Warning|Interrupt|Exit)(?::|$)|goroutine \d+|[\w./*()-]+\.[\w.*()]+\((?:0x.*|\{.*|\.{3})?\)$|\[signal |created by |#\d+ |"?[}\])]+;?$|\[stacktrace\]$|-{3,}$|\^+$)/;

/** Whether a line without time and level goes on with the event before it: a stack trace, the end of a block. */
export function isContinuation(line: string, event: LogEvent): boolean {
  return !event.hasHeader && CONTINUES.test(line);
}
