import { createHash, randomUUID } from 'node:crypto';
import { scheduleTextOf } from '../../core/schedule/jobs.ts';
import { readJobState, writeJobState } from '../../core/schedule/slots.ts';
import { isSessionId } from '../../core/sessions/names.ts';
import { listRecords } from '../../core/sessions/registry.ts';
import { readRuns } from '../../core/sessions/run-log.ts';
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

/** A clock that was set back by more was wrong before, and the time that it shows now counts, as in vixie cron. */
const CORRECTION_MS = 3 * 3_600_000;

/**
 * Sets an agent's next slot. With `catchUp` a slot that was missed since the last one run is due at once; without (a hold ended), what
 * passed is past. A clock that was set back a little lies before the last slot: that one is done, and the next is after it.
 */
export function planUnit(desk: Desk, unit: Unit, now: number, catchUp: boolean): void {
  if (unit.schedule === null) return;
  const last = lastDone(desk, unit, now) ?? beginAt(desk, unit, now);
  const from = catchUp ? Math.max(last, now - CATCH_UP_MS) : Math.max(last, now);
  unit.nextSlot = unit.schedule.next(from);
}

/** Up to when its slots are done with; null where nobody planned it before. A job counts from when it was made or changed. */
function lastDone(desk: Desk, unit: Unit, now: number): number | null {
  const state = readJobState(desk.at, unit.id);
  const slot = state?.schedule === scheduleText(desk, unit) ? Date.parse(state.lastSlot) : null;
  const changed = unit.job === null ? Number.NaN : Date.parse(unit.job.updatedAt);
  // To enable a job again, or to change it, makes none of its past slots due.
  const known = Number.isNaN(changed) ? slot : Math.max(slot ?? 0, changed);
  return known !== null && known > now + CORRECTION_MS ? now : known;
}

