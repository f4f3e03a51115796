import { errorText } from '../../core/errors.ts';
import { signalOwner } from '../../core/process/signal.ts';
import { updateRecord } from '../../core/sessions/registry.ts';
import type { Desk } from './desk.ts';
import type { Run } from './unit.ts';

export function isSuspended(run: Run): boolean {
  return run.record.status === 'suspended';
}

/** Stops a run's process group for a while, or lets it go on; its record says which. */
export function suspendRun(desk: Desk, run: Run, stop: boolean): void {
  const { owner, id, runId } = run.record;
  if (owner === null) return;
  try {
    signalOwner(owner, stop ? 'SIGSTOP' : 'SIGCONT');
    const status = stop ? 'suspended' : 'running';
    const record = updateRecord(desk.at, id, (now) => (now?.runId === runId ? { ...now, status } : null));
    if (record?.runId === runId) run.record = record;
  } catch (error) {
    desk.log('error', 'overload', `${run.record.key}: ${errorText(error)}`);
  }
}
