import { removeFile } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { appendIndex, type Backup, listBackups } from './list.ts';

export interface Keep {
  /** Of so many days the newest good backup. */
  daily: number;
  /** Of so many weeks the newest good backup. */
  weekly: number;
}

const DAY_MS = 86_400_000;

function dayOf(backup: Backup): string {
  return backup.createdAt.slice(0, 10);
}

/** Weeks since 1970, from Monday to Sunday in UTC. 1 January 1970 was a Thursday. */
function weekOf(backup: Backup): string {
  return String(Math.floor((Date.parse(backup.createdAt) / DAY_MS + 3) / 7));
}

function newestOfEach(goods: readonly Backup[], count: number, period: (backup: Backup) => string): Backup[] {
  const newest = new Map<string, Backup>();
  for (const backup of goods) if (!newest.has(period(backup))) newest.set(period(backup), backup);
  return [...newest.values()].slice(0, count);
}

/** Which backups may go. Only good ones count, and while there is none, everything stays: a bad archive may hold the last copy of a file. */
export function removable(backups: readonly Backup[], keep: Keep): Backup[] {
  const goods = backups
    .filter(({ state }) => state === 'good')
    .sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
  const [newest] = goods;
  if (newest === undefined) return [];
  const kept = new Set([
    newest,
    ...newestOfEach(goods, keep.daily, dayOf),
    ...newestOfEach(goods, keep.weekly, weekOf),
  ]);
  return backups.filter((backup) => !kept.has(backup) && backup.createdAt < newest.createdAt);
}

/** Removes what retention does not keep, and writes it down. Returns the names. */
export function applyRetention(at: Layout, keep: Keep): string[] {
  const gone: string[] = [];
  for (const { name, path, bytes } of removable(listBackups(at), keep)) {
    if (!removeFile(path)) continue;
    gone.push(name);
    const nothing = { sha256: null, files: null, contentBytes: null, parts: null, skipped: null };
    const time = new Date().toISOString();
    appendIndex(at, { version: 1, at: time, name, event: 'removed', bytes, ...nothing, reason: 'retention' });
  }
  return gone;
}
