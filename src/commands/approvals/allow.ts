import { addAllowRule } from '../../core/healing/approvals/rules.ts';
import { loadPlaybooks, playbookNamed } from '../../core/healing/playbooks/store.ts';
import type { Run } from '../command.ts';
import { actor } from '../incidents/who.ts';
import { textOption } from '../options.ts';
import { ruleEnd } from './rule-end.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const [name = '', target = ''] = input.args;
  const { playbook, hash: playbookHash } = playbookNamed(await loadPlaybooks(at), name);
  const now = Date.now();
  const expiresAt = ruleEnd(input, now);
  const reason = textOption(input, 'reason') ?? null;
  const given = { playbook: playbook.name, playbookHash, target, by: actor(input), reason, expiresAt };
  const rule = addAllowRule(at, given, now);
  const observes =
    playbook.mode === 'observe' ? [`${name} only observes: the rule counts when its mode is approve`] : [];
  return {
    data: { ok: true, rule },
    text: `Rule ${rule.id}: ${name} may run on ${target} until ${expiresAt ?? 'the rule is removed'}, or the playbook changes`,
    warnings: observes,
  };
};
