import { type Backup, listBackups } from '../../core/backup/list.ts';
import { describeDuration } from '../../core/text/duration.ts';
import type { Run } from '../command.ts';
import { textTable } from '../text-table.ts';
import { describeSize } from './size.ts';

export const run: Run = async (input) => {
  const backups = listBackups(input.open());
  return { data: { count: backups.length, backups }, text: describe(backups, Date.now()) };
};

function describe(backups: readonly Backup[], now: number): string {
  if (backups.length === 0) return 'No backups. Make one with: ops backup create\n';
  const rows = backups.map(({ name, state, createdAt, bytes, files, parts, reason }) => [
    state,
    name,
    `${describeDuration(now - Date.parse(createdAt))} ago`,
    describeSize(bytes),
    files === null ? '' : String(files),
    reason ?? parts?.join(',') ?? '',
  ]);
  return textTable(['STATE', 'NAME', 'MADE', 'SIZE', 'FILES', 'PARTS OR REASON'], rows);
}
