import { readJobState, writeJobState } from '../../core/schedule/slots.ts';
import type { Desk } from './desk.ts';
import { startRun } from './runs.ts';
import type { Unit } from './unit.ts';

/** No sleep is longer: so often the wall clock is looked at, whatever became of it meanwhile (sleep, a step, daylight saving). */
const LONGEST_SLEEP_MS = 60_000;
/** A slot found later than this was missed (the machine slept, nobody ran): it is made up for once, not once for each. */
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

function scheduleText(desk: Desk, unit: Unit): string {
  return `${unit.config.schedule ?? ''} ${desk.config.time_zone ?? 'local'}`;
}

/** Starts what is due. Of several missed slots the newest is run, once; the others are named in the log. */
export function runDue(desk: Desk, now: number): void {
  for (const unit of desk.units.values()) {
    if (unit.nextSlot === null || unit.nextSlot > now || unit.schedule === null || !unit.config.enabled) continue;
    const slots = unit.schedule.between(unit.nextSlot - 1, now, 2);
    const slot = slots.at(-1) ?? unit.nextSlot;
    unit.nextSlot = unit.schedule.next(now);
    if (unit.hold !== null) continue;
    const missed = slots.length > 1 || now - slot > LATE_MS;
    if (missed)
      desk.log('warn', 'schedule', `${unit.id}: slots were missed up to ${new Date(slot).toISOString()}; run once now`);
    startSlot(desk, unit, slot);
  }
}

function startSlot(desk: Desk, unit: Unit, slot: number): void {
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
  if (unit.running.size > 0) {
    desk.log('warn', 'schedule', `${unit.id}: slot ${lastSlot} skipped, the run before it is still under way`);
    return;
  }
  void startRun(desk, unit, { kind: 'cron', slot: lastSlot });
}

/** Milliseconds until somebody is due. */
export function sleepUntilDue(desk: Desk, now: number): number {
  let earliest = Number.POSITIVE_INFINITY;
  for (const { nextSlot } of desk.units.values()) if (nextSlot !== null) earliest = Math.min(earliest, nextSlot);
  return Math.min(LONGEST_SLEEP_MS, Math.max(0, earliest - now));
}
