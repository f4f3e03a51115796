/** Minutes by which local time is ahead of UTC at a moment in epoch milliseconds. */
export type OffsetAt = (time: number) => number;

const MINUTE_MS = 60_000;

/** The offsets of a zone of the IANA; null: the machine's. */
export function offsetsOf(timeZone: string | null): OffsetAt {
  if (timeZone === null) return (time) => -new Date(time).getTimezoneOffset();
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (time) => {
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(time)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const local = Date.UTC(year, month - 1, day, hour, minute, second);
    return Math.round((local - Math.floor(time / 1_000) * 1_000) / MINUTE_MS);
  };
}

/** The first moment of another offset after `from`, up to and including `to`; null where the offset at `to` is that at `from`. */
export function offsetChange(offsetAt: OffsetAt, from: number, to: number): number | null {
  const offset = offsetAt(from);
  if (offsetAt(to) === offset) return null;
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}
