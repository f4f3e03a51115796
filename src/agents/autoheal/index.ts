import { OpsError } from '../../core/errors.ts';
import { AUTOHEAL } from '../../core/healing/news/tell-news.ts';
import type { Wanted } from '../../core/healing/plan/begin.ts';
import { askFor, type Draft, draftPlan, stepText } from '../../core/healing/plan/draft.ts';
import { healerOf } from '../../core/healing/plan/healer.ts';
import { type Healer, runPlan } from '../../core/healing/plan/run.ts';
import { readPlan } from '../../core/healing/plan/store.ts';
import { loadPlaybooks, playbookNamed } from '../../core/healing/playbooks/store.ts';
import type { Agent } from '../agent.ts';
import { readTask } from './task.ts';

/**
 * Heals one trouble: plans, asks where the playbook says so, and runs what may run. What it asked for is run by a session of its own once
 * somebody has allowed it, so none waits for an answer. Killed anywhere it leaves a record of the step that it was in.
 */
export const run: Agent = async ({ at, session, config, signal }) => {
  const list = await loadPlaybooks(at);
  const task = readTask(session.task ?? '', [...list.playbooks.keys(), ...list.problems.map(({ name }) => name)]);
  const healer = await healerOf(at, config, signal);
  if ('planId' in task) {
    const plan = readPlan(at, task.planId);
    const known = playbookNamed(list, plan.playbook);
    return carryOut(healer, { known, plan, approvalId: task.approvalId, by: AUTOHEAL });
  }
  const known = playbookNamed(list, task.playbook);
  return decide(healer, known, await draftPlan(healer, config, known, task.target));
};

async function decide(healer: Healer, known: Wanted['known'], draft: Draft): Promise<string> {
  const { plan, refusals, unattended } = draft;
  const { playbook } = known;
  const what = `${playbook.name} on ${plan.target}`;
  if (plan.steps.length === 0) throw new OpsError('E_HEAL', `${what}: there is nothing to do`);
  const steps = plan.steps.map(stepText).join('; ');
  if (playbook.mode === 'observe') return `${what} only observes; it would: ${steps} (plan ${plan.id})`;
  if (unattended) return carryOut(healer, { known, plan, approvalId: null, by: AUTOHEAL });
  const [against] = refusals;
  if (against !== undefined)
    throw new OpsError('E_HEAL', `${what} is not asked for: ${against.guard}: ${against.reason}`);
  const { id, expiresAt } = askFor(healer.at, plan, known, AUTOHEAL);
  return `asked for approval ${id} until ${expiresAt}: ${what}: ${steps}. Answer with: ops approvals resolve ${id} allow-once`;
}

async function carryOut(healer: Healer, wanted: Wanted): Promise<string> {
  const { playbook, target } = wanted.plan;
  const begun = await runPlan(healer, wanted);
  if (begun.run === null) {
    const reasons = begun.refusals.map(({ guard, reason }) => `${guard}: ${reason}`).join('; ');
    throw new OpsError('E_HEAL', `${playbook} on ${target} was not run: ${reasons}`);
  }
  const { id, outcome, reason } = begun.run;
  if (outcome === 'verified') return `${playbook} on ${target} helped: run ${id} is verified`;
  throw new OpsError('E_HEAL', `${playbook} on ${target} ${outcome}: ${reason ?? 'no reason known'} (run ${id})`);
}
