import type { Alert, NotifyReason, Severity } from '../alert.ts';
import type { Observation } from '../input.ts';
import { decide } from '../machine/decide.ts';
import { emptyMemory } from '../machine/memory.ts';
import { labelsOf } from '../machine/observe.ts';
import { STALE_INTERVALS } from '../machine/time-step.ts';
import type { Policy } from '../policy/policy.ts';
import type { Rule } from './rule.ts';
import type { SeriesRow } from './series-file.ts';

/** What would be told, and why. */
export interface Replayed {
  at: string;
  alert: string;
  resource: string | null;
  severity: Severity;
  state: 'firing' | 'resolved';
  reason: NotifyReason;
  value: number | null;
  message: string;
}

const DEFAULT_EVERY_MS = 300_000;
const AGE_METRIC = 'sample_age_intervals';

/**
 * Plays readings to the rules, as if each had been a sample at its time and somebody had acknowledged nothing. Escalation, quiet hours
 * and waiting for a group are left out: they say to whom and when, not what.
 */
export function replay(rows: readonly SeriesRow[], policy: Policy): Replayed[] {
  const played: Policy = { ...policy, groupWaitMs: 0, quietHours: null, escalation: { levels: [], loops: 1 } };
  const watching = watchers([...policy.rules.values()]);
  const samples = samplesOf(rows);
  const everyMs = usualGap([...samples.keys()]);
  const told: Replayed[] = [];
  let alerts: ReadonlyMap<string, Alert> = new Map();
  let memory = emptyMemory();
  const step = (now: number, observations: readonly Observation[]) => {
    const decision = decide(alerts, memory, { observations, alarms: [] }, now, played);
    for (const alert of decision.changed) told.push(...newsOf(alert, alerts.get(alert.fingerprint)));
    const next = new Map(alerts);
    for (const alert of decision.changed) next.set(alert.fingerprint, alert);
    for (const fingerprint of decision.forgotten) next.delete(fingerprint);
    alerts = next;
    memory = decision.memory;
  };
  const age = (at: number, intervals: number) =>
    watching.observe({ at, metric: AGE_METRIC, resource: null, value: intervals }, null);
  let before: number | null = null;
  for (const [at, rowsThen] of samples) {
    const staleAt = (before ?? at) + STALE_INTERVALS * everyMs + 1;
    const wasStale = staleAt < at;
    if (wasStale) step(staleAt, age(staleAt, (staleAt - (before ?? at)) / everyMs));
    const observations = rowsThen.flatMap((row) => watching.observe(row, everyMs));
    step(at, wasStale ? [...observations, ...age(at, 0)] : observations);
    before = at;
  }
  return told;
}

/** Which rules watch what, looked up once for each series. */
function watchers(rules: readonly Rule[]) {
  const known = new Map<string, { rule: string; labels: Record<string, string> }[]>();
  const observe = ({ at, metric, resource, value }: SeriesRow, everyMs: number | null): Observation[] => {
    const series = JSON.stringify([metric, resource]);
    let found = known.get(series);
    if (found === undefined) {
      found = rules
        .filter((rule) => rule.metric === metric && rule.covers(resource))
        .map((rule) => ({ rule: rule.name, labels: labelsOf(rule, resource) }));
      known.set(series, found);
    }
    const time = new Date(at).toISOString();
    return found.map(({ rule, labels }) => ({ rule, labels, at: time, value, everyMs }));
  };
  return { observe };
}

function samplesOf(rows: readonly SeriesRow[]): Map<number, SeriesRow[]> {
  const samples = new Map<number, SeriesRow[]>();
  for (const row of rows) {
    const sample = samples.get(row.at);
    if (sample === undefined) samples.set(row.at, [row]);
    else sample.push(row);
  }
  return samples;
}

/** The median time between two samples. */
function usualGap(times: readonly number[]): number {
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  gaps.sort((one, other) => one - other);
  return gaps[Math.floor(gaps.length / 2)] ?? DEFAULT_EVERY_MS;
}

function newsOf(alert: Alert, before: Alert | undefined): Replayed[] {
  const known = before?.episode === alert.episode ? before.notified.length : 0;
  return alert.notified.slice(known).map(({ at, reason, severity }) => ({
    at,
    alert: alert.labels.alertname ?? '',
    resource: alert.labels.resource ?? null,
    severity,
    state: reason === 'resolved' ? 'resolved' : 'firing',
    reason,
    value: alert.value,
    message: alert.message,
  }));
}
