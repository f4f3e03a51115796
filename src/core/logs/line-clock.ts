import { type Timestamp, type TimestampFormat, timestampAt } from './timestamp.ts';

/**
 * The time that the lines of a file begin with. Lines of one minute share all bytes up to the minute, so that most times are known
 * by a comparison of a few bytes, and the class of a line need not contain its time.
 */
export interface LineClock {
  /** Bytes of the leading time; 0 where lines begin with none. */
  length: number;
  minuteEnd: number;
  /** The last line's leading bytes. */
  memo: Uint8Array;
  minuteMs: number;
  start: number;
  format: TimestampFormat | null;
  /** The time of the line that was skipped into last, to the second. */
  at: number;
  now: Date;
}

const LONGEST = 64;
const ZERO = 48;
const NINE = 57;
const MINUTE_MS = 60_000;

export function lineClock(now: Date): LineClock {
  return { length: 0, minuteEnd: 0, memo: new Uint8Array(LONGEST), minuteMs: 0, start: 0, format: null, at: Number.NaN, now };
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

/** Where the line goes on behind its leading time: `lineStart` itself where it has none. `bytes` must hold 64 bytes more or a line feed. */
export function skipTime(clock: LineClock, bytes: Buffer, lineStart: number): number {
  if (clock.length === 0) return lineStart;
  const { memo, minuteEnd, length } = clock;
  let at = 0;
  while (at < minuteEnd && bytes[lineStart + at] === memo[at]) at += 1;
  if (at < minuteEnd) return relearn(clock, bytes, lineStart);
  let isSame = true;
  for (; at < length; at += 1) {
    const byte = bytes[lineStart + at] as number;
    const before = memo[at] as number;
    if (byte !== before && !(isDigit(byte) && isDigit(before))) isSame = false;
  }
  if (!isSame || isDigit(bytes[lineStart + length] as number)) return relearn(clock, bytes, lineStart);
  const seconds = lineStart + minuteEnd + (isDigit(memo[minuteEnd] as number) ? 0 : 1);
  const tens = (bytes[seconds] as number) - ZERO;
  const ones = (bytes[seconds + 1] as number) - ZERO;
  clock.at = clock.minuteMs + (tens * 10 + ones) * 1000;
  return lineStart + length;
}

function relearn(clock: LineClock, bytes: Buffer, lineStart: number): number {
  const line = bytes.toString('latin1', lineStart, lineStart + LONGEST).split('\n', 1)[0] ?? '';
  const time = clock.format === null ? null : timestampAt(line, clock.start, clock.now, clock.format);
  if (time === null || !setClock(clock, bytes, lineStart, time)) return lineStart;
  return lineStart + clock.length;
}

/** Takes a line's leading time as the file's kind of time. False where it is not of a kind that can be skipped. */
export function setClock(clock: LineClock, bytes: Buffer, lineStart: number, time: Timestamp): boolean {
  if (time.at === null || time.start > 1 || time.minuteEnd >= time.end || time.end > LONGEST) return false;
  bytes.copy(clock.memo, 0, lineStart, lineStart + time.end);
  clock.length = time.end;
  clock.minuteEnd = time.minuteEnd;
  clock.start = time.start;
  clock.format = time.format;
  clock.minuteMs = Math.floor(time.at / MINUTE_MS) * MINUTE_MS;
  clock.at = time.at;
  return true;
}
