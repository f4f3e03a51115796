import { setTimeout as delay } from 'node:timers/promises';
import type { Layout } from '../files/layout.ts';
import { type Owner, ownerState, readProcessStat } from '../process/identity.ts';
import { signalGroup, signalOwner } from '../process/signal.ts';
import { groupHasMembers } from '../process/tree.ts';
import { sweepRun } from './escaped.ts';
import { hasEnded, type SessionRecord } from './record.ts';
import { readRecord } from './registry.ts';
import { settleSession } from './settle.ts';

export const STOP_GRACE_MS = 10_000;
const LOOK_EVERY_MS = 5;
const LOOK_SELDOM_MS = 100;
const SWEEP_LATER_MS = 250;

/** Signals what is left of a session's group after its leader ended. */
export function signalGroupOf(owner: Owner, signal: NodeJS.Signals): boolean {
  return groupLives(owner) && signalGroup(owner.pid, signal);
}

/**
 * Ends what a run left behind whose own process is gone: its group at once, what escaped from it as soon as it is found. Else the next run
 * would meet the last one's children, on its port and in its files.
 */
export function endLeftovers(record: SessionRecord): void {
  if (record.owner !== null) signalGroupOf(record.owner, 'SIGKILL');
  // No haste, and a look at every process: those that ended within a quarter of a second share one.
  if (record.argv !== null) setTimeout(() => void sweepRun(record.runId), SWEEP_LATER_MS).unref();
}

export interface StopOptions {
  reason: string;
  /** SIGKILL at once. */
  force?: boolean;
  /** What the outcome is called; default `killed`: somebody wanted it. */
  status?: 'killed' | 'failed' | 'timeout';
  /** Asks it to end; default SIGTERM. */
  signal?: NodeJS.Signals;
  graceMs?: number;
}

export interface Stopped {
  /** As it ended; null where it is gone from the registry. */
  record: SessionRecord | null;
  /** It did not go by itself within the grace and was killed. */
  forced: boolean;
}

/**
 * Ends a session: asks its process group, after the grace kills it, ends what escaped from the group, then writes the outcome. It has
 * stopped when nothing of it lives, not when its leader is gone.
 */
export async function stopSession(at: Layout, record: SessionRecord, options: StopOptions): Promise<Stopped> {
  const { owner } = record;
  let forced = options.force ?? false;
  if (!hasEnded(record.status) && owner !== null) {
    signalOwner(owner, forced ? 'SIGKILL' : (options.signal ?? 'SIGTERM'));
    // A suspended process takes the signal only when it goes on.
    if (record.status === 'suspended') signalOwner(owner, 'SIGCONT');
    if (!(await goneWithin(owner, options.graceMs ?? STOP_GRACE_MS))) {
      forced = true;
      if (!signalOwner(owner, 'SIGKILL')) signalGroupOf(owner, 'SIGKILL');
      await goneWithin(owner, STOP_GRACE_MS);
    }
    await sweepRun(record.runId);
  }
  const signal = owner === null ? null : forced ? 'SIGKILL' : (options.signal ?? 'SIGTERM');
  settleSession(at, record.id, record.runId, { status: options.status ?? 'killed', signal, reason: options.reason });
  return { record: readRecord(at, record.id), forced };
}

async function goneWithin(owner: Owner, limitMs: number): Promise<boolean> {
  const begun = performance.now();
  for (;;) {
    const passed = performance.now() - begun;
    if (ownerState(owner) !== 'live' && !(awaitsParent(owner) && passed < REAPING_MS) && !groupLives(owner))
      return true;
    if (passed > limitMs) return false;
    // A quick one is seen at once, a slow one is not asked two hundred times a second.
    await delay(Math.min(LOOK_EVERY_MS + passed / 10, LOOK_SELDOM_MS));
  }
}

/** So long a parent may take to hear of a child's end before its group is looked through. */
const REAPING_MS = 500;

/**
 * The leader has ended and its parent was not told yet: in a moment the whole group is gone, or not. To look through all processes for its
 * members at once would take 6 ms for each of a hundred agents that are stopped together, and keep this very process from being told.
 */
function awaitsParent(owner: Owner): boolean {
  return process.platform === 'linux' && readProcessStat(owner.pid)?.state === 'Z';
}

/**
 * Whether processes of the group live on after their leader. A group's number is not given away while it has members, so a process of
 * that number with another start time means that the group is gone and the number is somebody else's. Zombies only wait for a parent.
 */
export function groupLives(owner: Owner): boolean {
  if (ownerState(owner) === 'unknown' || !signalGroup(owner.pid, 0)) return false;
  if (process.platform !== 'linux') return true;
  const leader = readProcessStat(owner.pid);
  if (leader !== null && leader.startTime !== owner.startTime) return false;
  return groupHasMembers(owner.pid);
}
