import { readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { processTree } from '../../core/process/tree.ts';
import { CALM, nextOverload, type OverloadState, type Pressure } from '../../core/supervision/overload.ts';
import { pressureReader } from '../../core/supervision/pressure.ts';
import type { Desk } from './desk.ts';
import { shouldBeUp, startLanes } from './runs.ts';
import { suspendRun } from './suspend.ts';
import type { Unit } from './unit.ts';

const EVERY_MS = 5_000;
/** Niceness that agents which are essential and not the user's own interactive work get while the machine is overloaded. */
const LOWERED = 10;
const SUBJECT = 'overload';
/** A person hears of what lasts: a build that takes half a minute is none of their business, and what comes again at once is not over. */
const TOLD_AFTER_MS = 60_000;
const OVER_AFTER_MS = 300_000;

/** Tells of overload that lasts, once, until it has been over for a while. Pure but for the two acts. */
export function overloadNews(acts: { tell: (text: string) => void; over: () => void }) {
  let since: number | null = null;
  let told = false;
  return (overloaded: boolean, text: string, now: number): void => {
    if (overloaded === told) {
      since = null;
      return;
    }
    since ??= now;
    if (now - since < (told ? OVER_AFTER_MS : TOLD_AFTER_MS)) return;
    since = null;
    told = overloaded;
    if (told) acts.tell(text);
    else acts.over();
  };
}

/** Watches the machine's pressure; under overload suspends or holds what is not essential, and restores it afterwards. */
export function keepOverload(desk: Desk, read: () => Pressure = pressureReader(), everyMs = EVERY_MS): () => void {
  let state: OverloadState = CALM;
  let text = '';
  const lowered = new Map<number, number>();
  const news = overloadNews({
    tell: (said) => desk.tell('warning', SUBJECT, said),
    over: () => desk.over(SUBJECT),
  });
  const look = () => {
    const next = nextOverload(state, read());
    const changed = next.overloaded !== state.overloaded;
    state = next;
    if (changed && next.overloaded) text = shed(desk, next.reason ?? 'unknown', lowered);
    else if (changed) restore(desk, lowered);
    news(next.overloaded, text, performance.now());
    if (!changed) return;
    desk.changed();
  };
  const timer = setInterval(look, everyMs);
  return () => {
    clearInterval(timer);
    // Whoever comes next does not know what was suspended: it goes on now.
    if (state.overloaded) restore(desk, lowered);
  };
}

function shed(desk: Desk, reason: string, lowered: Map<number, number>): string {
  const units = [...desk.units.values()].filter((unit) => !unit.config.essential);
  for (const unit of units) {
    unit.shed = true;
    if (unit.config.overload === 'suspend') for (const run of unit.runs.values()) suspendRun(desk, run, true);
  }
  for (const unit of desk.units.values())
    if (!unit.shed && unit.config.command !== undefined) lowerPriority(unit, lowered);
  const names =
    units.length === 0
      ? 'no agent is marked as not essential, so only priorities are lowered'
      : `suspended or held: ${units.map(({ id }) => id).join(', ')}`;
  const text = `The machine is overloaded: ${reason}; ${names}`;
  desk.log('warn', SUBJECT, text);
  return text;
}

function restore(desk: Desk, lowered: Map<number, number>): void {
  for (const [pid, before] of lowered) renice(pid, before);
  lowered.clear();
  for (const unit of desk.units.values()) {
    if (!unit.shed) continue;
    unit.shed = false;
    for (const run of unit.runs.values()) suspendRun(desk, run, false);
    if (!desk.stopping && shouldBeUp(unit)) void startLanes(desk, unit);
  }
  desk.log('info', SUBJECT, 'over: everything goes on');
}

function lowerPriority(unit: Unit, lowered: Map<number, number>): void {
  for (const { record } of unit.runs.values()) {
    if (record.owner === null) continue;
    for (const pid of processTree(record.owner.pid)) {
      try {
        const before = getPriority(pid);
        if (before >= LOWERED || !mayRaiseTo(before)) continue;
        setPriority(pid, LOWERED);
        lowered.set(pid, before);
      } catch {
        // It ended meanwhile, or may not be touched: its priority stays.
      }
    }
  }
}

let ceiling: number | undefined;

/** Most users may only lower a priority: what could not be restored afterwards is left as it is. RLIMIT_NICE is 20 less the niceness. */
function mayRaiseTo(niceness: number): boolean {
  if (process.getuid?.() === 0) return true;
  ceiling ??= 20 - softNiceLimit();
  return niceness >= ceiling;
}

function softNiceLimit(): number {
  try {
    return Number(/^Max nice priority +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Another may have ended it, or changed its rights, meanwhile. */
function renice(pid: number, priority: number): void {
  try {
    setPriority(pid, priority);
  } catch {
    // Then it stays lowered until its next start.
  }
}
