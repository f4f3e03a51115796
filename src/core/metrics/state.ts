import { join } from 'node:path';
import { writeFileAtomic } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { quarantine } from '../files/quarantine.ts';
import { readJson } from '../files/read-json.ts';
import { type Owner, ownerState, ownOwner } from '../process/identity.ts';
import type { Counters } from './counters.ts';
import type { Growth } from './forecast.ts';

/** A mount that hangs, and the process that hangs in it. */
export interface StuckMount {
  mount: string;
  since: string;
  owner: Owner;
}

/** state/metrics.json: what the next sample needs of this one. */
export interface MetricsState {
  version: 1;
  counters: Counters | null;
  stuck: StuckMount[];
  growth: Growth | null;
  /** When the system's time service last said that the clock is kept in time. */
  synchronisedAt: string | null;
}

export function statePath(at: Layout): string {
  return join(at.state, 'metrics.json');
}

/** A state that cannot be read costs one comparison: the next sample takes two readings instead. */
export function readState(at: Layout): MetricsState {
  const empty: MetricsState = { version: 1, counters: null, stuck: [], growth: null, synchronisedAt: null };
  const read = readJson(statePath(at));
  if (read.state === 'missing') return empty;
  const state = read.state === 'read' ? (read.value as Partial<MetricsState> | null) : null;
  if (state?.version === 1 && isCounters(state.counters) && Array.isArray(state.stuck)) {
    const { growth = null, synchronisedAt = null } = state;
    return { ...(state as MetricsState), growth, synchronisedAt };
  }
  quarantine(at, statePath(at), read.state === 'unreadable' ? read.reason : 'is not a metrics state of version 1');
  return empty;
}

function isCounters(value: unknown): boolean {
  if (value === null) return true;
  const counters = value as Partial<Counters> | undefined;
  return (
    typeof counters === 'object' &&
    counters.version === 1 &&
    typeof counters.bootId === 'string' &&
    typeof counters.at === 'string' &&
    typeof counters.uptimeSeconds === 'number' &&
    [counters.cores, counters.single, counters.diskIo, counters.network, counters.processes].every(
      (part) => typeof part === 'object' && part !== null,
    )
  );
}

/** Mounts that a living process hangs in. A process that has ended hangs in nothing, so its mounts may be asked again. */
export function stillStuck(stuck: readonly StuckMount[]): StuckMount[] {
  return stuck.filter(({ owner }) => ownerState(owner) !== 'dead');
}

export interface NextState {
  counters: Counters;
  /** Mounts that were stuck before, and those that this process hangs in now. */
  stuck: readonly StuckMount[];
  hung: readonly string[];
  growth: Growth | null;
  synchronisedAt: string | null;
}

export function writeState(at: Layout, { counters, stuck, hung, growth, synchronisedAt }: NextState): void {
  const owner = ownOwner();
  const since = counters.at;
  const state: MetricsState = {
    version: 1,
    counters,
    stuck: [...stuck, ...hung.map((mount) => ({ mount, since, owner }))],
    growth,
    synchronisedAt,
  };
  // For the next sample alone, in five minutes: not worth waiting for the disk, nor a line for each of a process's numbers.
  writeFileAtomic(statePath(at), `${JSON.stringify(state)}\n`, { temporary: at.temporary, sync: false });
}
