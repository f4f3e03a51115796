import { readFileSync } from 'node:fs';
import { bootId } from '../process/identity.ts';

/**
 * The clocks that no step of the wall clock touches, in milliseconds since boot: `monotonicMs` stands still while the machine sleeps,
 * `bootMs` does not (null where it cannot be read). Readings of different boots cannot be compared.
 */
export interface ClockReading {
  bootId: string;
  monotonicMs: number;
  bootMs: number | null;
}

export function readClock(): ClockReading {
  return { bootId: bootId(), monotonicMs: Math.round(Number(process.hrtime.bigint() / 1_000_000n)), bootMs: bootMs() };
}

function bootMs(): number | null {
  try {
    return Math.round(Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0]) * 1_000);
  } catch {
    return null;
  }
}

/** Rounding of both clocks, and the moment between reading one and the other. */
const NOISE_MS = 1_000;

/** How long the machine slept between two readings of one boot; 0 where that cannot be told. */
export function sleptBetween(from: ClockReading | null | undefined, to: ClockReading): number {
  if (from == null || from.bootId !== to.bootId || from.bootMs === null || to.bootMs === null) return 0;
  const slept = to.bootMs - from.bootMs - (to.monotonicMs - from.monotonicMs);
  return slept > NOISE_MS ? slept : 0;
}
