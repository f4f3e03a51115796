import type { Alert } from '../../alerts/alert.ts';
import { canonicalMetric } from '../../alerts/rules/metric-names.ts';
import type { Rule } from '../../alerts/rules/rule.ts';
import type { Condition } from '../playbooks/schema.ts';
import { MACHINE } from '../playbooks/world.ts';

/** The alerts that a condition and its target are about: those that it names, or those of a rule on its metric. Pure. */
export function alertsAbout(
  condition: Condition,
  target: string,
  alerts: Iterable<Alert>,
  rules: readonly Rule[],
): Alert[] {
  const named = 'metric' in condition ? rulesOn(condition.metric, target, rules).map(({ name }) => name) : [];
  return [...alerts].filter(({ labels, state }) => {
    if (state === 'pending' || (labels.resource ?? MACHINE) !== target) return false;
    if ('alert' in condition) return labels.alertname === condition.alert;
    return labels.source === 'rules' && named.includes(labels.alertname ?? '');
  });
}

function rulesOn(metric: string, target: string, rules: readonly Rule[]): Rule[] {
  const resource = target === MACHINE ? null : target;
  return rules.filter((rule) => rule.metric === canonicalMetric(metric) && rule.covers(resource));
}

/**
 * Whether a rule will fire on what the condition holds on, if that lasts: then the playbook waits for its alert, which knows what is noise
 * and has an incident. One that is meant to act earlier than any rule goes by its reading alone. Pure.
 */
export function awaitsAlert(condition: Condition, target: string, rules: readonly Rule[]): boolean {
  if (!('metric' in condition)) return false;
  const { is, value } = condition;
  return rulesOn(condition.metric, target, rules).some(({ kind, direction, limits }) => {
    if (kind !== 'threshold') return false;
    return [limits.warning, limits.critical].some((limit) => {
      if (limit === null || (is !== 'equal' && is !== direction)) return false;
      // What is just above the playbook's value must be above the rule's, too.
      const slack = is === 'equal' ? (direction === 'above' ? value > limit.value : value < limit.value) : null;
      return slack ?? (direction === 'above' ? limit.value <= value : limit.value >= value);
    });
  });
}
