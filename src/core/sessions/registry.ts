import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { errorCode, OpsError } from '../errors.ts';
import { createFileAtomic, removeFile, writeFileAtomic } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { withLock } from '../files/lock.ts';
import { quarantine } from '../files/quarantine.ts';
import { readJson } from '../files/read-json.ts';
import { processesOfSession, processesWith } from '../process/cookie.ts';
import { readProcessStat } from '../process/identity.ts';
import { assertSessionId, isSessionId } from './names.ts';
import { hasEnded, parseRecord, type SessionRecord } from './record.ts';

export interface Unreadable {
  file: string;
  reason: string;
}

const ENDING = '.json';

export function recordPath(at: Layout, id: string): string {
  return join(at.sessions, `${assertSessionId(id)}${ENDING}`);
}

function load(path: string): SessionRecord | null | { broken: string } {
  const read = readJson(path);
  if (read.state === 'missing') return null;
  if (read.state === 'unreadable') return { broken: read.reason };
  const record = parseRecord(read.value);
  if (typeof record === 'string') return { broken: record };
  return path.endsWith(`${sep}${record.id}${ENDING}`) ? record : { broken: `holds the record of ${record.id}` };
}

/** Reads one record; null where there is none. */
export function readRecord(at: Layout, id: string): SessionRecord | null {
  const path = recordPath(at, id);
  const loaded = load(path);
  if (loaded !== null && 'broken' in loaded) throw new OpsError('E_CORRUPT', `${path} ${loaded.broken}`);
  return loaded;
}

export interface Listing {
  records: SessionRecord[];
  /** Files that hold no record: they are named, and cost the others nothing. */
  unreadable: Unreadable[];
}

/** Reads every record. Changes nothing. */
export function listRecords(at: Layout): Listing {
  const records: SessionRecord[] = [];
  const unreadable: Unreadable[] = [];
  for (const name of listNames(at)) {
    const path = `${at.sessions}${sep}${name}`;
    const loaded = load(path);
    if (loaded === null) continue;
    if ('broken' in loaded) unreadable.push({ file: path, reason: loaded.broken });
    else records.push(loaded);
  }
  return { records, unreadable };
}

function listNames(at: Layout): string[] {
  try {
    return readdirSync(at.sessions).filter((name) => name.endsWith(ENDING));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function serialize(record: SessionRecord): string {
  return `${JSON.stringify(record, null, 1)}\n`;
}

/** Writes a new record; false where the id is taken. On disk when it returns: a start is written down before it happens. */
export function createRecord(at: Layout, record: SessionRecord): boolean {
  return createFileAtomic(recordPath(at, record.id), serialize(record), { temporary: at.temporary });
}

/**
 * Reads a record for whoever is about to write it. A broken one is moved to quarantine, so that its session can have a new one; but
 * not while a process still is that session: without its record a second one would be started beside it.
 */
function readForChange(at: Layout, id: string): SessionRecord | null {
  const path = recordPath(at, id);
  const loaded = load(path);
  if (loaded === null || !('broken' in loaded)) return loaded;
  if (cannotBeOpened(loaded.broken)) throw new OpsError('E_CORRUPT', `${path} ${loaded.broken}`);
  const [pid] = processesOf(at, id);
  if (pid !== undefined) {
    throw new OpsError('E_CORRUPT', `${path} ${loaded.broken}; the session itself runs, as process ${pid}`, {
      hint: 'An orchestrator writes its record anew within some seconds; of any other session end the process.',
    });
  }
  quarantine(at, path, loaded.broken);
  return null;
}

/** The process that is a session, found without its record; null where none is. */
export function processWithoutRecord(at: Layout, id: string): number | null {
  return processesOf(at, id)[0] ?? null;
}

/** Other processes that carry this workspace's session in their environment, and lead their group: their helpers do not. */
function processesOf(at: Layout, id: string): number[] {
  const here = processesWith('OPS_WORKSPACE', [at.root]).get(at.root) ?? [];
  const session = new Set(processesOfSession(id));
  const leads = (pid: number) => process.platform !== 'linux' || readProcessStat(pid)?.groupId === pid;
  return here.filter((pid) => session.has(pid) && pid !== process.pid && leads(pid));
}

/** The file may be whole: this process could not read it just now (too many open files, an error of the disk). */
function cannotBeOpened(reason: string): boolean {
  return reason.startsWith('cannot be opened');
}

/**
 * Changes a record under its lock. `change` gets what is on disk now and returns the new record, or null to leave it.
 * Returns what is on disk afterwards. What ended stays ended: only a new run (another runId) follows an outcome.
 */
export function updateRecord(
  at: Layout,
  id: string,
  change: (record: SessionRecord | null) => SessionRecord | null,
): SessionRecord | null {
  assertSessionId(id);
  return withLock(at, id, () => {
    const before = readForChange(at, id);
    const after = change(before);
    if (after === null || (before !== null && hasEnded(before.status) && before.runId === after.runId)) return before;
    const stamped = { ...after, updatedAt: new Date().toISOString() };
    // After a power cut nothing runs: an outcome stands in the run log, which is synced, and what should always run is started anew. Only a
    // planned run, whose slot is claimed and never comes again, must not be forgotten.
    const sync = stamped.status === 'queued' && stamped.kind !== 'main';
    writeFileAtomic(recordPath(at, id), serialize(stamped), { temporary: at.temporary, sync });
    return stamped;
  });
}

export function removeRecord(at: Layout, id: string): boolean {
  return withLock(at, id, () => removeFile(recordPath(at, id)));
}

function ownRecord(at: Layout): string | null {
  const id = process.env.OPS_SESSION_ID;
  return id === undefined || !isSessionId(id) ? null : recordPath(at, id);
}

/** Moves every file that is no record to quarantine. Only who may write the workspace calls it, never a list. */
export function quarantineUnreadable(at: Layout, unreadable: readonly Unreadable[]): number {
  let moved = 0;
  for (const { file } of unreadable) {
    // This process's own record is not moved away: it is written anew in place, so that nobody finds none for a moment.
    if (file === ownRecord(at)) continue;
    // Read again: the file may have been replaced since.
    const loaded = load(file);
    if (loaded === null || !('broken' in loaded) || cannotBeOpened(loaded.broken)) continue;
    if (quarantine(at, file, loaded.broken) !== null) moved += 1;
  }
  return moved;
}
