import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorCode, OpsError } from '../errors.ts';
import { appendJsonLines, readJsonLines } from '../files/json-lines.ts';
import type { Layout } from '../files/layout.ts';
import type { Part } from './parts.ts';

const ENDING = '.tar.gz';
const NAME = /^ops-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/;

/** One line of backups/index.jsonl: what became of a backup. The archives stand for themselves; the index spares reading them. */
export interface IndexEntry {
  version: 1;
  at: string;
  name: string;
  event: 'created' | 'verified' | 'failed' | 'removed';
  /** Bytes of the archive; null where it could not be read. */
  bytes: number | null;
  sha256: string | null;
  files: number | null;
  contentBytes: number | null;
  parts: Part[] | null;
  /** Files that could not be kept. */
  skipped: number | null;
  /** Why it failed, or why it was removed. */
  reason: string | null;
}

/**
 * `good`: restored and compared, and its size has not changed since. `failed`: it could not be. `unverified`: nobody tried yet (the
 * program was killed, or the archive was put there).
 */
export type BackupState = 'good' | 'failed' | 'unverified';

export interface Backup {
  name: string;
  path: string;
  createdAt: string;
  state: BackupState;
  bytes: number;
  files: number | null;
  contentBytes: number | null;
  parts: Part[] | null;
  skipped: number | null;
  verifiedAt: string | null;
  reason: string | null;
}

export function backupName(time: number): string {
  return `ops-${new Date(time).toISOString().replaceAll(/[:.]/g, '-')}`;
}

/** When a backup was made, by its name; null for a name that is none. */
export function timeOfName(name: string): string | null {
  const match = NAME.exec(name);
  if (match === null) return null;
  const time = `${match[1]}T${match[2]}:${match[3]}:${match[4]}.${match[5]}Z`;
  return Number.isNaN(Date.parse(time)) ? null : time;
}

export function archivePath(at: Layout, name: string): string {
  if (timeOfName(name) === null) {
    throw new OpsError('E_NAME', `${JSON.stringify(name)} is not the name of a backup`, {
      hint: 'Run: ops backup list',
    });
  }
  return join(at.backups, `${name}${ENDING}`);
}

export function indexPath(at: Layout): string {
  return join(at.backups, 'index.jsonl');
}

export function appendIndex(at: Layout, entry: IndexEntry): void {
  appendJsonLines(indexPath(at), [entry], { sync: true });
}

function archivesIn(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((file) => {
      const name = file.endsWith(ENDING) ? file.slice(0, -ENDING.length) : '';
      return timeOfName(name) === null ? [] : [name];
    });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function readIndex(at: Layout): Map<string, IndexEntry> {
  const entries = readJsonLines<IndexEntry>(indexPath(at)).values;
  return new Map(entries.filter(({ version }) => version === 1).map((entry) => [entry.name, entry]));
}

/** Every backup that lies in backups/, the newest first. What the index lost or never knew is there, unverified. */
export function listBackups(at: Layout): Backup[] {
  const index = readIndex(at);
  return archivesIn(at.backups)
    .sort()
    .reverse()
    .flatMap((name) => {
      const path = archivePath(at, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat === undefined ? [] : [describe(name, path, stat.size, index.get(name))];
    });
}

function describe(name: string, path: string, bytes: number, entry: IndexEntry | undefined): Backup {
  const isKnown = entry !== undefined && entry.event !== 'removed';
  const changed = isKnown && entry.event !== 'failed' && entry.bytes !== bytes;
  const state = !isKnown ? 'unverified' : changed || entry.event === 'failed' ? 'failed' : 'good';
  return {
    name,
    path,
    createdAt: timeOfName(name) ?? '',
    state,
    bytes,
    files: entry?.files ?? null,
    contentBytes: entry?.contentBytes ?? null,
    parts: entry?.parts ?? null,
    skipped: entry?.skipped ?? null,
    verifiedAt: state === 'good' ? (entry?.at ?? null) : null,
    reason: changed
      ? 'its size has changed since it was verified'
      : state === 'failed'
        ? (entry?.reason ?? null)
        : null,
  };
}

/** A backup by its name, with or without its ending; without a name the newest one that can be used. */
export function findBackup(at: Layout, name?: string): Backup {
  const backups = listBackups(at);
  const wanted = name?.split('/').at(-1)?.replace(ENDING, '');
  const found =
    wanted === undefined || wanted === 'latest'
      ? (backups.find(({ state }) => state === 'good') ?? backups[0])
      : backups.find((backup) => backup.name === wanted);
  if (found !== undefined) return found;
  const what = wanted === undefined || wanted === 'latest' ? 'any backup' : `a backup ${JSON.stringify(wanted)}`;
  throw new OpsError('E_FILE', `There is not ${what} in ${at.backups}`, {
    hint: backups.length === 0 ? 'Make one with: ops backup create' : 'Run: ops backup list',
  });
}

/** An archive that lies anywhere, of which no index knows anything. */
export function backupOfFile(path: string): Backup {
  const name = basename(path).replace(ENDING, '');
  const nothing = { files: null, contentBytes: null, parts: null, skipped: null, verifiedAt: null, reason: null };
  const { size, mtime } = statSync(path);
  const createdAt = timeOfName(name) ?? mtime.toISOString();
  return { name, path, createdAt, state: 'unverified', bytes: size, ...nothing };
}

/** Good ones, the newest first. */
export function goodBackups(at: Layout): Backup[] {
  return listBackups(at).filter(({ state }) => state === 'good');
}