/** Slots from now on are due, also those that come while no orchestrator runs. */
function beginAt(desk: Desk, unit: Unit, now: number): number {
  claim(desk, unit, now, null);
  return now;
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

/**
 * Starts what is due, and says whether anything was. Of several missed slots the newest is run, once; the others are named in the log.
 */
export function runDue(desk: Desk, now: number): boolean {
  let any = false;
  for (const unit of desk.units.values()) {
    if (unit.nextSlot !== null && unit.plannedAt - now > CORRECTION_MS) {
      planUnit(desk, unit, now, false);
      any = true;
    }
    unit.plannedAt = now;
    if (dueAt(unit) > now || unit.schedule === null || unit.nextSlot === null || !unit.config.enabled) continue;
    any = true;
    const slots = unit.schedule.between(unit.nextSlot - 1, now - jitterMs(unit), 2);
    const slot = slots.at(-1) ?? unit.nextSlot;
    unit.nextSlot = unit.schedule.next(slot);
    if (unit.hold !== null || unit.shed) {
      desk.log('info', 'schedule', `${unit.id}: slot ${new Date(slot).toISOString()} is held`);
      continue;
    }
    takeSlot(desk, unit, slot, { others: slots.length > 1, late: now - slot - jitterMs(unit) > LATE_MS });
  }
  return any;
}

function takeSlot(desk: Desk, unit: Unit, slot: number, missed: { others: boolean; late: boolean }): void {
  const at = new Date(slot).toISOString();
  if (missed.others || missed.late) {
    const skipped = unit.config.missed === 'skip' && missed.late;
    desk.log('warn', 'schedule', `${unit.id}: slots were missed up to ${at}; ${skipped ? 'skipped' : 'run once now'}`);
    if (skipped) {
      claim(desk, unit, slot, null);
      return;
    }
  }
  if (restsAfterFailure(unit, Date.now())) {
    desk.log('warn', 'schedule', `${unit.id}: slot ${at} is left out, it rests after failures`);
    claim(desk, unit, slot, null);
    return;
  }
  if (unit.runs.size > 0 && unit.config.overlap !== 'allow') overlap(desk, unit, slot);
  else startSlot(desk, unit, slot);
}

/** Writes down that a slot is done with, before anything comes of it. False where that cannot be: it must not run then. */
function claim(desk: Desk, unit: Unit, slot: number, runId: string | null): boolean {
  const lastSlot = new Date(slot).toISOString();
  const state = { version: 1, job: unit.id, schedule: scheduleText(desk, unit), lastSlot } as const;
  try {
    writeJobState(desk.at, runId === null ? state : { ...state, runId });
    return true;
  } catch (error) {
    // Without the claim a restart would run the slot again; with a full disk the run would fail anyway.
    const why = `it could not be written down: ${String(error)}`;
    desk.log('error', 'schedule', `${unit.id}: slot ${lastSlot} not started, ${why}`);
    return false;
  }
}

/** A slot that waits is claimed when it starts: the next orchestrator finds it due, should this one die first. */
function overlap(desk: Desk, unit: Unit, slot: number): void {
  const at = new Date(slot).toISOString();
  if (unit.config.overlap !== 'queue') {
    desk.log(
      'warn',
      'schedule',
      `${unit.id}: slot ${at} is skipped because of the run before it, which is still under way`,
    );
    claim(desk, unit, slot, null);
    return;
  }
  const before = unit.queuedSlot === null ? '' : `, in place of ${new Date(unit.queuedSlot).toISOString()}`;
  unit.queuedSlot = slot;
  desk.log('warn', 'schedule', `${unit.id}: slot ${at} waits for the run before it, which is still under way${before}`);
}

function startSlot(desk: Desk, unit: Unit, slot: number): void {
  const at = new Date(slot).toISOString();
  const problem = dependencyProblem(desk, unit);
  if (problem !== null) {
    unit.waitingFor = problem;
    desk.log('warn', 'schedule', `${unit.id}: slot ${at} is skipped: ${problem}`);
    claim(desk, unit, slot, null);
    return;
  }
  unit.waitingFor = null;
  const runId = randomUUID();
  if (!claim(desk, unit, slot, runId)) return;
  // A job's failures in a row are counted over its slots; an agent gets a new chance with each.
  if (unit.job === null) forgive(desk, unit);
  void startRun(desk, unit, firstLane(unit), { kind: 'cron', slot: at, runId });
}

/** Starts the slots that an orchestrator before this one claimed and died before it wrote down the run. */
export function resumeClaimed(desk: Desk, now: number): void {
  for (const unit of desk.units.values()) {
    const state = unit.schedule === null ? null : readJobState(desk.at, unit.id);
    const runId = state?.runId;
    if (state === null || runId === undefined || !isSessionId(runId) || state.schedule !== scheduleText(desk, unit))
      continue;
    if (unit.hold !== null || !unit.config.enabled || wasStarted(desk, unit, state.lastSlot)) continue;
    const tooLate = unit.config.missed === 'skip' && now - Date.parse(state.lastSlot) - jitterMs(unit) > LATE_MS;
    const what = tooLate ? 'it is skipped, as missed' : 'it is run now';
    desk.log('warn', 'schedule', `${unit.id}: the start of slot ${state.lastSlot} was cut off; ${what}`);
    if (!tooLate) void startRun(desk, unit, firstLane(unit), { kind: 'cron', slot: state.lastSlot, runId });
  }
}

function wasStarted(desk: Desk, unit: Unit, slot: string): boolean {
  const runs = [...listRecords(desk.at).records, ...readRuns(desk.at, { recent: false })];
  return runs.some((run) => run.job === unit.id && run.slot === slot);
}

/** Starts the slot that waited for a run to end. */
export function startQueued(desk: Desk, unit: Unit): void {
  if (unit.queuedSlot === null || unit.runs.size > 0 || unit.hold !== null || desk.units.get(unit.id) !== unit) return;
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
