import { createBackup } from '../../core/backup/create.ts';
import { plural } from '../../core/text/plural.ts';
import type { Agent } from '../agent.ts';

/** Makes a backup of the workspace, tests it by restoring it, and keeps as many as the configuration says. */
export const run: Agent = async ({ at, config }) => {
  const { keep_daily: daily, keep_weekly: weekly } = config.backup;
  const created = await createBackup(at, { keep: { daily, weekly } });
  const skipped = created.skipped.length === 0 ? '' : `, ${plural(created.skipped.length, 'file')} could not be read`;
  const removed = created.removed.length === 0 ? '' : `, ${created.removed.length} older removed`;
  return `${plural(created.files, 'file')} in ${Math.round(created.bytes / 1_000)} kB, restored for a test${skipped}${removed}`;
};
