import { appendAudit } from '../../core/healing/audit/store.ts';
import { releaseKillSwitch } from '../../core/healing/guards/kill-switch.ts';
import { loadPlaybooks, playbookNamed } from '../../core/healing/playbooks/store.ts';
import type { Run } from '../command.ts';
import { actor } from '../incidents/who.ts';
import { textOption } from '../options.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const [name] = input.args;
  const fact = {
    by: actor(input),
    target: null,
    subject: null,
    detail: { reason: textOption(input, 'reason') ?? null },
  };
  const now = Date.now();
  if (name === undefined) {
    // First the audit: what cannot be written down stays stopped.
    appendAudit(at, [{ ...fact, kind: 'resumed', playbook: null }], now);
    const was = releaseKillSwitch(at);
    return { data: { ok: true, changed: was }, text: was ? 'Healing goes on.' : 'Healing was not stopped.' };
  }
  const { playbook } = playbookNamed(await loadPlaybooks(at), name);
  appendAudit(at, [{ ...fact, kind: 'breaker closed', playbook: playbook.name }], now);
  return { data: { ok: true, changed: true, playbook: name }, text: `${name} may run again; its failures count anew.` };
};
