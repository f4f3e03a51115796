import { type LineClock, skipTime } from '../line-clock.ts';
import { type ClassTable, findClass } from './class-table.ts';
import { hashLine } from './hash-line.ts';
import { hashQuickly } from './hash-quickly.ts';
import { hashed, LINE_FEED, SEED_LOW } from './hashed.ts';
import type { VariableContexts } from './variable-contexts.ts';

/*
 * The inner loop of mining: every line's class straight from its bytes. A class is the hash of the line without its leading time, with
 * words that hold a digit, and paths, collapsed exactly as `canonical` does it; no string is made of a line whose class is known.
 * The loop is written out by hand and reads two letters at a time: 40 % of its time was in finding the ends of words.
 */

export interface LineHandler {
  /** A line and the class of it. Where it begins with a time, that is in the clock. */
  onLine(value: number, start: number, end: number, hasTime: boolean): void;
  /** Names the class of a new kind of line, whose hash covers [from, end). Called before its onLine. */
  learn(start: number, from: number, end: number, low: number, high: number): number;
  /** A line that begins with a space or tab: true where it goes on with the line before. */
  onIndented(start: number, end: number): boolean;
  onEmpty(): void;
}

const CARRIAGE_RETURN = 13;
const QUICK_SLOTS = 1 << 16;

/** Lines met lately, by their quick hash: one try each, the newest wins. */
export function quickTable(): Int32Array {
  return new Int32Array(QUICK_SLOTS * 3);
}

/** Calls the handler for each line of bytes[start..end). SLACK_BYTES behind `end` must exist: one is borrowed to end a last line. */
export function scanLines(
  bytes: Buffer,
  start: number,
  end: number,
  quick: Int32Array,
  table: ClassTable,
  contexts: VariableContexts,
  clock: LineClock,
  handler: LineHandler,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const borrowed = bytes[end] as number;
  bytes[end] = LINE_FEED;
  let lineStart = start;
  while (lineStart < end) {
    const first = bytes[lineStart] as number;
    if (first === LINE_FEED) {
      handler.onEmpty();
      lineStart += 1;
      continue;
    }
    if (first === CARRIAGE_RETURN && bytes[lineStart + 1] === LINE_FEED) {
      handler.onEmpty();
      lineStart += 2;
      continue;
    }
    if (first === 32 || first === 9) {
      hashQuickly(view, lineStart, 0);
      if (handler.onIndented(lineStart, hashed.end)) {
        lineStart = hashed.end + 1;
        continue;
      }
    }
    const from = skipTime(clock, bytes, view, lineStart);
    const seed = from > lineStart ? ~SEED_LOW : SEED_LOW;
    hashQuickly(view, from, seed);
    const { low, high, end: lineEnd } = hashed;
    const slot = ((low ^ (low >>> 16) ^ high) & (QUICK_SLOTS - 1)) * 3;
    let value = (quick[slot + 2] as number) - 1;
    if (value < 0 || quick[slot] !== low || quick[slot + 1] !== high) {
      hashLine(bytes, view, from, seed, contexts);
      const exact = { low: hashed.low, high: hashed.high };
      value = findClass(table, exact.low, exact.high);
      if (value < 0) value = handler.learn(lineStart, from, lineEnd, exact.low, exact.high);
      quick[slot] = low;
      quick[slot + 1] = high;
      quick[slot + 2] = value + 1;
    }
    handler.onLine(value, lineStart, lineEnd, from > lineStart);
    lineStart = lineEnd + 1;
  }
  bytes[end] = borrowed;
}
