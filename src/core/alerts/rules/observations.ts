import type { Alert } from '../alert.ts';
import type { Observation } from '../input.ts';
import { labelsOf } from '../machine/observe.ts';
import type { Reading } from './from-sample.ts';
import type { Rule } from './rule.ts';

/** When readings are of, epoch milliseconds, and how far apart such readings come. */
export interface Moment {
  at: number;
  /** Null: nobody says so, and without them nothing goes stale. */
  everyMs: number | null;
}

export type RulesByMetric = ReadonlyMap<string, readonly Rule[]>;

export function rulesByMetric(rules: Iterable<Rule>): RulesByMetric {
  const found = new Map<string, Rule[]>();
  for (const rule of rules) found.set(rule.metric, [...(found.get(rule.metric) ?? []), rule]);
  return found;
}

/** What the rules have to say to readings of one moment. */
export function observationsOf(
  readings: readonly Reading[],
  rules: RulesByMetric,
  { at, everyMs }: Moment,
): Observation[] {
  const time = new Date(at).toISOString();
  return readings.flatMap(({ metric, resource, value, detail = null }) =>
    (rules.get(metric) ?? [])
      .filter((rule) => rule.kind !== 'absence' && rule.covers(resource))
      .map((rule) => ({ rule: rule.name, labels: labelsOf(rule, resource), at: time, value, everyMs, detail })),
  );
}

/** Whether there is anything of what the rules for absence watch: one observation a rule, whose value is null where nothing was read. */
export function absencesOf(readings: readonly Reading[], rules: Iterable<Rule>, { at }: Moment): Observation[] {
  const time = new Date(at).toISOString();
  return [...rules].flatMap((rule): Observation[] => {
    if (rule.kind !== 'absence') return [];
    const found = readings.find(
      ({ metric, resource, value }) => metric === rule.metric && rule.covers(resource) && value !== null,
    );
    return [{ rule: rule.name, labels: labelsOf(rule, null), at: time, value: found?.value ?? null }];
  });
}

/** Of metrics of which only what is bad is listed: alerts of what is not in the list any more, which is well again. */
export function unlisted(
  listed: readonly string[],
  alerts: Iterable<Alert>,
  observed: readonly Observation[],
  { at, everyMs }: Moment,
): Observation[] {
  const seen = new Set(observed.map(({ labels }) => JSON.stringify(labels)));
  const time = new Date(at).toISOString();
  return [...alerts].flatMap(({ labels, state }): Observation[] => {
    const isGone = labels.source === 'rules' && state !== 'resolved' && listed.includes(labels.metric ?? '');
    if (!isGone || seen.has(JSON.stringify(labels))) return [];
    return [{ rule: labels.alertname ?? '', labels, at: time, value: 0, everyMs }];
  });
}
