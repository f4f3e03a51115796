export interface MinuteCount {
  lines: number;
  errors: number;
}

/** Minutes of which counts are kept: a week. */
const MOST_MINUTES = 10_080;

/** The count of a minute, by its first millisecond. The oldest that was entered is given up for a new one. */
export function countOfMinute(minutes: Map<number, MinuteCount>, start: number): MinuteCount {
  const known = minutes.get(start);
  if (known !== undefined) return known;
  const fresh = { lines: 0, errors: 0 };
  minutes.set(start, fresh);
  if (minutes.size > MOST_MINUTES) minutes.delete(minutes.keys().next().value ?? Number.NaN);
  return fresh;
}
