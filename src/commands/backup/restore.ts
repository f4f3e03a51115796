import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Backup, backupOfFile, findBackup } from '../../core/backup/list.ts';
import { type Restored, restoreBackup } from '../../core/backup/restore.ts';
import { layout } from '../../core/files/layout.ts';
import type { Input, Run } from '../command.ts';
import { flag, textOption } from '../options.ts';
import { partsOption } from './parts-option.ts';

export const run: Run = async (input) => {
  const to = textOption(input, 'to');
  const at = layout(input.root);
  const restored = await restoreBackup(at, chosen(input), {
    parts: partsOption(input),
    replace: flag(input, 'yes'),
    dryRun: flag(input, 'dryRun'),
    ...(to === undefined ? {} : { to }),
  });
  return { data: { ok: true, ...restored }, text: describe(restored) };
};

/** A file may be named that lies anywhere: a workspace that is lost altogether is restored from there. */
function chosen(input: Input): Backup {
  const [name] = input.args;
  const isFile = name !== undefined && (name.includes('/') || name.endsWith('.gz')) && existsSync(resolve(name));
  return isFile ? backupOfFile(resolve(name)) : findBackup(input.open(), name);
}

const WORDS: Readonly<Record<string, string>> = {
  created: 'restored',
  replaced: 'replaced',
  merged: 'merged',
  kept: 'left as they are',
  same: 'the same already',
};

function describe({ name, createdAt, root, dryRun, files, aside, unansweredMessages }: Restored): string {
  const counts = Object.entries(WORDS).flatMap(([action, words]) => {
    const count = files.filter((file) => file.action === action).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  const lines = [
    `${dryRun ? 'Would restore' : 'Restored'} ${name} (made ${createdAt}) into ${root}: ${counts.join(', ')}`,
  ];
  for (const { path, action, reason } of files) {
    if (action === 'same' || (action === 'created' && !dryRun)) continue;
    lines.push(`  ${action.padEnd(8)} ${path}${reason === null ? '' : `: ${reason}`}`);
  }
  if (aside !== null) lines.push(`What was replaced lies in ${aside}`);
  if (unansweredMessages > 0)
    lines.push(`${unansweredMessages} messages that waited then were not carried out; their replies say so`);
  return lines.join('\n');
}
