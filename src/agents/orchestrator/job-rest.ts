import type { Unit } from './unit.ts';

/** How long after a failure in a row the next slot is left out, as OpenClaw has it. */
const BACKOFF_MS = [30_000, 60_000, 300_000, 900_000, 3_600_000] as const;

/** Whether a job that failed rests, so that it leaves out a slot. */
export function restsAfterFailure(unit: Unit, now: number): boolean {
  const failures = unit.job === null ? 0 : (unit.lanes[0]?.count.failures ?? 0);
  if (failures === 0 || unit.last === null) return false;
  const rest = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length) - 1] ?? 0;
  return now - Date.parse(unit.last.endedAt) < rest;
}
