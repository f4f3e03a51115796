import { type Point, percentile } from './statistics.ts';

/** Growth a day, by the median of the slopes between all pairs (Theil and Sen): one rotation or one big copy does not move it. */
export interface Slope {
  perDay: number;
  /** Half of all pairs lie between these. */
  lowPerDay: number;
  highPerDay: number;
}

const DAY_MS = 86_400_000;
/** 200 points are 19,900 pairs: a few milliseconds. */
const MOST_POINTS = 200;

export function slopeOf(points: readonly Point[]): Slope | null {
  const few = thin(points, MOST_POINTS);
  const slopes: number[] = [];
  for (let left = 0; left < few.length; left += 1) {
    for (let right = left + 1; right < few.length; right += 1) {
      const one = few[left];
      const other = few[right];
      if (one === undefined || other === undefined || other.time <= one.time) continue;
      slopes.push(((other.value - one.value) / (other.time - one.time)) * DAY_MS);
    }
  }
  slopes.sort((one, other) => one - other);
  const perDay = percentile(slopes, 0.5);
  if (perDay === null) return null;
  return { perDay, lowPerDay: percentile(slopes, 0.25) ?? perDay, highPerDay: percentile(slopes, 0.75) ?? perDay };
}

/** Means of neighbours, so that at most `most` points are left. */
function thin(points: readonly Point[], most: number): Point[] {
  const size = Math.ceil(points.length / most);
  if (size <= 1) return [...points];
  const thinned: Point[] = [];
  for (let start = 0; start < points.length; start += size) {
    const part = points.slice(start, start + size);
    const sum = part.reduce((all, { time, value }) => ({ time: all.time + time, value: all.value + value }), {
      time: 0,
      value: 0,
    });
    thinned.push({ time: sum.time / part.length, value: sum.value / part.length });
  }
  return thinned;
}
