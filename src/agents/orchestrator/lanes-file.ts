import { join } from 'node:path';
import { writeJsonAtomic } from '../../core/files/atomic.ts';
import type { Layout } from '../../core/files/layout.ts';
import { readJson } from '../../core/files/read-json.ts';
import type { FailureCount } from '../../core/supervision/restart-policy.ts';
import type { Lane, Unit } from './unit.ts';

/** state/lanes.json: failures in a row and what was given up, so that a restart of the orchestrator opens no crash loop anew. */
interface LanesFile {
  version: 1;
  lanes: Record<string, SavedLane[]>;
}

interface SavedLane {
  number: number;
  count: FailureCount;
  restarts: number;
  givenUp: string | null;
  givenUpAt: number;
}

function path(at: Layout): string {
  return join(at.state, 'lanes.json');
}

function isWorthSaving(lane: Lane): boolean {
  return lane.count.failures > 0 || lane.givenUp !== null || lane.restarts > 0;
}

export function writeLanes(at: Layout, units: Iterable<Unit>): void {
  const lanes: LanesFile['lanes'] = {};
  for (const unit of units) {
    const saved = unit.lanes.filter(isWorthSaving);
    if (saved.length === 0) continue;
    lanes[unit.id] = saved.map(({ number, count, restarts, givenUp, givenUpAt }) => ({
      number,
      count,
      restarts,
      givenUp,
      givenUpAt,
    }));
  }
  writeJsonAtomic(path(at), { version: 1, lanes } satisfies LanesFile, { temporary: at.temporary, sync: false });
}

function isWhole({ count, restarts, givenUp, givenUpAt }: SavedLane): boolean {
  const numbers = [count?.failures, count?.startFailures, restarts, givenUpAt];
  return numbers.every(Number.isFinite) && (givenUp === null || typeof givenUp === 'string');
}

/** Puts back into the lanes of an agent what was saved of them. */
export function restoreLanes(at: Layout, units: Iterable<Unit>): void {
  const read = readJson(path(at));
  if (read.state !== 'read') return;
  const { lanes } = read.value as Partial<LanesFile>;
  for (const unit of units) {
    const all = lanes?.[unit.id];
    for (const saved of Array.isArray(all) ? all : []) {
      const lane = unit.lanes.find(({ number }) => number === saved?.number);
      if (lane !== undefined && isWhole(saved)) Object.assign(lane, saved);
    }
  }
}
