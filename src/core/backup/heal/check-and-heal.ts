import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorText } from '../../errors.ts';
import { FOLDER_MODE, linkNew } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { withLock } from '../../files/lock.ts';
import { quarantine } from '../../files/quarantine.ts';
import { type ReadFile, readArchive } from '../archive.ts';
import { appendIndex, type Backup, goodBackups } from '../list.ts';
import type { Manifest } from '../manifest.ts';
import { syncFolders } from '../sync-folders.ts';
import { DamagedArchive } from '../tar/header.ts';
import { placeFile } from '../verify.ts';
import { withWorkingFolder } from '../working-folder.ts';
import { findCorrupt, findMissing, openProblem, type Trouble } from './look.ts';

export interface HealedFile {
  path: string;
  problem: string;
  /** The backup that its content comes from. */
  from: string;
  /** When the content was current. */
  createdAt: string;
}

export interface LostFile {
  path: string;
  problem: string;
  /** Why it was not restored. */
  reason: string;
}

/** What a look at the latest files found and did. A person is told of `healed` and `lost`; `rewritten` needs nobody. */
export interface HealReport {
  version: 1;
  at: string;
  looked: number;
  newestBackup: { name: string; createdAt: string } | null;
  healed: HealedFile[];
  lost: LostFile[];
  /** Corrupt ones that their writer makes anew; they lie in quarantine/. */
  rewritten: { path: string; problem: string }[];
}

/** So many backups are read at most for a file that the newest does not have in a usable form. */
const MOST_BACKUPS = 4;

/** Names and sums of the newest backup, so that it is read once and not at every heartbeat. */
let manifestOfNewest: { path: string; manifest: Manifest } | null = null;

/**
 * Looks at the latest files and restores what is missing or corrupt from the newest good backup that has it, as the table says. It never
 * writes over a file: a corrupt one goes to quarantine/ first, and one that its writer was quicker to make anew stays.
 */
export async function checkAndHeal(at: Layout, now: number = Date.now()): Promise<HealReport> {
  const goods = goodBackups(at);
  const [newest] = goods;
  const { looked, troubles } = findCorrupt(at, now);
  const manifest = newest === undefined ? null : await manifestOf(at, newest);
  if (manifest !== null)
    troubles.push(
      ...findMissing(
        at,
        manifest.files.map(({ path }) => path),
      ),
    );
  const report: HealReport = {
    version: 1,
    at: new Date(now).toISOString(),
    looked,
    newestBackup: newest === undefined ? null : { name: newest.name, createdAt: newest.createdAt },
    healed: [],
    lost: [],
    rewritten: [],
  };
  const wanted = troubles.filter((trouble) => !settledWithoutBackup(at, trouble, report));
  if (wanted.length > 0) await restoreFiles(at, goods.slice(0, MOST_BACKUPS), wanted, report);
  return report;
}

async function manifestOf(at: Layout, backup: Backup): Promise<Manifest | null> {
  if (manifestOfNewest?.path === backup.path) return manifestOfNewest.manifest;
  const manifest = await readSafely(at, backup, () => {});
  if (manifest !== null) manifestOfNewest = { path: backup.path, manifest };
  return manifest;
}

/** A backup that turns out to be damaged is written down as failed, so that the next one counts as the newest good one. */
async function readSafely(at: Layout, backup: Backup, each: (file: ReadFile) => void): Promise<Manifest | null> {
  try {
    return await readArchive(backup.path, each);
  } catch (error) {
    if (!(error instanceof DamagedArchive)) throw error;
    const { name, bytes } = backup;
    const nothing = { sha256: null, files: null, contentBytes: null, parts: null, skipped: null };
    const time = new Date().toISOString();
    appendIndex(at, { version: 1, at: time, name, event: 'failed', bytes, ...nothing, reason: errorText(error) });
    return null;
  }
}

function settledWithoutBackup(at: Layout, trouble: Trouble, report: HealReport): boolean {
  const { path, problem, policy, watched, isMissing } = trouble;
  const whole = join(at.root, path);
  const unopened = isMissing ? null : openProblem(whole);
  if (unopened !== null) {
    report.lost.push({
      path,
      problem: unopened,
      reason: 'what is in it may be whole; look at the disk and its permissions',
    });
    return true;
  }
  if (policy === 'restore') return false;
  if (policy === 'tell') {
    const reason = `it is not restored by itself, because ${watched.because}; ops backup restore does`;
    report.lost.push({ path, problem, reason });
  } else {
    quarantine(at, whole, problem);
    report.rewritten.push({ path, problem });
  }
  return true;
}

async function restoreFiles(
  at: Layout,
  backups: readonly Backup[],
  troubles: readonly Trouble[],
  report: HealReport,
): Promise<void> {
  const open = new Map(troubles.map((trouble) => [trouble.path, trouble]));
  await withWorkingFolder(at, async (folder) => {
    for (const backup of backups) {
      if (open.size === 0) break;
      const staged = new Map<string, string>();
      const manifest = await readSafely(at, backup, (file) => {
        const usable = open.get(file.name)?.watched.usable ?? (() => true);
        if (!open.has(file.name) || !usable(file.content)) return;
        staged.set(file.name, placeFile(join(folder, backup.name), file, { sync: true }));
      });
      // Only a manifest that agrees with all of the archive makes what was staged good.
      if (manifest === null) continue;
      for (const [path, source] of staged) {
        const trouble = open.get(path);
        if (trouble === undefined || trouble.watched.problem(source) !== null) continue;
        putBack(at, trouble, source);
        open.delete(path);
        report.healed.push({ path, problem: trouble.problem, from: backup.name, createdAt: manifest.createdAt });
      }
    }
  });
  for (const { path, problem } of open.values()) {
    const reason = backups.length === 0 ? 'there is no good backup' : 'no good backup has it in a usable form';
    report.lost.push({ path, problem, reason });
  }
}

function putBack(at: Layout, { path, problem, isMissing, watched }: Trouble, source: string): void {
  const place = join(at.root, path);
  const put = () => {
    // Looked at again: its writer may have made it anew while the backup was read.
    if (!isMissing && watched.problem(place) !== null) quarantine(at, place, problem);
    mkdirSync(dirname(place), { recursive: true, mode: FOLDER_MODE });
    linkNew(source, place);
    syncFolders([dirname(place)]);
  };
  if (path.startsWith('sessions/')) withLock(at, basename(path, '.json'), put);
  else put();
}

/** For the notification; null where there is nothing that a person should know. */
export function describeHeal({ healed, lost }: HealReport): string | null {
  const parts = [
    ...healed.map(({ path, problem, createdAt }) => `${path} ${problem}; restored as of ${createdAt}`),
    ...lost.map(({ path, problem, reason }) => `${path} ${problem}; NOT restored: ${reason}`),
  ];
  return parts.length === 0 ? null : parts.join('\n');
}
