import { forget, settle } from '../../core/notify/outbox/store.ts';
import type { Run } from '../command.ts';
import { unsettledMatching } from './matching.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const chosen = unsettledMatching(at, input.args);
  for (const entry of chosen) {
    if (entry.dead !== null) forget(at, 'dead', entry.id);
    else settle(at, { ...entry, dead: { at: new Date().toISOString(), reason: 'dropped by hand' } });
  }
  return { data: { ok: true, dropped: chosen.map(({ id }) => id) }, text: `Dropped: ${chosen.length}` };
};
