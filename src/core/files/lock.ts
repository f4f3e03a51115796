import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, OpsError } from '../errors.ts';
import { type Owner, ownerState, ownOwner, parseOwner } from '../process/identity.ts';
import { createFileAtomic, removeFile } from './atomic.ts';
import type { Layout } from './layout.ts';

interface Holder extends Owner {
  /** Unique to one taking of the lock, so that a dead holder's lock is never mistaken for its successor's. */
  token: string;
}

const PATIENCE_MS = 5_000;
const PAUSE_MS = 1;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

let takings = 0;

function pause(): void {
  Atomics.wait(sleeper, 0, 0, PAUSE_MS);
}

/** @throws where the file cannot be opened just now (too many open files): its holder may well live, so nobody may break it. */
function readHolder(path: string): Holder | 'missing' | 'unreadable' {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'missing';
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    const owner = parseOwner(value);
    const token = (value as Partial<Holder> | null)?.token;
    return owner !== null && typeof token === 'string' ? { ...owner, token } : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

function tokenOf(holder: Holder | 'unreadable'): string {
  return holder === 'unreadable' ? 'unreadable' : holder.token;
}

/**
 * Frees a lock whose holder is dead. Only who holds the right to break exactly this taking may unlink it, and the right is itself
 * a lock: two that find the same dead holder can therefore never remove the lock of a third that came between them.
 */
function breakLock(at: Layout, path: string, dead: Holder | 'unreadable'): void {
  const token = tokenOf(dead);
  withLockAt(at, `${path}.${token}`, () => {
    const now = readHolder(path);
    if (now !== 'missing' && tokenOf(now) === token) removeFile(path);
  });
}

function withLockAt<T>(at: Layout, path: string, act: () => T): T {
  const owner = ownOwner();
  takings += 1;
  const token = `${owner.pid}-${owner.startTime}-${takings}`.replaceAll(/[^\w-]/g, '_');
  const content = JSON.stringify({ ...owner, token });
  // Nearly every lock is free: performance, which takes 1 ms to load, is for those who wait.
  let deadline: number | null = null;
  // The lock appears with its holder's name in it: link(2) never shows an empty one. No sync: a lock means nothing after a power cut.
  while (!createFileAtomic(path, content, { temporary: at.temporary, sync: false })) {
    const holder = readHolder(path);
    if (holder === 'missing') continue;
    if (holder === 'unreadable' || ownerState(holder) === 'dead') {
      breakLock(at, path, holder);
      continue;
    }
    deadline ??= performance.now() + PATIENCE_MS;
    if (performance.now() > deadline) {
      throw new OpsError(
        'E_LOCKED',
        `${path} is held by process ${holder.pid} of ${holder.host} for more than ${PATIENCE_MS / 1000} s`,
      );
    }
    pause();
  }
  try {
    return act();
  } finally {
    removeFile(path);
  }
}

/** Runs `act` while no other process runs under the same name. Held for milliseconds, never across a run. */
export function withLock<T>(at: Layout, name: string, act: () => T): T {
  return withLockAt(at, join(at.locks, `${name}.lock`), act);
}
