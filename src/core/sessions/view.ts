import { closeSync, constants, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { bootId, ownerState } from '../process/identity.ts';
import { endingOfGone } from './ending.ts';
import { hasEnded, type SessionRecord, type SessionStatus } from './record.ts';

/**
 * `stale`: the process is there, but has not shown itself for a while (a hung orchestrator).
 * `unknown`: it belongs to another host or container and cannot be seen from here.
 */
export type Liveness = 'live' | 'stale' | 'dead' | 'unknown';

export interface SessionView {
  record: SessionRecord;
  /** As derived now, not as stored: a dead process is never running. */
  status: SessionStatus;
  live: Liveness;
}

/** A session that promises to show itself touches its lease this often; older than three times that, it is stale. */
export const LEASE_EVERY_MS = 5_000;
const LEASE_LIMIT_MS = 3 * LEASE_EVERY_MS;

export const LEASE_ENDING = '.lease';

export function leasePath(at: Layout, id: string): string {
  return join(at.run, `${id}${LEASE_ENDING}`);
}

/** Milliseconds of the clock that no step of the wall clock moves: the same for all processes of one boot. */
function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

/** Shows a sign of life. Written in place: so short a text is replaced whole, and it takes no room on a full disk. */
export function touchLease(at: Layout, id: string): void {
  const text = `${bootId()} ${String(monotonicMs()).padStart(15)}\n`;
  const file = openSync(leasePath(at, id), constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    writeSync(file, text, 0);
  } finally {
    closeSync(file);
  }
}

/**
 * Age of the session's last sign of life in milliseconds; null where it never promised one. Of a process of this boot it is told by
 * the monotonic clock: a step of the wall clock makes no hung session live and no live one stale. Else by the file's time.
 */
export function leaseAgeMs(at: Layout, id: string, now: number): number | null {
  const path = leasePath(at, id);
  try {
    const [boot, touched] = readFileSync(path, 'utf8').trim().split(/ +/);
    const age = boot === bootId() ? monotonicMs() - Number(touched) : now - statSync(path).mtimeMs;
    return Math.max(0, age);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function livenessOf(at: Layout, record: SessionRecord, now: number): Liveness {
  if (hasEnded(record.status)) return 'dead';
  // Between the written intent and the process there are milliseconds, in which the spawner answers for it.
  const state = ownerState(record.owner ?? record.spawner);
  if (state === 'dead') return 'dead';
  const age = record.kind === 'main' ? leaseAgeMs(at, record.id, now) : null;
  if (state === 'unknown') return age === null ? 'unknown' : age > LEASE_LIMIT_MS ? 'dead' : 'live';
  return record.owner !== null && age !== null && age > LEASE_LIMIT_MS ? 'stale' : 'live';
}

/** Derives what is true now from what is written. Writes nothing. */
export function viewOf(at: Layout, record: SessionRecord, now: number = Date.now()): SessionView {
  const live = livenessOf(at, record, now);
  if (live !== 'dead' || hasEnded(record.status)) return { record, status: record.status, live };
  // Its keeper's last word counts although nobody took it into the record yet.
  const { status, exitCode = null, signal = null, reason = null } = endingOfGone(at, record);
  return { record: { ...record, exitCode, signal, reason }, status, live };
}
