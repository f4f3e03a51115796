import { createHash } from 'node:crypto';
import { scheduleTextOf } from '../../core/schedule/jobs.ts';
import { readJobState, writeJobState } from '../../core/schedule/slots.ts';
import { dependencyProblem } from './dependencies.ts';
import type { Desk } from './desk.ts';
import { restsAfterFailure } from './job-rest.ts';
import { forgive } from './restarts.ts';
import { startRun } from './runs.ts';
import { firstLane, type Unit } from './unit.ts';

/** No sleep is longer: so often the wall clock is looked at, whatever became of it meanwhile (sleep, a step, daylight saving). */
const LONGEST_SLEEP_MS = 60_000;
/** A slot found later than this was missed: the machine slept, or nobody ran. */
const LATE_MS = 60_000;
/** How far back missed slots are looked for. */
const CATCH_UP_MS = 31 * 24 * 3_600_000;

/**
 * Sets an agent's next slot. With `catchUp` a slot that was missed since the last one run is due at once; without (a hold ended), what
 * passed is past. A clock that was set back lies before the last slot: that one is done, and the next is after it.
 */
export function planUnit(desk: Desk, unit: Unit, now: number, catchUp: boolean): void {
  if (unit.schedule === null) return;
  const state = readJobState(desk.at, unit.id);
  const last = state?.schedule === scheduleText(desk, unit) ? Date.parse(state.lastSlot) : now;
  const from = catchUp ? Math.max(last, now - CATCH_UP_MS) : Math.max(last, now);
  unit.nextSlot = unit.schedule.next(from);
}

function zoneOf(desk: Desk, unit: Unit): string | null {
  return unit.config.time_zone ?? desk.config.time_zone;
}

function scheduleText(desk: Desk, unit: Unit): string {
  if (unit.job !== null) return scheduleTextOf(unit.job.schedule);
  return `${unit.config.schedule ?? ''} ${zoneOf(desk, unit) ?? 'local'}`;
}

/** So long after its slot an agent starts: the same each time, so that the runs of one agent keep their distance. */
export function jitterMs(unit: Unit): number {
  const window = unit.config.jitter_seconds * 1_000;
  if (window === 0) return 0;
  const hash = createHash('sha256').update(unit.id).digest().readUInt32BE(0);
  return Math.floor((hash / 2 ** 32) * window);
}

function dueAt(unit: Unit): number {
  return unit.nextSlot === null ? Number.POSITIVE_INFINITY : unit.nextSlot + jitterMs(unit);
}

/** Starts what is due. Of several missed slots the newest is run, once; the others are named in the log. */
export function runDue(desk: Desk, now: number): void {
  for (const unit of desk.units.values()) {
    if (dueAt(unit) > now || unit.schedule === null || unit.nextSlot === null || !unit.config.enabled) continue;
    const slots = unit.schedule.between(unit.nextSlot - 1, now - jitterMs(unit), 2);
    const slot = slots.at(-1) ?? unit.nextSlot;
    unit.nextSlot = unit.schedule.next(slot);
    if (unit.hold !== null || unit.shed) {
      desk.log('info', 'schedule', `${unit.id}: slot ${new Date(slot).toISOString()} is held`);
      continue;
    }
    takeSlot(desk, unit, slot, slots.length > 1 || now - slot - jitterMs(unit) > LATE_MS);
  }
}

function takeSlot(desk: Desk, unit: Unit, slot: number, missed: boolean): void {
  const lastSlot = new Date(slot).toISOString();
  try {
    writeJobState(desk.at, { version: 1, job: unit.id, schedule: scheduleText(desk, unit), lastSlot });
  } catch (error) {
    // Without the claim a restart would run the slot again; with a full disk the run would fail anyway.
    desk.log(
      'error',
      'schedule',
      `${unit.id}: slot ${lastSlot} not started, it could not be written down: ${String(error)}`,
    );
    return;
  }
  if (missed) {
    const what = unit.config.missed === 'skip' ? 'skipped' : 'run once now';
    desk.log('warn', 'schedule', `${unit.id}: slots were missed up to ${lastSlot}; ${what}`);
    if (unit.config.missed === 'skip') return;
  }
  if (restsAfterFailure(unit, Date.now())) {
    desk.log('warn', 'schedule', `${unit.id}: slot ${lastSlot} is left out, it rests after failures`);
    return;
  }
  if (unit.runs.size > 0 && unit.config.overlap !== 'allow') {
    overlap(desk, unit, slot);
    return;
  }
  startSlot(desk, unit, slot);
}

function overlap(desk: Desk, unit: Unit, slot: number): void {
  const queued = unit.config.overlap === 'queue';
  if (queued) unit.queuedSlot = slot;
  const what = queued ? 'waits for' : 'is skipped because of';
  desk.log(
    'warn',
    'schedule',
    `${unit.id}: slot ${new Date(slot).toISOString()} ${what} the run before it, which is still under way`,
  );
}

function startSlot(desk: Desk, unit: Unit, slot: number): void {
  const problem = dependencyProblem(desk, unit);
  if (problem !== null) {
    unit.waitingFor = problem;
    desk.log('warn', 'schedule', `${unit.id}: slot ${new Date(slot).toISOString()} is skipped: ${problem}`);
    return;
  }
  unit.waitingFor = null;
  // A job's failures in a row are counted over its slots; an agent gets a new chance with each.
  if (unit.job === null) forgive(desk, unit);
  void startRun(desk, unit, firstLane(unit), { kind: 'cron', slot: new Date(slot).toISOString() });
}

/** Starts the slot that waited for a run to end. */
export function startQueued(desk: Desk, unit: Unit): void {
  if (unit.queuedSlot === null || unit.runs.size > 0 || unit.hold !== null) return;
  const slot = unit.queuedSlot;
  unit.queuedSlot = null;
  startSlot(desk, unit, slot);
}

/** Milliseconds until somebody is due. */
export function sleepUntilDue(desk: Desk, now: number): number {
  let earliest = Number.POSITIVE_INFINITY;
  for (const unit of desk.units.values()) earliest = Math.min(earliest, dueAt(unit));
  return Math.min(LONGEST_SLEEP_MS, Math.max(0, earliest - now));
}
