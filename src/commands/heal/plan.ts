import { OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import type { PlannedStep } from '../../core/healing/action.ts';
import type { ApprovalRequest } from '../../core/healing/approvals/approval.ts';
import { requestApproval } from '../../core/healing/approvals/store.ts';
import { appendAudit } from '../../core/healing/audit/store.ts';
import { refusals } from '../../core/healing/guards/guards.ts';
import { makePlan, type Plan } from '../../core/healing/plan/plan.ts';
import { situationOf } from '../../core/healing/plan/situation-of.ts';
import { storePlan } from '../../core/healing/plan/store.ts';
import { worldOf } from '../../core/healing/plan/world-of.ts';
import { type Trigger, triggersOf } from '../../core/healing/playbooks/condition.ts';
import { loadPlaybooks, playbookNamed } from '../../core/healing/playbooks/store.ts';
import { oneLine } from '../../core/text/control.ts';
import type { Run } from '../command.ts';
import { actor } from '../incidents/who.ts';
import { flag, textOption } from '../options.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const [name = ''] = input.args;
  const known = playbookNamed(await loadPlaybooks(at), name);
  const now = Date.now();
  const world = worldOf(at, now);
  const trigger = chosen(triggersOf(known.playbook.when, world), textOption(input, 'target'), name);
  const { ACTIONS } = await import('../../core/healing/actions/table.ts');
  const context = { at, now: Date.now, signal: new AbortController().signal };
  const plan = await makePlan(known, trigger, ACTIONS, context);
  const unattended = known.playbook.mode === 'auto';
  const against = refusals(situationOf(at, known.playbook, plan.target, unattended, world, now));
  const hasSteps = plan.steps.length > 0;
  if (hasSteps) storePlan(at, plan);
  const approval = flag(input, 'ask') && hasSteps ? ask(at, plan, actor(input), known.playbook.mode) : null;
  const lines = [
    `${plan.playbook} on ${plan.target}: ${plan.reason}`,
    ...(hasSteps ? plan.steps.map((step, index) => `  ${index + 1}. ${stepText(step)}`) : ['  Nothing to do.']),
    ...against.map(({ guard, reason, until }) => `Against it: ${guard}: ${reason}${untilText(until)}`),
    ...(hasSteps ? [`Plan ${plan.id}, hash ${plan.hash}`] : []),
    ...(approval === null ? [] : [`Approval ${approval.id} is asked until ${approval.expiresAt}`]),
  ];
  return {
    data: { plan, mode: known.playbook.mode, refusals: against, approval },
    text: lines.map(oneLine).join('\n'),
  };
};

function chosen(triggers: readonly Trigger[], target: string | undefined, name: string): Trigger {
  const fitting = triggers.filter((trigger) => target === undefined || trigger.target === target);
  const [only] = fitting;
  if (only === undefined)
    throw new OpsError('E_USAGE', `${name} has nothing to act upon${target === undefined ? '' : ` on ${target}`} now`, {
      hint: 'Its condition does not hold, or is not known: ops heal list',
    });
  if (fitting.length > 1)
    throw new OpsError('E_AMBIGUOUS', `${name} holds on ${fitting.map((one) => one.target).join(', ')}`, {
      hint: 'Choose one with --target.',
    });
  return only;
}

function stepText({ action, target, gain }: PlannedStep): string {
  return `${action} ${target}${gain === null ? '' : ` (${gain})`}`;
}

function untilText(until: number | null): string {
  return until === null ? '' : `, until ${new Date(until).toISOString()}`;
}

function ask(at: Layout, plan: Plan, by: string, mode: string): ApprovalRequest {
  if (mode === 'observe')
    throw new OpsError('E_USAGE', `${plan.playbook} only observes, so nobody is asked`, {
      hint: `Copy it to playbooks/ with the mode approve: ops heal show ${plan.playbook} --json`,
    });
  const { id: planId, hash: planHash, playbook, playbookHash, target, reason } = plan;
  const steps = plan.steps.map(stepText);
  const now = Date.now();
  const question = { planId, planHash, playbook, playbookHash, target, reason, steps, requestedBy: by };
  const approval = requestApproval(at, question, now);
  const detail = { planId, planHash, expiresAt: approval.expiresAt };
  appendAudit(at, [{ kind: 'approval asked', by, playbook, target, subject: approval.id, detail }], now);
  return approval;
}
