import type { Table } from '../../metrics/history/table.ts';
import { labelled } from '../../metrics/series.ts';
import { round } from '../gather/clean.ts';
import { labelsOf, pointsOf } from '../gather/metrics.ts';
import { spellsOf } from '../measure/spells.ts';
import { spreadOf } from '../measure/statistics.ts';
import type { Check } from '../report.ts';

/** Health checks, from `check_up` (1 or 0) and `check_latency_ms`, each labelled with the check's name. */
export function checksOf(table: Table, intervalMs: number): Check[] {
  return labelsOf(table, 'check_up').map((name) => {
    const points = pointsOf(table, labelled('check_up', 'check', name));
    const up = points.filter(({ value }) => value > 0).length;
    const latency = spreadOf(pointsOf(table, labelled('check_latency_ms', 'check', name)));
    return {
      name,
      tries: points.length,
      // 999 of 1000 must not become 100 %.
      percent: points.length === 0 ? 0 : Math.floor((up / points.length) * 10_000) / 100,
      downSeconds: Math.round(spellsOf(points, intervalMs, (value) => value <= 0).totalMs / 1_000),
      failingAtEnd: (points.at(-1)?.value ?? 1) <= 0,
      latency:
        latency === null
          ? null
          : { mean: round(latency.mean, 0), p95: round(latency.p95, 0), max: round(latency.max, 0) },
    };
  });
}
