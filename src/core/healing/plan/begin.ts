import type { Layout } from '../../files/layout.ts';
import { withLock } from '../../files/lock.ts';
import { ownOwner } from '../../process/identity.ts';
import { takeApproval } from '../approvals/decide.ts';
import { listAllowRules, ruleFor } from '../approvals/rules.ts';
import { readApproval } from '../approvals/store.ts';
import { appendAudit } from '../audit/store.ts';
import { refusals } from '../guards/guards.ts';
import type { Refusal } from '../guards/situation.ts';
import type { KnownPlaybook } from '../playbooks/check.ts';
import { holds } from '../playbooks/condition.ts';
import type { World } from '../playbooks/world.ts';
import { newId, type Plan, planHash } from './plan.ts';
import { recoverRuns } from './recover.ts';
import type { Permission, RunRecord } from './run-record.ts';
import { situationOf } from './situation-of.ts';
import { writeRun } from './store.ts';

/** A plan that nobody had to be asked for is done at once or not at all; one that was asked for waits for two limits of 15 minutes. */
const OLDEST_PLAN_MS = 30 * 60_000;

export interface Wanted {
  known: KnownPlaybook;
  plan: Plan;
  /** Of the approval that a person gave; null: none was asked. */
  approvalId: string | null;
  by: string;
}

export type Begun = { run: RunRecord; refusals: null } | { run: null; refusals: Refusal[] };

/**
 * Judges a plan one last time and claims the machine for it: everything from the guards to the record that says it runs happens under one
 * lock, so two that ask at once cannot both be right. Nothing is touched yet.
 */
export function beginRun(at: Layout, wanted: Wanted, world: World, now: number): Begun {
  return withLock(at, 'healing', () => {
    recoverRuns(at, now);
    const permission = permissionFor(at, wanted, now);
    const found = against(at, wanted, permission, world, now);
    if (permission === null || found.length > 0) return refuse(at, wanted, found, now);
    const run = newRun(wanted, permission, now);
    if (permission.kind === 'approval') {
      const reason = takeApproval(at, permission.id ?? '', { planHash: wanted.plan.hash, runId: run.id }, now);
      if (reason !== null) return refuse(at, wanted, [{ guard: 'approval', reason, until: null }], now);
    }
    // The record first: what dies between the two lines never began, and says so.
    writeRun(at, run);
    const { playbook, target, id: planId, hash, reason, steps } = wanted.plan;
    const detail = {
      planId,
      planHash: hash,
      reason,
      permission,
      steps: steps.map((step) => `${step.action} ${step.target}`),
    };
    appendAudit(at, [{ kind: 'run begun', by: wanted.by, playbook, target, subject: run.id, detail }], now);
    return { run, refusals: null };
  });
}

/** Whose word it goes by; null: nobody's. An approval that was named is the one that counts. */
function permissionFor(at: Layout, { known, plan, approvalId }: Wanted, now: number): Permission | null {
  if (known.playbook.mode === 'observe') return null;
  if (approvalId !== null) {
    const approval = readApproval(at, approvalId);
    const by = typeof approval === 'object' && approval?.decision?.by;
    return typeof by === 'string' ? { kind: 'approval', id: approvalId, by } : null;
  }
  if (known.playbook.mode === 'auto') return { kind: 'auto', id: null, by: 'the playbook' };
  const wanted = { playbook: plan.playbook, playbookHash: plan.playbookHash, target: plan.target };
  const rule = ruleFor(listAllowRules(at).rules, wanted, now);
  return rule === null ? null : { kind: 'rule', id: rule.id, by: rule.by };
}

function against(at: Layout, wanted: Wanted, permission: Permission | null, world: World, now: number): Refusal[] {
  const { known, plan } = wanted;
  const { playbook } = known;
  const found: Refusal[] = [];
  const no = (guard: string, reason: string) => found.push({ guard, reason, until: null });
  if (plan.playbook !== playbook.name || plan.playbookHash !== known.hash)
    no('plan', 'the playbook was changed since it was planned');
  if (planHash(plan) !== plan.hash) no('plan', 'the plan is not the one that was frozen');
  const ageMs = now - Date.parse(plan.plannedAt);
  if (!(ageMs >= 0 && ageMs <= OLDEST_PLAN_MS)) no('plan', `the plan is of ${plan.plannedAt}, which is too long ago`);
  if (plan.steps.length === 0) no('plan', 'there is nothing to do');
  if (playbook.mode === 'observe') no('mode', `${playbook.name} only observes`);
  else if (permission === null) no('approval', 'nobody has allowed it');
  if (holds(playbook.when, plan.target, world) !== true)
    no('condition', 'the trouble is not there any more, or not known');
  if (playbook.require.some((condition) => holds(condition, plan.target, world) !== true))
    no('condition', 'a precondition does not hold, or is not known');
  const unattended = permission?.kind !== 'approval';
  return [...found, ...refusals(situationOf(at, playbook, plan.target, unattended, world, now))];
}

function refuse(at: Layout, { plan, by }: Wanted, found: Refusal[], now: number): Begun {
  const { playbook, target, id: subject } = plan;
  const [first] = found;
  const detail = { guard: first?.guard, reason: first?.reason, refusals: found };
  // A broken audit refuses by itself and takes no more lines.
  if (!found.some(({ guard }) => guard === 'audit'))
    appendAudit(at, [{ kind: 'refused', by, playbook, target, subject, detail }], now);
  return { run: null, refusals: found };
}

function newRun({ plan }: Wanted, permission: Permission, now: number): RunRecord {
  return {
    version: 1,
    id: newId(now),
    planId: plan.id,
    planHash: plan.hash,
    playbook: plan.playbook,
    target: plan.target,
    permission,
    owner: ownOwner(),
    state: 'claimed',
    steps: plan.steps.map(() => ({ state: 'pending', beganAt: null, endedAt: null, result: null })),
    verification: null,
    outcome: null,
    reason: null,
    beganAt: new Date(now).toISOString(),
    endedAt: null,
  };
}
