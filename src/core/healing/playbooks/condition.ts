import type { Condition } from './schema.ts';
import { MACHINE, type World, type WorldAlert } from './world.ts';

/** Trouble that a condition found: on what, with which labels, and in words. */
export interface Trigger {
  target: string;
  labels: Record<string, string>;
  reason: string;
}

type MetricCondition = Extract<Condition, { metric: string }>;
type AlertCondition = Extract<Condition, { alert: string }>;

const TESTS: Readonly<Record<MetricCondition['is'], (value: number, limit: number) => boolean>> = {
  above: (value, limit) => value > limit,
  below: (value, limit) => value < limit,
  equal: (value, limit) => value === limit,
};

function isMetric(condition: Condition): condition is MetricCondition {
  return 'metric' in condition;
}

/** Each thing on which a condition holds now. Pure. */
export function triggersOf(condition: Condition, world: World): Trigger[] {
  if (!isMetric(condition)) {
    return world.alerts
      .filter((alert) => isOf(alert, condition) && (alert.state === 'firing' || alert.state === 'recovering'))
      .map(({ labels }) => ({
        target: labels.resource ?? MACHINE,
        labels: { ...labels },
        reason: `the alert ${condition.alert} fires`,
      }));
  }
  return world.readings.flatMap(({ metric, resource, value }) => {
    const isMeant = metric === condition.metric && (condition.resource ?? resource) === resource;
    if (!isMeant || value === null || !TESTS[condition.is](value, condition.value)) return [];
    const target = resource ?? MACHINE;
    const reason = `${metric}${resource === null ? '' : ` of ${resource}`} is ${value}, ${condition.is} ${condition.value}`;
    return [{ target, labels: { resource: target }, reason }];
  });
}

/**
 * Whether a condition holds on a target; null: nobody knows. With `clear` a metric holds until it is past that value. Of a metric
 * without resources the target does not matter.
 */
export function holds(condition: Condition, target: string, world: World, clear?: number): boolean | null {
  return isMetric(condition) ? metricHolds(condition, target, world, clear) : alertHolds(condition, target, world);
}

function metricHolds(condition: MetricCondition, target: string, world: World, clear?: number): boolean | null {
  const wanted = condition.resource ?? target;
  const found = world.readings.filter(
    ({ metric, resource }) => metric === condition.metric && (resource === null || resource === wanted),
  );
  const [reading] = found;
  if (reading === undefined) return world.listed.includes(condition.metric) ? false : null;
  const { value } = reading;
  if (value === null || !Number.isFinite(value)) return null;
  if (clear === undefined) return TESTS[condition.is](value, condition.value);
  return condition.is === 'above' ? value >= clear : value <= clear;
}

function alertHolds(condition: AlertCondition, target: string, { alerts }: World): boolean | null {
  const own = alerts.filter((alert) => isOf(alert, condition) && (alert.labels.resource ?? MACHINE) === target);
  // One that is over is kept for a while: one that is not there was lost, or never was, and nobody knows.
  if (own.length === 0) return null;
  if (own.some(({ state }) => state === 'firing' || state === 'recovering')) return true;
  return own.some(({ state }) => state === 'stale') ? null : false;
}

/** Whether no alert of a condition is known any more. Resolved ones are kept for a quarter of an hour: who saw it resolved knows why it is gone. */
export function isForgotten(condition: Condition, target: string, { alerts }: World): boolean {
  if (isMetric(condition)) return false;
  return !alerts.some((alert) => isOf(alert, condition) && (alert.labels.resource ?? MACHINE) === target);
}

function isOf({ labels }: WorldAlert, condition: AlertCondition): boolean {
  return (
    labels.alertname === condition.alert &&
    Object.entries(condition.labels).every(([name, value]) => Object.hasOwn(labels, name) && labels[name] === value)
  );
}
