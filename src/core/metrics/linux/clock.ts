import { existsSync } from 'node:fs';
import type { Counters } from '../counters.ts';
import type { Clock } from '../readings.ts';

/** Two readings of wall clock and uptime lie a few ms apart, and uptime counts in steps of 10 ms. */
const NOISE_MS = 250;

/** systemd-timesyncd touches this file when it has set the clock. */
const TIMESYNCD_MARK = '/run/systemd/timesync/synchronized';

/** How far somebody set the clock between two samples of one boot; 0 below what can be told from noise. */
export function clockStepMs(now: Counters, before: Counters | null): number | null {
  if (before === null || before.bootId !== now.bootId) return null;
  const wall = Date.parse(now.at) - Date.parse(before.at);
  const step = Math.round(wall - (now.uptimeSeconds - before.uptimeSeconds) * 1_000);
  return Math.abs(step) <= NOISE_MS ? 0 : step;
}

/**
 * To be asked, systemd-timedated is started, and every start stands in the journal. So what it said of a clock that is kept in time
 * stands for an hour of this boot, unless somebody set the clock.
 */
const KEPT_MS = 3_600_000;

export function stillSynchronised(now: Counters, before: Counters | null, synchronisedAt: string | null): boolean {
  const age = Date.parse(now.at) - Date.parse(synchronisedAt ?? '');
  return age >= 0 && age < KEPT_MS && clockStepMs(now, before) === 0;
}

/** `asked` is what the system's time service says about the kernel's clock, null where there is none to ask. */
export function clockOf(now: Counters, before: Counters | null, asked: boolean | null): Clock {
  const stepMs = clockStepMs(now, before);
  if (asked !== null) return { synchronised: asked, source: 'systemd-timedated', stepMs };
  if (existsSync(TIMESYNCD_MARK)) return { synchronised: true, source: 'systemd-timesyncd', stepMs };
  return { synchronised: null, source: null, stepMs };
}
