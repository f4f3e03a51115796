import { type Backup, findBackup, listBackups } from '../../core/backup/list.ts';
import { type Verification, verifyBackup } from '../../core/backup/verify.ts';
import { EXIT, OpsError } from '../../core/errors.ts';
import { plural } from '../../core/text/plural.ts';
import type { Input, Run } from '../command.ts';
import { flag } from '../options.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const results: Verification[] = [];
  for (const backup of chosen(input)) results.push(await verifyBackup(at, backup));
  const ok = results.every((result) => result.ok);
  const lines = results.map(({ name, files, reason }) =>
    reason === null
      ? `${name}: good${files === null ? '' : `, ${plural(files, 'file')} restored and compared`}`
      : `${name}: DAMAGED, ${reason}`,
  );
  return { data: { ok, results }, text: lines.join('\n'), exitCode: ok ? EXIT.done : EXIT.failed };
};

function chosen(input: Input): Backup[] {
  const at = input.open();
  const [name] = input.args;
  if (!flag(input, 'all')) return [name === undefined ? newest(at) : findBackup(at, name)];
  if (name !== undefined) throw new OpsError('E_USAGE', 'Name a backup or say --all, not both');
  return listBackups(at);
}

/** The newest, good or not: whether it is good is the question. */
function newest(at: ReturnType<Input['open']>): Backup {
  return listBackups(at)[0] ?? findBackup(at);
}
