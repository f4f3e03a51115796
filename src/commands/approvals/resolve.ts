import { OpsError } from '../../core/errors.ts';
import { DECISIONS, type Decision } from '../../core/healing/approvals/approval.ts';
import { decideApproval } from '../../core/healing/approvals/decide.ts';
import { findApprovalId } from '../../core/healing/approvals/store.ts';
import type { Run } from '../command.ts';
import { actor } from '../incidents/who.ts';
import { textOption } from '../options.ts';
import { ruleEnd } from './rule-end.ts';

export const run: Run = async (input) => {
  const [word = '', given = ''] = input.args;
  if (!(DECISIONS as readonly string[]).includes(given))
    throw new OpsError('E_USAGE', `A decision is one of ${DECISIONS.join(', ')}, not ${JSON.stringify(given)}`);
  const now = Date.now();
  const decision = given as Decision;
  const ruleExpiresAt = ruleEnd(input, now);
  if (ruleExpiresAt !== null && decision !== 'allow-always')
    throw new OpsError('E_USAGE', '--expires-in-days goes with allow-always');
  const at = input.open();
  const id = findApprovalId(at, word);
  const answer = { decision, by: actor(input), reason: textOption(input, 'reason') ?? null, ruleExpiresAt };
  const decided = decideApproval(at, id, answer, now);
  return { data: { ok: true, ...decided }, text: `${id}: ${decision} by ${decided.by}` };
};
