import type { Table } from '../../metrics/history/table.ts';
import { labelled } from '../../metrics/series.ts';
import { round } from '../gather/clean.ts';
import { inSpan, labelsOf, pointsOf } from '../gather/metrics.ts';
import { type Point, spreadOf } from '../measure/statistics.ts';
import type { Day } from '../report-parts.ts';
import { daysOf } from '../time/period.ts';
import { alertsOf } from './alerts.ts';
import { coverageOf } from './coverage.ts';
import type { Input } from './input.ts';

/** Each day of a longer period by itself; days that have not begun are not there. */
export function daysIn(input: Input, intervalMs: number, boots: readonly number[]): Day[] {
  if (input.period.kind === 'daily') return [];
  return daysOf(input.period)
    .filter(({ from }) => from < input.span.to)
    .map(({ name, from, to }) => {
      const span = { from, to: Math.min(to, input.span.to) };
      const table = inSpan(input.samples, span);
      const before = input.samples.times.findLast((time) => time < from) ?? input.lastBefore;
      const inside = (time: number) => time >= span.from && time < span.to;
      const analyses = input.analyses.filter(({ time }) => inside(time));
      return {
        day: name,
        samples: table.times.length,
        coveragePercent: coverageOf({ table, span, before, intervalMs, boots, noted: [], unread: [] }, null).percent,
        cpu: meanAndMax(pointsOf(table, 'cpu_percent')),
        memory: meanAndMax(pointsOf(table, 'memory_percent')),
        disk: fullestDisk(table),
        errors: analyses.length === 0 ? null : analyses.reduce((sum, { errors }) => sum + errors, 0),
        alarms: input.notifications.filter(({ time }) => inside(time)).length,
        alerts: alertsOf(input.alertEvents, [], span, null, input.period.zone).fired,
        incidents: input.incidents.filter(({ incident }) => inside(Date.parse(incident.openedAt))).length,
      };
    });
}

function meanAndMax(points: readonly Point[]): Day['cpu'] {
  const spread = spreadOf(points);
  return spread === null ? null : { mean: round(spread.mean), max: round(spread.max) };
}

function fullestDisk(table: Table): Day['disk'] {
  let fullest: Day['disk'] = null;
  for (const subject of labelsOf(table, 'disk_percent')) {
    const spread = spreadOf(pointsOf(table, labelled('disk_percent', 'mount', subject)));
    if (spread !== null && (fullest === null || spread.max > fullest.max))
      fullest = { subject, max: round(spread.max) };
  }
  return fullest;
}
