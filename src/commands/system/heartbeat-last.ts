import { describeHeartbeat, lastHeartbeat, missedNow } from '../../core/status/heartbeat.ts';
import type { Run } from '../command.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const last = lastHeartbeat(at);
  const missed = missedNow(at);
  return {
    data: last === null ? null : { ...last, missedSince: missed },
    text:
      last === null ? 'No heartbeat yet.' : `${describeHeartbeat(last)}\n${missed ?? 'An unknown number'} missed since`,
  };
};
