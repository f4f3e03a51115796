import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { type Owner, ownerState } from '../process/identity.ts';
import { hasEnded, type SessionRecord } from './record.ts';
import { readRecord } from './registry.ts';
import { settleSession } from './settle.ts';

export const STOP_GRACE_MS = 10_000;
const LOOK_EVERY_MS = 10;

/** Sends a signal to the whole process group of a session, after making sure that the group is still its own. */
export function signalSession(owner: Owner, signal: NodeJS.Signals): boolean {
  if (ownerState(owner) !== 'live') return false;
  return signalGroup(owner.pid, signal);
}

function signalGroup(groupId: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-groupId, signal);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    throw error;
  }
}

export interface Stopped {
  /** Null where the session had ended before. */
  record: SessionRecord | null;
  /** It did not go by itself within the grace and was killed. */
  forced: boolean;
}

/** Ends a session: SIGTERM to its process group, after the grace SIGKILL, then the outcome. A stop that it asked for itself is its own to write. */
export async function stopSession(
  at: Layout,
  record: SessionRecord,
  options: { reason: string; force?: boolean; graceMs?: number } = { reason: 'stopped' },
): Promise<Stopped> {
  const { owner } = record;
  if (hasEnded(record.status) || owner === null) {
    const settled = settleSession(at, record.id, record.runId, { status: 'killed', reason: options.reason });
    return { record: settled, forced: false };
  }
  let forced = options.force ?? false;
  signalSession(owner, forced ? 'SIGKILL' : 'SIGTERM');
  // A suspended process takes the signal only when it goes on.
  if (record.status === 'suspended') signalSession(owner, 'SIGCONT');
  if (!(await goneWithin(owner, options.graceMs ?? STOP_GRACE_MS)) && !forced) {
    forced = true;
    signalSession(owner, 'SIGKILL');
    await goneWithin(owner, STOP_GRACE_MS);
  }
  const signal = forced ? 'SIGKILL' : 'SIGTERM';
  settleSession(at, record.id, record.runId, { status: 'killed', signal, reason: options.reason });
  return { record: readRecord(at, record.id), forced };
}

async function goneWithin(owner: Owner, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (ownerState(owner) === 'live') {
    if (performance.now() > deadline) return false;
    await delay(LOOK_EVERY_MS);
  }
  return true;
}
