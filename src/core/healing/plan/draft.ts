import { rulesOf } from '../../alerts/rules/all-rules.ts';
import { listAlerts } from '../../alerts/store.ts';
import type { Config } from '../../config/schema.ts';
import { OpsError } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import type { PlannedStep } from '../action.ts';
import type { ApprovalRequest } from '../approvals/approval.ts';
import { listAllowRules, ruleFor } from '../approvals/rules.ts';
import { requestApproval } from '../approvals/store.ts';
import { appendAudit } from '../audit/store.ts';
import { alertsAbout } from '../choose/about.ts';
import { aboutOf } from '../choose/choose.ts';
import { refusals } from '../guards/guards.ts';
import type { Refusal } from '../guards/situation.ts';
import type { KnownPlaybook } from '../playbooks/check.ts';
import { findTrigger } from './find-trigger.ts';
import { makePlan, type Plan } from './plan.ts';
import type { Healer } from './run.ts';
import { situationOf } from './situation-of.ts';
import { storePlan } from './store.ts';

export interface Draft {
  plan: Plan;
  /** What speaks against running it now. */
  refusals: Refusal[];
  /** Without a person's word on this plan it may run: by its mode, or by a rule of allow-always. */
  unattended: boolean;
}

/**
 * Plans what a playbook would do now on its target, with the incident and the alerts that it is about, and stores the plan where there is
 * anything to do; touches nothing else. @throws OpsError where its condition does not hold on one thing
 */
export async function draftPlan(
  { at, actions, now, signal, world: look }: Healer,
  config: Pick<Config, 'thresholds' | 'alerts'>,
  known: KnownPlaybook,
  target: string | null,
): Promise<Draft> {
  const world = look();
  const trigger = findTrigger(known, world, target);
  const alerts = listAlerts(at).alerts.values();
  const about = aboutOf(alertsAbout(known.playbook.when, trigger.target, alerts, rulesOf(config)));
  const plan = await makePlan(known, trigger, about, actions, { at, now, signal });
  const unattended = mayGoUnasked(at, known, plan.target, now());
  const found = refusals(situationOf(at, known.playbook, plan.target, unattended, world, now()));
  if (plan.steps.length > 0) storePlan(at, plan);
  return { plan, refusals: found, unattended };
}

/** Whether nobody need be asked: the mode is `auto`, or a person said "always" for this playbook as it is on this target. */
export function mayGoUnasked(at: Layout, { playbook, hash }: KnownPlaybook, target: string, now: number): boolean {
  if (playbook.mode !== 'approve') return playbook.mode === 'auto';
  const wanted = { playbook: playbook.name, playbookHash: hash, target };
  return ruleFor(listAllowRules(at).rules, wanted, now) !== null;
}

/** Asks a person for exactly this plan. @throws OpsError where the playbook only observes. */
export function askFor(at: Layout, plan: Plan, { playbook: { mode } }: KnownPlaybook, by: string): ApprovalRequest {
  if (mode === 'observe')
    throw new OpsError('E_HEAL', `${plan.playbook} only observes, so nobody is asked`, {
      hint: `Copy it to playbooks/ with the mode approve: ops heal show ${plan.playbook} --json`,
    });
  const { id: planId, hash: planHash, playbook, playbookHash, target, reason } = plan;
  const steps = plan.steps.map(stepText);
  const now = Date.now();
  const question = { planId, planHash, playbook, playbookHash, target, reason, steps, requestedBy: by };
  const approval = requestApproval(at, question, now);
  const detail = { planId, planHash, expiresAt: approval.expiresAt, steps };
  appendAudit(at, [{ kind: 'approval asked', by, playbook, target, subject: approval.id, detail }], now);
  return approval;
}

export function stepText({ action, target, gain }: PlannedStep): string {
  return `${action} ${target}${gain === null ? '' : ` (${gain})`}`;
}
