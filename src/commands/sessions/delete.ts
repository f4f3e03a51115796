import { OpsError } from '../../core/errors.ts';
import { hasEnded } from '../../core/sessions/record.ts';
import { finishEnded, removeSessionFiles, settleSession } from '../../core/sessions/settle.ts';
import { viewOf } from '../../core/sessions/view.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';
import { forEachSession } from './each.ts';

export const run: Run = async (input) => {
  const dryRun = flag(input, 'dryRun');
  if (!dryRun && !flag(input, 'yes')) {
    throw new OpsError('E_USAGE', 'Deleting cannot be undone', {
      hint: 'Say --yes to delete, or --dry-run to see what would go.',
    });
  }
  const at = input.open();
  return forEachSession(at, 'delete', input.args, (record) => {
    const { status } = viewOf(at, record);
    if (!hasEnded(status))
      throw new OpsError('E_RUNNING', `${record.key} is ${status}; end it first: ops sessions abort`);
    if (dryRun) return 'would be deleted';
    if (!hasEnded(record.status))
      settleSession(at, record.id, record.runId, {
        status: 'lost',
        reason: 'its process was gone when it was deleted',
      });
    else finishEnded(at, [record]);
    removeSessionFiles(at, record.id);
    return 'deleted';
  });
};
