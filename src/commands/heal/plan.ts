import { loadConfigFast } from '../../core/config/cached.ts';
import { askFor, draftPlan, stepText } from '../../core/healing/plan/draft.ts';
import { healerOf } from '../../core/healing/plan/healer.ts';
import { loadPlaybooks, playbookNamed } from '../../core/healing/playbooks/store.ts';
import { oneLine } from '../../core/text/control.ts';
import type { Run } from '../command.ts';
import { actor } from '../incidents/who.ts';
import { flag, textOption } from '../options.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const [name = ''] = input.args;
  const known = playbookNamed(await loadPlaybooks(at), name);
  const { config } = await loadConfigFast(at);
  const healer = await healerOf(at, config, new AbortController().signal);
  const { plan, refusals } = await draftPlan(healer, config, known, textOption(input, 'target') ?? null);
  const steps = plan.steps.map(stepText);
  const hasSteps = plan.steps.length > 0;
  const approval = flag(input, 'ask') && hasSteps ? askFor(at, plan, known, actor(input)) : null;
  const lines = [
    `${plan.playbook} on ${plan.target}: ${plan.reason}`,
    ...(hasSteps ? steps.map((step, index) => `  ${index + 1}. ${step}`) : ['  Nothing to do.']),
    ...refusals.map(({ guard, reason, until }) => `Against it: ${guard}: ${reason}${untilText(until)}`),
    ...(hasSteps ? [`Plan ${plan.id}, hash ${plan.hash}`] : []),
    ...(approval === null ? [] : [`Approval ${approval.id} is asked until ${approval.expiresAt}`]),
  ];
  return {
    data: { plan, mode: known.playbook.mode, refusals, approval },
    text: lines.map(oneLine).join('\n'),
  };
};

function untilText(until: number | null): string {
  return until === null ? '' : `, until ${new Date(until).toISOString()}`;
}
