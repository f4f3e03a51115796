import type { Desk } from './desk.ts';
import { cwdOf } from './launch.ts';
import type { Run, Unit } from './unit.ts';

/**
 * Why a run that was taken over is not what the configuration wants any more, or null: it was changed while no orchestrator ran, and a
 * reload would have ended it then. Of what is persistent; a run of a schedule comes to its end by itself.
 */
export function outdatedBecause(desk: Desk, unit: Unit, run: Run): string | null {
  const { config } = unit;
  const { record } = run;
  if (record.kind !== 'main') return null;
  if (!config.enabled) return 'disabled in the configuration';
  if (!config.persistent) return 'no longer persistent';
  if (!unit.lanes.some(({ number }) => number === instanceOf(record.id))) return 'there are fewer instances now';
  const changed = JSON.stringify(record.argv) !== JSON.stringify(config.command) || record.cwd !== cwdOf(desk, unit);
  return changed ? 'its configuration changed' : null;
}

/** From 1, as the session's id says: `web.main-2` is the second. */
export function instanceOf(sessionId: string): number {
  return Number(/\.main-(\d+)$/.exec(sessionId)?.[1] ?? 1);
}
