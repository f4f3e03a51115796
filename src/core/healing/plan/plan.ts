import { randomBytes } from 'node:crypto';
import { OpsError } from '../../errors.ts';
import type { ActionContext, ActionTable, PlannedStep } from '../action.ts';
import { hashOf } from '../audit/canonical.ts';
import type { KnownPlaybook } from '../playbooks/check.ts';
import type { Trigger } from '../playbooks/condition.ts';
import { filledSettings } from '../playbooks/settings.ts';

/** healing/plans/<id>.json: exactly what would be done. Never changed once it is written. */
export interface Plan {
  version: 1;
  id: string;
  playbook: string;
  playbookHash: string;
  target: string;
  labels: Record<string, string>;
  /** Why, in words. */
  reason: string;
  about: About;
  steps: PlannedStep[];
  /** ISO 8601. */
  plannedAt: string;
  /** Of what would be done to what: two plans that would do the same have the same. */
  hash: string;
}

/** Whose trouble it is: what comes of the plan is written there. */
export interface About {
  incidentId: string | null;
  /** Fingerprints of the alerts. */
  alerts: string[];
}

export function planHash({ playbook, playbookHash, target, steps }: Omit<Plan, 'hash'>): string {
  return hashOf({ playbook, playbookHash, target, steps });
}

/** Ids sort by time: 20260301-100000-1a2b3c4d. */
export function newId(now: number): string {
  const time = new Date(now).toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${time}-${randomBytes(4).toString('hex')}`;
}

/** Computes and freezes a plan; touches nothing. Without steps there is nothing to do. */
export async function makePlan(
  { playbook, hash }: KnownPlaybook,
  trigger: Trigger,
  about: About,
  actions: ActionTable,
  context: ActionContext,
): Promise<Plan> {
  const steps: PlannedStep[] = [];
  for (const { action: name, settings } of playbook.actions) {
    const action = actions.get(name);
    if (action === undefined) throw new OpsError('E_CONFIG', `${playbook.name}: there is no action ${name}`);
    const planned = await action.plan(filledSettings(settings, trigger), context);
    if (planned.some((step) => step.action !== name)) throw new Error(`${name} planned a step of another action`);
    steps.push(...planned);
  }
  const now = context.now();
  const { target, labels, reason } = trigger;
  const plan = {
    version: 1 as const,
    id: newId(now),
    playbook: playbook.name,
    playbookHash: hash,
    ...{ target, labels, reason, about },
    // What is hashed is what a file can hold.
    steps: JSON.parse(JSON.stringify(steps)) as PlannedStep[],
    plannedAt: new Date(now).toISOString(),
  };
  return { ...plan, hash: planHash(plan) };
}
