import { OpsError } from '../../core/errors.ts';
import { removeAllowRule } from '../../core/healing/approvals/rules.ts';
import type { Run } from '../command.ts';
import { actor } from '../incidents/who.ts';

export const run: Run = async (input) => {
  const [id = ''] = input.args;
  const rule = removeAllowRule(input.open(), id, actor(input), Date.now());
  if (rule === null)
    throw new OpsError('E_USAGE', `There is no rule ${JSON.stringify(id)}`, { hint: 'Run: ops approvals get' });
  return { data: { ok: true, rule }, text: `Rule ${id} removed: ${rule.playbook} on ${rule.target} asks again` };
};
