import { OpsError } from '../../core/errors.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';
import { forEachSession } from './each.ts';
import { endedOrThrow, removeEnded } from './ended.ts';

export const run: Run = async (input) => {
  const dryRun = flag(input, 'dryRun');
  if (!dryRun && !flag(input, 'yes')) {
    throw new OpsError('E_USAGE', 'Deleting cannot be undone', {
      hint: 'Say --yes to delete, --dry-run to see what would go, or keep a copy: ops sessions archive.',
    });
  }
  const at = input.open();
  return forEachSession(at, 'delete', input.args, (record) => {
    endedOrThrow(at, record);
    if (dryRun) return 'would be deleted';
    removeEnded(at, record);
    return 'deleted';
  });
};
