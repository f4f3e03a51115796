import { OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { hasEnded, type SessionRecord } from '../../core/sessions/record.ts';
import { finishEnded, removeSessionFiles, settleSession } from '../../core/sessions/settle.ts';
import { viewOf } from '../../core/sessions/view.ts';

/** @throws OpsError where the session runs, or may run where it cannot be seen. */
export function endedOrThrow(at: Layout, record: SessionRecord): void {
  const { status } = viewOf(at, record);
  if (!hasEnded(status))
    throw new OpsError('E_RUNNING', `${record.key} is ${status}; end it first: ops sessions abort`);
}

/** Removes the files of a session that has ended; the run log keeps its outcome, also of one whose end nobody saw. */
export function removeEnded(at: Layout, record: SessionRecord): void {
  if (hasEnded(record.status)) finishEnded(at, [record]);
  else
    settleSession(at, record.id, record.runId, { status: 'lost', reason: 'its process was gone when it was removed' });
  removeSessionFiles(at, record.id);
}
