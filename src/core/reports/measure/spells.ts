import type { Point } from './statistics.ts';

/** How long a series lay where it should not. Milliseconds. */
export interface Spells {
  totalMs: number;
  longestMs: number;
  count: number;
  /** Where the longest one began; null where there was none. */
  longestFrom: number | null;
}

/**
 * Adds up the time for which `test` held. A sample speaks for the time since the one before it, yet never for more than two
 * intervals: nobody knows what a gap held.
 */
export function spellsOf(points: readonly Point[], intervalMs: number, test: (value: number) => boolean): Spells {
  const spells: Spells = { totalMs: 0, longestMs: 0, count: 0, longestFrom: null };
  let current = 0;
  let begun = 0;
  let previous: number | null = null;
  for (const { time, value } of points) {
    const since = previous === null ? intervalMs : time - previous;
    const length = Math.min(since, 2 * intervalMs);
    if (since > 2 * intervalMs) current = 0;
    previous = time;
    if (!test(value)) {
      current = 0;
      continue;
    }
    if (current === 0) {
      spells.count += 1;
      begun = time - length;
    }
    current += length;
    spells.totalMs += length;
    if (current > spells.longestMs) Object.assign(spells, { longestMs: current, longestFrom: begun });
  }
  return spells;
}
