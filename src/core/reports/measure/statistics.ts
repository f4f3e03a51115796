/** One value at a time in epoch milliseconds. */
export interface Point {
  time: number;
  value: number;
}

/** What a series did. Percentiles are interpolated between neighbours, as spreadsheets do it. */
export interface Spread {
  samples: number;
  mean: number;
  p50: number;
  p95: number;
  p99: number;
  min: number;
  max: number;
  /** The first time at which the series was at its maximum. */
  maxAt: number;
  last: number;
}

export function mean(values: ArrayLike<number>): number | null {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index] ?? 0;
  return values.length === 0 ? null : sum / values.length;
}

/** @param share from 0 to 1. @param sorted ascending. Null for no values. */
export function percentile(sorted: ArrayLike<number>, share: number): number | null {
  if (sorted.length === 0) return null;
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

export function spreadOf(points: readonly Point[]): Spread | null {
  // An array of numbers alone is sorted five times as fast, and a month of minutes has 14 series of 40,000.
  const sorted = Float64Array.from(points, ({ value }) => value).sort();
  const average = mean(sorted);
  const highest = points.reduce<Point | null>(
    (top, point) => (top === null || point.value > top.value ? point : top),
    null,
  );
  const last = points.at(-1);
  if (average === null || highest === null || last === undefined) return null;
  const at = (share: number) => percentile(sorted, share) ?? average;
  return {
    samples: points.length,
    mean: average,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    min: sorted[0] ?? average,
    max: highest.value,
    maxAt: highest.time,
    last: last.value,
  };
}
