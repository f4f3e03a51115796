import { parseEvent } from '../event.ts';
import type { LineClass } from './line-class.ts';

const LINE_BYTES = 4_096;
/** How far from its beginning a line is looked through for the minute of the line before. */
const SEARCH_BYTES = 200;

/** The times of lines that do not begin with one. The minute of the last such line is remembered, for most lines are of the same one. */
export interface InlineClock {
  /** Milliseconds; NaN where the line has none. */
  timeOf(known: LineClass, bytes: Buffer, start: number, end: number): number;
}

export function inlineClock(now: Date): InlineClock {
  let memo: Buffer = Buffer.alloc(0);
  let memoMs = Number.NaN;
  return {
    timeOf({ timeStart }, bytes, start, end) {
      if (timeStart < 0) return Number.NaN;
      const length = memo.length;
      if (length > 0) {
        let at = 0;
        while (at < length && bytes[start + timeStart + at] === memo[at]) at += 1;
        if (at === length) return memoMs;
        const found = bytes.indexOf(memo, start);
        if (found >= 0 && found < Math.min(end, start + SEARCH_BYTES)) return memoMs;
      }
      const event = parseEvent(bytes.toString('latin1', start, Math.min(end, start + LINE_BYTES)), now);
      if (event.at === null || event.timeStart < 0) return Number.NaN;
      memo = Buffer.from(bytes.subarray(start + event.timeStart, start + event.minuteEnd));
      memoMs = event.at;
      return event.at;
    },
  };
}
