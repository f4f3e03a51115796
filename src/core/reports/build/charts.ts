import type { Table } from '../../metrics/history/table.ts';
import { labelled } from '../../metrics/series.ts';
import { lastingLabels, pointsOf } from '../gather/metrics.ts';
import { type Grid, gridOf } from '../measure/grid.ts';
import { type Point, spreadOf } from '../measure/statistics.ts';
import type { Charts } from '../report-parts.ts';
import type { Period, ReportKind } from '../time/period.ts';
import type { Input } from './input.ts';
import { errorRates } from './logs.ts';
import { networkPoints } from './network.ts';

const MINUTE_MS = 60_000;
/** About 150 to 190 points each: what a screen of 390 to 900 pixels can show. */
const CHART_STEP_MS: Readonly<Record<ReportKind, number>> = {
  daily: 10 * MINUTE_MS,
  weekly: 60 * MINUTE_MS,
  monthly: 240 * MINUTE_MS,
};
/** The course in a table: hours of a day, days of longer periods. */
export const COURSE_STEP_MS: Readonly<Record<ReportKind, number>> = {
  daily: 60 * MINUTE_MS,
  weekly: 360 * MINUTE_MS,
  monthly: 1_440 * MINUTE_MS,
};
/** More lines in one chart cannot be told apart. */
const MOST_DISKS = 4;

export function chartsOf(input: Input, table: Table): Charts {
  const grid = (points: readonly Point[], digits = 1) => draw(points, input.period, digits);
  const disks = lastingLabels(table, 'disk_percent')
    .map((subject) => ({ subject, points: pointsOf(table, labelled('disk_percent', 'mount', subject)) }))
    .filter(({ points }) => points.some(({ value }) => value > 0))
    .sort((one, other) => (spreadOf(other.points)?.max ?? 0) - (spreadOf(one.points)?.max ?? 0))
    .slice(0, MOST_DISKS);
  return {
    cpu: grid(pointsOf(table, 'cpu_percent')),
    memory: grid(pointsOf(table, 'memory_percent')),
    load: grid(pointsOf(table, 'load_1'), 2),
    disks: disks.flatMap(({ subject, points }) => {
      const drawn = grid(points);
      return drawn === null ? [] : [{ subject, grid: drawn }];
    }),
    receive: grid(networkPoints(table, 'network_receive_bytes_per_second'), 0),
    transmit: grid(networkPoints(table, 'network_transmit_bytes_per_second'), 0),
    errors: grid(errorRates(input.analyses), 2),
  };
}

/** Two points make a line; fewer make no chart. */
function draw(points: readonly Point[], { kind, from, to }: Period, digits: number): Grid | null {
  return points.length < 2 ? null : gridOf(points, { from, to, stepMs: CHART_STEP_MS[kind] }, digits);
}
