/** Jiffies since boot: user (with nice), system (with interrupts), idle, iowait, steal. */
export type CpuCounters = readonly [user: number, system: number, idle: number, iowait: number, steal: number];

/**
 * What only ever grows while the machine runs. The next sample takes the difference, so a counter of another boot is worth nothing.
 * Times are seconds since boot: setting the clock changes no rate.
 */
export interface Counters {
  version: 1;
  host: string;
  bootId: string;
  at: string;
  uptimeSeconds: number;
  cpu: CpuCounters | null;
  /** By core number. */
  cores: Record<string, CpuCounters>;
  /** Single counters by name: `oom_kill`, `ctxt`, `pswpin`. */
  single: Record<string, number>;
  /** By device: bytes read, bytes written, operations, ms busy, ms waited. */
  diskIo: Record<string, readonly number[]>;
  /** By interface: bytes received, bytes sent, errors, drops. */
  network: Record<string, readonly number[]>;
  /** By pid: start time in ticks and CPU ticks used. */
  processes: Record<string, readonly [start: string, ticks: number]>;
}

/** Kernel ticks a second that /proc counts in: USER_HZ is 100 on every Linux that Node runs on. */
export const TICKS_PER_SECOND = 100;

/** A difference over less than this is mostly rounding: ticks are 10 ms. */
export const SHORTEST_WINDOW_SECONDS = 0.4;

/** Seconds from an earlier sample to now, or null where its counters say nothing about now: another boot, too near, too long ago. */
export function windowSince(before: Counters | null, now: Counters, longestSeconds: number): number | null {
  if (before === null || before.bootId !== now.bootId || before.host !== now.host) return null;
  const seconds = now.uptimeSeconds - before.uptimeSeconds;
  return seconds >= SHORTEST_WINDOW_SECONDS && seconds <= longestSeconds ? seconds : null;
}
