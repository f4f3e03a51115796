import type { Alert } from '../../../../src/core/alerts/alert.ts';
import type { ExternalAlarm, Observation } from '../../../../src/core/alerts/input.ts';
import { type Decision, decide } from '../../../../src/core/alerts/machine/decide.ts';
import { emptyMemory, type Memory } from '../../../../src/core/alerts/machine/memory.ts';
import { labelsOf } from '../../../../src/core/alerts/machine/observe.ts';
import { type Policy, policyOf } from '../../../../src/core/alerts/policy/policy.ts';
import { alertsSchema } from '../../../../src/core/alerts/rules/schema.ts';
import type { AlertEvent } from '../../../../src/core/alerts/store.ts';
import { configSchema } from '../../../../src/core/config/schema.ts';
import type { Outgoing } from '../../../../src/core/notify/outgoing.ts';

export const START = Date.parse('2026-03-02T09:00:00Z');
export const MINUTE = 60_000;
export const EVERY = 5 * MINUTE;

/** The policy of a configuration's `alerts` key, without quiet hours. */
export function policyWith(alerts: object, more: Partial<Policy> = {}): Policy {
  const config = { ...configSchema.parse({}), alerts: alertsSchema.parse(alerts) };
  return { ...policyOf(config), quietHours: null, ...more };
}

/** One rule `load` on the metric `load_1`, above 90 until 80, with what is given. */
export function policyOfRule(rule: object, more: Partial<Policy> = {}): Policy {
  const critical = { value: 90, clear: 80 };
  const load = { name: 'load', metric: 'load_1', critical, for: '2 samples', keep_firing_for: '3 samples', ...rule };
  return policyWith({ default_rules: false, rules: [load] }, more);
}

/** Alerts that live in memory, decided step by step, with all that came of it. */
export class World {
  alerts = new Map<string, Alert>();
  memory: Memory = emptyMemory();
  readonly outgoing: Outgoing[] = [];
  readonly events: AlertEvent[] = [];
  now = START;
  readonly policy: Policy;

  constructor(policy: Policy) {
    this.policy = policy;
  }

  step(observations: readonly Observation[], alarms: readonly ExternalAlarm[] = [], policy = this.policy): Decision {
    const decision = decide(this.alerts, this.memory, { observations, alarms }, this.now, policy);
    for (const alert of decision.changed) this.alerts.set(alert.fingerprint, alert);
    for (const fingerprint of decision.forgotten) this.alerts.delete(fingerprint);
    this.memory = decision.memory;
    this.outgoing.push(...decision.outgoing);
    this.events.push(...decision.events);
    return decision;
  }

  /** One sample of one rule, and five minutes more. Null: the reading failed. */
  sample(value: number | null, rule = 'load', resource: string | null = null): Decision {
    this.now += EVERY;
    return this.step([this.observation(value, rule, resource)]);
  }

  samples(...values: (number | null)[]): void {
    for (const value of values) this.sample(value);
  }

  observation(value: number | null, rule = 'load', resource: string | null = null): Observation {
    const found = this.policy.rules.get(rule);
    if (found === undefined) throw new Error(`There is no rule ${rule}`);
    const at = new Date(this.now).toISOString();
    return { rule, labels: labelsOf(found, resource), at, value, everyMs: EVERY };
  }

  wait(ms: number): Decision {
    this.now += ms;
    return this.step([]);
  }

  alarm(name: string, more: Partial<ExternalAlarm> = {}): Decision {
    const labels = { alertname: name, source: 'test' };
    const startsAt = new Date(this.now).toISOString();
    const said = { message: name, value: null, threshold: null, unit: null, startsAt, endsAt: null };
    return this.step([], [{ labels, status: 'firing', severity: 'critical', ...said, ...more }]);
  }

  /** The reasons of everything that was told, in order. */
  get reasons(): string[] {
    return this.outgoing.map(({ key }) => key.split(':')[2] ?? '');
  }

  get only(): Alert {
    const [alert] = this.alerts.values();
    if (alert === undefined) throw new Error('There is no alert');
    return alert;
  }
}
