import { join } from 'node:path';
import { writeJsonAtomic } from '../../core/files/atomic.ts';
import type { Layout } from '../../core/files/layout.ts';
import { readJson } from '../../core/files/read-json.ts';
import type { Unit } from './unit.ts';

/** state/holds.json: the agents that a person paused or stopped. They stay so until a person says otherwise. */
interface Holds {
  version: 1;
  holds: Record<string, 'paused' | 'stopped'>;
}

function path(at: Layout): string {
  return join(at.state, 'holds.json');
}

export function readHolds(at: Layout): Holds['holds'] {
  const read = readJson(path(at));
  const { holds = {} } = read.state === 'read' ? (read.value as Partial<Holds>) : {};
  return Object.fromEntries(Object.entries(holds).filter(([, hold]) => hold === 'paused' || hold === 'stopped'));
}

export function writeHolds(at: Layout, units: Iterable<Unit>): void {
  const holds: Holds['holds'] = {};
  for (const unit of units) if (unit.hold !== null) holds[unit.id] = unit.hold;
  writeJsonAtomic(path(at), { version: 1, holds } satisfies Holds, { temporary: at.temporary });
}
