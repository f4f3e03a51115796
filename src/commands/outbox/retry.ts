import { requeue } from '../../core/notify/outbox/store.ts';
import { orchestratorView } from '../../core/orchestrator-client.ts';
import type { Run } from '../command.ts';
import { unsettledMatching } from './matching.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const queued = unsettledMatching(at, input.args).filter((entry) => requeue(at, entry, Date.now()));
  const isRunning = orchestratorView(at)?.live === 'live';
  return {
    data: { ok: true, queued: queued.map(({ id }) => id) },
    text: `Queued anew: ${queued.length}`,
    warnings: queued.length === 0 || isRunning ? [] : ['the orchestrator does not run; they wait until it does'],
  };
};
