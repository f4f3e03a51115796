import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { createFileAtomic, removeFile, writeJsonAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { quarantine } from '../../files/quarantine.ts';
import { readJson } from '../../files/read-json.ts';
import { cleaned } from '../clean.ts';
import type { Outgoing } from '../outgoing.ts';
import { entryId, newEntry, type OutboxEntry, renewed } from './entry.ts';

export type OutboxState = 'queued' | 'sent' | 'dead';
export const OUTBOX_STATES: readonly OutboxState[] = ['queued', 'sent', 'dead'];

export function outboxFolder(at: Layout, state: OutboxState): string {
  return join(at.alerts, 'outbox', state);
}

function pathOf(at: Layout, state: OutboxState, id: string): string {
  return join(outboxFolder(at, state), `${id}.json`);
}

export function queuedPath(at: Layout, id: string): string {
  return pathOf(at, 'queued', id);
}

export interface EnqueueOptions {
  now?: number;
  /** Another receiver than the channels' own. */
  target?: string | null;
}

/**
 * Puts a message into the outbox; on disk, synced, when this returns true. False: that key was queued before, whether it waits, was sent
 * or is dead. Secrets and control characters are taken out here, so that none ever lies in the outbox.
 *
 * An entry becomes a sent or dead one by being made there before it is removed here, so there is no moment at which a key is nowhere.
 */
export function enqueue(at: Layout, outgoing: Outgoing, options: EnqueueOptions = {}): boolean {
  const entry = newEntry(cleaned(outgoing), options.now ?? Date.now(), options.target ?? null);
  const path = pathOf(at, 'queued', entry.id);
  if (isSettled(at, entry.id)) return false;
  if (!createFileAtomic(path, textOf(entry), { temporary: at.temporary })) return false;
  if (!isSettled(at, entry.id)) return true;
  // It was settled between the look and the file; who delivers would see that too.
  removeFile(path);
  return false;
}

function textOf(entry: OutboxEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

export function isSettled(at: Layout, id: string): boolean {
  return existsSync(pathOf(at, 'sent', id)) || existsSync(pathOf(at, 'dead', id));
}

export function isQueued(at: Layout, id: string): boolean {
  return existsSync(pathOf(at, 'queued', id));
}

/** Replaces what is known of a queued message. */
export function saveQueued(at: Layout, entry: OutboxEntry): void {
  writeJsonAtomic(pathOf(at, 'queued', entry.id), entry, { temporary: at.temporary });
}

/** Moves a message to where it ends. Made there first: a crash in between leaves both, and the settled one counts. */
export function settle(at: Layout, entry: OutboxEntry): void {
  const state = entry.sent === null ? 'dead' : 'sent';
  createFileAtomic(pathOf(at, state, entry.id), textOf(entry), { temporary: at.temporary });
  // Dropped by a person while it was under way, and sent all the same.
  if (state === 'sent') removeFile(pathOf(at, 'dead', entry.id));
  removeFile(pathOf(at, 'queued', entry.id));
}

export function forget(at: Layout, state: OutboxState, id: string): boolean {
  return removeFile(pathOf(at, state, id));
}

/** Puts a dead message back into the queue, or lets one that waits be tried at once. False where there is none. */
export function requeue(at: Layout, entry: OutboxEntry, now: number): boolean {
  const queued = pathOf(at, 'queued', entry.id);
  if (entry.dead !== null) {
    try {
      renameSync(pathOf(at, 'dead', entry.id), queued);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    }
  } else if (!existsSync(queued)) return false;
  saveQueued(at, renewed(entry, now));
  return true;
}

export function queuedIds(at: Layout): string[] {
  return outboxIds(at, 'queued');
}

/** In no order. */
export function outboxIds(at: Layout, state: OutboxState): string[] {
  try {
    return readdirSync(outboxFolder(at, state)).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Reads one message; null where it is gone. `unreadable` goes to quarantine when `repair` is set. */
export function readEntry(
  at: Layout,
  state: OutboxState,
  id: string,
  repair = false,
): OutboxEntry | { unreadable: string } | null {
  const path = pathOf(at, state, id);
  const read = readJson(path);
  if (read.state === 'missing') return null;
  const reason = read.state === 'read' ? entryProblem(read.value, id) : read.reason;
  if (reason === null && read.state === 'read') return read.value as OutboxEntry;
  if (repair) quarantine(at, path, reason ?? 'unknown');
  return { unreadable: `alerts/outbox/${state}/${id}.json ${reason}` };
}

/** Only what would make the delivery stumble: the file is ours, but a person may have edited it. */
function entryProblem(value: unknown, id: string): string | null {
  const entry = value as Partial<OutboxEntry>;
  const outgoing = entry.outgoing as Partial<Outgoing> | undefined;
  const isWhole =
    entry.version === 1 &&
    entry.id === id &&
    typeof entry.queuedAt === 'string' &&
    !Number.isNaN(Date.parse(entry.queuedAt)) &&
    typeof entry.channels === 'object' &&
    entry.channels !== null &&
    Array.isArray(entry.attempts) &&
    typeof outgoing === 'object' &&
    typeof outgoing?.key === 'string' &&
    entryId(outgoing.key) === id &&
    typeof outgoing.text === 'string' &&
    typeof outgoing.title === 'string' &&
    Array.isArray(outgoing.channels) &&
    ['info', 'warning', 'critical'].includes(String(outgoing.severity));
  return isWhole ? null : 'is not a message of the outbox';
}

export interface OutboxList {
  entries: OutboxEntry[];
  unreadable: string[];
}

/** The messages of one state, oldest first. Reading changes nothing. */
export function listOutbox(at: Layout, state: OutboxState): OutboxList {
  const list: OutboxList = { entries: [], unreadable: [] };
  for (const id of outboxIds(at, state)) {
    const entry = readEntry(at, state, id);
    if (entry === null) continue;
    if ('unreadable' in entry) list.unreadable.push(entry.unreadable);
    else list.entries.push(entry);
  }
  list.entries.sort(byAge);
  return list;
}

export function byAge(one: OutboxEntry, other: OutboxEntry): number {
  if (one.queuedAt !== other.queuedAt) return one.queuedAt < other.queuedAt ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

/** How many wait and are dead, without reading one. */
export function countOutbox(at: Layout): { queued: number; dead: number } {
  return { queued: outboxIds(at, 'queued').length, dead: outboxIds(at, 'dead').length };
}

const KEPT_MS = { sent: 30 * 86_400_000, dead: 90 * 86_400_000 } as const;

/** Removes what was settled long ago: sent ones after 30 days, dead ones after 90. After that a key may be queued again. */
export function tidyOutbox(at: Layout, now = Date.now()): number {
  let removed = 0;
  for (const state of ['sent', 'dead'] as const) {
    for (const id of outboxIds(at, state)) {
      try {
        const age = now - statSync(pathOf(at, state, id)).mtimeMs;
        if (age > KEPT_MS[state] && forget(at, state, id)) removed += 1;
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
      }
    }
  }
  return removed;
}
