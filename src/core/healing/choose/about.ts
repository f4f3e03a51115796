import type { Alert } from '../../alerts/alert.ts';
import { rulesOf } from '../../alerts/rules/all-rules.ts';
import { canonicalMetric } from '../../alerts/rules/metric-names.ts';
import type { Config } from '../../config/schema.ts';
import type { Condition } from '../playbooks/schema.ts';
import { MACHINE } from '../playbooks/world.ts';

/** The metric that each alert of a rule is about, by the alert's name. */
export type MetricOf = ReadonlyMap<string, string>;

export function metricsOfRules(config: Pick<Config, 'thresholds' | 'alerts'>): MetricOf {
  return new Map(rulesOf(config).map(({ name, metric }) => [name, metric]));
}

/** The alerts that a condition and its target are about: those that it names, or those of a rule on its metric. Pure. */
export function alertsAbout(
  condition: Condition,
  target: string,
  alerts: Iterable<Alert>,
  metricOf: MetricOf,
): Alert[] {
  return [...alerts].filter(({ labels, state }) => {
    if (state === 'pending' || (labels.resource ?? MACHINE) !== target) return false;
    if ('alert' in condition) return labels.alertname === condition.alert;
    return labels.source === 'rules' && metricOf.get(labels.alertname ?? '') === canonicalMetric(condition.metric);
  });
}
