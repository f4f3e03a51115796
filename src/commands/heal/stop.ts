import { appendAudit } from '../../core/healing/audit/store.ts';
import { pullKillSwitch } from '../../core/healing/guards/kill-switch.ts';
import type { Run } from '../command.ts';
import { actor } from '../incidents/who.ts';
import { textOption } from '../options.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const by = actor(input);
  const reason = textOption(input, 'reason') ?? null;
  const now = Date.now();
  // First the switch: it must work also where the audit does not.
  pullKillSwitch(at, `stopped by ${by} at ${new Date(now).toISOString()}${reason === null ? '' : `: ${reason}`}`);
  appendAudit(at, [{ kind: 'stopped', by, playbook: null, target: null, subject: null, detail: { reason } }], now);
  return { data: { ok: true, stopped: true }, text: 'Healing is stopped. A step under way ends; no other begins.' };
};
