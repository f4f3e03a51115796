import type { Table } from '../../metrics/history/table.ts';
import { labelled } from '../../metrics/series.ts';
import { round } from '../gather/clean.ts';
import { labelsOf, pointsOf } from '../gather/metrics.ts';
import { type Point, spreadOf } from '../measure/statistics.ts';
import type { Check } from '../report-parts.ts';

/** Health checks, from `check_up` (1 or 0) and `check_latency_ms`, each labelled with the check's name. */
export function checksOf(table: Table, intervalMs: number, targetPercent: number): Check[] {
  return labelsOf(table, 'check_up').map((name) => {
    const points = pointsOf(table, labelled('check_up', 'check', name));
    // Where only hours are kept a value between 0 and 1 is the share of the tries that succeeded.
    const up = points.reduce((sum, { value }) => sum + value, 0);
    // 999 of 1000 must not become 100 %.
    const percent = points.length === 0 ? 0 : Math.floor((up / points.length) * 10_000) / 100;
    const latency = spreadOf(pointsOf(table, labelled('check_latency_ms', 'check', name)));
    return {
      name,
      tries: points.length,
      percent,
      downSeconds: Math.round(downMs(points, intervalMs) / 1_000),
      failingAtEnd: (points.at(-1)?.value ?? 1) <= 0,
      meetsTarget: percent >= targetPercent,
      latency:
        latency === null
          ? null
          : { mean: round(latency.mean, 0), p95: round(latency.p95, 0), max: round(latency.max, 0) },
    };
  });
}

/** A try speaks for the time since the one before, yet never for more than two intervals: nobody knows what a gap held. */
function downMs(points: readonly Point[], intervalMs: number): number {
  let total = 0;
  points.forEach(({ time, value }, index) => {
    const before = points[index - 1]?.time ?? time - intervalMs;
    total += Math.min(time - before, 2 * intervalMs) * (1 - value);
  });
  return total;
}
