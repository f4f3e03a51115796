import type { Alert } from '../../alerts/alert.ts';
import { parseSeries } from '../../alerts/rules/metric-names.ts';
import type { Layout } from '../../files/layout.ts';
import type { Column } from '../../metrics/history/column.ts';
import { readSamples } from '../../metrics/history/query.ts';

/** Samples of one series; times ISO 8601, null where it could not be read. */
export interface EvidenceSeries {
  series: string;
  points: { at: string; value: number | null }[];
}

export interface EvidenceSamples {
  /** ISO 8601. */
  from: string;
  to: string;
  /** What the alert is about. */
  own: EvidenceSeries[];
  /** What else the machine did: the value at the sample nearest to the moment, with its time. */
  machine: { series: string; at: string; value: number }[];
  damage: { file: string; reason: string }[];
}

const HOUR_MS = 3_600_000;
/** So much before it began, and at most so long of it. */
const BEFORE_MS = HOUR_MS;
const MOST_MS = 6 * HOUR_MS;
const AFTER_MS = HOUR_MS / 4;
/** A sample further away than two intervals of collection says nothing about the moment. */
const NEAR_MS = HOUR_MS / 6;

const MACHINE =
  /^(?:cpu_percent|cpu_iowait_percent|load_1|memory_percent|swap_percent|disk_percent|disk_busy_percent|pressure_\w+|error_rate_per_min|processes|processes_blocked)(?:\{|$)/;

/** Whether a series of the history is what an alert is about. */
export function isAbout({ labels }: Pick<Alert, 'labels'>, series: string): boolean {
  const metric = labels.metric ?? labels.alertname;
  if (metric === undefined) return false;
  const wanted = parseSeries(metric);
  const resource = labels.resource ?? wanted.resource;
  const found = parseSeries(series);
  return (
    found.metric === wanted.metric && (resource === null || found.resource === null || found.resource === resource)
  );
}

/** The samples around the moment at which an alert began; `now` in epoch milliseconds. */
export function samplesAround(at: Layout, alert: Alert, now: number): EvidenceSamples {
  const moment = Date.parse(alert.activeAt);
  const over = alert.resolvedAt === null ? now : Math.min(now, Date.parse(alert.resolvedAt) + AFTER_MS);
  const span = { from: moment - BEFORE_MS, to: Math.max(moment, Math.min(over, moment + MOST_MS)) };
  const wanted = (series: string) => isAbout(alert, series) || MACHINE.test(series);
  const { table, damage } = readSamples(at, { ...span, wanted });
  const iso = (time: number) => new Date(time).toISOString();
  const own: EvidenceSeries[] = [];
  const machine: EvidenceSamples['machine'] = [];
  for (const [series, column] of [...table.columns].sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (isAbout(alert, series)) {
      own.push({ series, points: table.times.map((time, index) => ({ at: iso(time), value: column[index] ?? null })) });
    } else {
      const near = nearest(table.times, column, moment);
      if (near !== null) machine.push({ series, at: iso(near.time), value: near.value });
    }
  }
  return { from: iso(span.from), to: iso(span.to), own, machine, damage };
}

function nearest(times: readonly number[], column: Column, moment: number): { time: number; value: number } | null {
  let best: { time: number; value: number } | null = null;
  times.forEach((time, index) => {
    const value = column[index] ?? null;
    const distance = Math.abs(time - moment);
    if (value !== null && distance <= NEAR_MS && (best === null || distance < Math.abs(best.time - moment)))
      best = { time, value };
  });
  return best;
}
