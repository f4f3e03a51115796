/** Bounds of healing. Those of a playbook may be set in its file; those of the machine may not. */
export interface HealLimits {
  /** Runs of one playbook on one target within `windowMs`. */
  attempts: number;
  windowMs: number;
  /** From the end of one run to the next on the same target; doubles with each, up to the longest. */
  cooldownMs: number;
  longestCooldownMs: number;
  /** So long without a run makes the cooldown short again. */
  calmMs: number;
  /** Runs of a playbook that fail in a row, on whatever target, until it stops itself. */
  failures: number;
}

/** monit allows 5 restarts in 5 cycles and systemd 5 in 10 s; a repair that did not hold three times in an hour is none. */
export const DEFAULT_LIMITS: HealLimits = {
  attempts: 3,
  windowMs: 3_600_000,
  cooldownMs: 300_000,
  longestCooldownMs: 3_600_000,
  calmMs: 7_200_000,
  failures: 3,
};

export interface MachineLimits {
  /** Runs of all playbooks together within a day. */
  runsPerDay: number;
  /** A denial counts so long for the same playbook and target. */
  denialMs: number;
  /** More firing alerts than that are no case for a playbook. */
  firingAlerts: number;
  /** A greater share of bad things among those watched is a mass failure, from `massCount` bad ones on; Cluster API stops at 40 %. */
  badShare: number;
  massCount: number;
  /** A sample older than so many intervals says nothing about now. */
  staleIntervals: number;
}

export const MACHINE_LIMITS: MachineLimits = {
  runsPerDay: 10,
  denialMs: 3_600_000,
  firingAlerts: 10,
  badShare: 0.4,
  massCount: 3,
  staleIntervals: 2,
};

export const DAY_MS = 86_400_000;
