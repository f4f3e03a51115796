import { type Timestamp, type TimestampFormat, timestampAt } from './timestamp.ts';

/**
 * The time that the lines of a file begin with. Lines of one minute share all bytes up to the minute, so that most times are known
 * by a comparison of a few bytes, and the class of a line need not contain its time.
 */
export interface LineClock {
  /** Bytes of the leading time; 0 where lines begin with none. */
  length: number;
  /** The last line's leading bytes and the one behind them, four to a number, and which of their bits the next line must share. */
  memo: Int32Array;
  mask: Int32Array;
  groups: number;
  minuteMs: number;
  /** Where its seconds are. */
  secondAt: number;
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
/** Digits have their upper four bits in common. */
const HIGH_HALF = 0xf0;

export function lineClock(now: Date): LineClock {
  const words = LONGEST / 4;
  const [memo, mask] = [new Int32Array(words), new Int32Array(words)];
  return { length: 0, memo, mask, groups: 0, minuteMs: 0, secondAt: 0, start: 0, format: null, at: Number.NaN, now };
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

/**
 * Where the line goes on behind its leading time: `lineStart` itself where it has none. Up to the minute the bytes must be those of
 * the line before; behind it digits may be others. Four bytes at a time and without a branch: this is done for every line.
 * `view` is of the same bytes and reaches 64 bytes behind the line's beginning.
 */
export function skipTime(clock: LineClock, bytes: Buffer, view: DataView, lineStart: number): number {
  const { length, groups, memo, mask } = clock;
  if (length === 0) return lineStart;
  let difference = 0;
  for (let at = 0; at < groups; at += 1) {
    difference |= (view.getInt32(lineStart + at * 4, true) ^ (memo[at] as number)) & (mask[at] as number);
  }
  if (difference !== 0) return relearn(clock, bytes, lineStart);
  const seconds = lineStart + clock.secondAt;
  clock.at = clock.minuteMs + ((bytes[seconds] as number) * 10 + (bytes[seconds + 1] as number) - ZERO * 11) * 1_000;
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
  if (time.at === null || time.start > 1 || time.minuteEnd >= time.end || time.end >= LONGEST) return false;
  const head = Buffer.alloc(LONGEST);
  bytes.copy(head, 0, lineStart, lineStart + time.end + 1);
  const mask = head.map((byte, at) => {
    if (at > time.end) return 0;
    return at >= time.minuteEnd && isDigit(byte) ? HIGH_HALF : 0xff;
  });
  for (let at = 0; at < LONGEST; at += 4) {
    clock.memo[at / 4] = head.readInt32LE(at);
    clock.mask[at / 4] = Buffer.from(mask.buffer, mask.byteOffset, LONGEST).readInt32LE(at);
  }
  clock.groups = Math.ceil((time.end + 1) / 4);
  clock.length = time.end;
  clock.start = time.start;
  clock.secondAt = time.minuteEnd + (isDigit(head[time.minuteEnd] as number) ? 0 : 1);
  clock.format = time.format;
  clock.minuteMs = Math.floor(time.at / MINUTE_MS) * MINUTE_MS;
  clock.at = time.at;
  return true;
}
