import type { Point } from './statistics.ts';

const HOUR_MS = 3_600_000;

/** A series in equal steps from `from` on: what a chart draws. Null where nothing was measured. */
export interface Grid {
  from: number;
  stepMs: number;
  mean: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
}

export function gridOf(points: readonly Point[], span: { from: number; to: number; stepMs: number }, digits = 1): Grid {
  const { from, to, stepMs } = span;
  const count = cellsOf(to - from, stepMs);
  const sums = Array.from({ length: count }, () => ({ sum: 0, count: 0, low: 0, high: 0 }));
  for (const { time, value } of points) {
    const cell = sums[Math.min(count - 1, Math.floor((time - from) / stepMs))];
    if (cell === undefined) continue;
    cell.low = cell.count === 0 ? value : Math.min(cell.low, value);
    cell.high = cell.count === 0 ? value : Math.max(cell.high, value);
    cell.sum += value;
    cell.count += 1;
  }
  const factor = 10 ** digits;
  const rounded = (value: number) => Math.round(value * factor) / factor;
  const column = (read: (cell: { sum: number; count: number; low: number; high: number }) => number) =>
    sums.map((cell) => (cell.count === 0 ? null : rounded(read(cell))));
  return {
    from,
    stepMs,
    mean: column(({ sum, count: cells }) => sum / cells),
    low: column(({ low }) => low),
    high: column(({ high }) => high),
  };
}

/** The hour that is won when clocks are set back belongs to the last day of its month, and is no day of its own. */
function cellsOf(length: number, stepMs: number): number {
  const whole = Math.floor(length / stepMs);
  const rest = length - whole * stepMs;
  return Math.max(1, rest > (stepMs > HOUR_MS ? HOUR_MS : 0) ? whole + 1 : whole);
}
