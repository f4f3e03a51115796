import { readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { goodBackups } from '../../backup/list.ts';
import { abandonedFolders } from '../../backup/working-folder.ts';
import { processStartTime } from '../../process/identity.ts';
import { describeDuration } from '../../text/duration.ts';
import { plural } from '../../text/plural.ts';
import type { Check, Facts, Found } from '../check.ts';

const MB = 1_000_000;

function space({ at }: Facts): Found[] {
  const { bavail, blocks, bsize } = statfsSync(at.root);
  const free = bavail * bsize;
  const percent = blocks === 0 ? 100 : (bavail / blocks) * 100;
  const message = `${Math.round(free / MB)} MB (${percent.toFixed(1)} %) are free on the disk of the workspace`;
  if (free < 50 * MB || percent < 1) return [{ message, severity: 'error' }];
  return free < 500 * MB || percent < 5 ? [{ message }] : [];
}

function inodes({ at }: Facts): Found[] {
  const { files, ffree } = statfsSync(at.root);
  // Some file systems (btrfs) make inodes as they are needed and say 0 of 0.
  if (files === 0) return [];
  const percent = (ffree / files) * 100;
  return percent < 5
    ? [{ message: `${ffree} inodes (${percent.toFixed(1)} %) are free on the disk of the workspace` }]
    : [];
}

const UNFINISHED = /^(\d+)-.*\.tmp$/;
const OLD_MS = 3_600_000;

/** Unfinished files whose writer is gone, or that are too old for any write. */
function leftovers({ at, now }: Facts): Found[] {
  const files = readdirSync(at.temporary).filter((name) => {
    const pid = UNFINISHED.exec(name)?.[1];
    const age = now - (statSync(join(at.temporary, name), { throwIfNoEntry: false })?.mtimeMs ?? now);
    return pid !== undefined && age > (processStartTime(Number(pid)) === null ? 1_000 : OLD_MS);
  });
  const paths = [...files.map((name) => join(at.temporary, name)), ...abandonedFolders(at)];
  if (paths.length === 0) return [];
  const fix = () => {
    for (const path of paths) rmSync(path, { recursive: true, force: true });
  };
  return [
    { message: `${plural(paths.length, 'unfinished file')} of processes that are gone`, path: at.temporary, fix },
  ];
}

const OLD_BACKUP_MS = 2 * 24 * 3_600_000;

function backupAge({ at, now }: Facts): Found[] {
  const [newest] = goodBackups(at);
  if (newest === undefined) {
    // The first one is made within a day; a workspace that was just made lacks nothing yet.
    const isNew = now - statSync(at.sessions).birthtimeMs < OLD_BACKUP_MS;
    return [{ message: 'There is no good backup yet', path: at.backups, severity: isNew ? 'info' : 'warning' }];
  }
  const age = now - Date.parse(newest.createdAt);
  if (age <= OLD_BACKUP_MS) return [];
  return [{ message: `The newest good backup is ${describeDuration(age)} old`, path: newest.path }];
}

export const diskChecks: readonly Check[] = [
  {
    id: 'disk.space',
    severity: 'warning',
    why: 'On a full disk nothing new is stored: no message, no sample, no outcome.',
    fixHint: 'Free some space, or move the workspace',
    find: space,
  },
  {
    id: 'disk.inodes',
    severity: 'warning',
    why: 'Without inodes no file can be made, however much space is free.',
    fixHint: 'Find the folder with very many files: du --inodes -x / | sort -n | tail',
    find: inodes,
  },
  {
    id: 'disk.leftovers',
    severity: 'warning',
    why: 'Killed processes left them; they take space and nobody will ever finish them.',
    fixHint: 'Run: ops doctor --fix',
    find: leftovers,
  },
  {
    id: 'backup.age',
    severity: 'warning',
    why: 'What is lost now cannot be brought back.',
    fixHint: 'Run: ops backup create',
    find: backupAge,
  },
];
