import type { HealthResult } from './health/finding.ts';
import type { Gap } from './notes.ts';
import { round } from './numbers.ts';
import type { Disk, Readings } from './readings.ts';
import type { Warning } from './thresholds.ts';

/** What a person wants to know first; `.summary` of metrics/latest.json. Percent from 0 to 100; null where it could not be read. */
export interface Summary {
  at: string;
  cpuPercent: number | null;
  memoryPercent: number | null;
  /** The fullest file system that can be written to. */
  worstDisk: { mount: string; percent: number } | null;
  /** Means of 1, 5 and 15 minutes. */
  load: [number, number, number] | null;
  loadPerCore: number | null;
  uptimeSeconds: number | null;
  processes: number | null;
  /** Readings that failed, each with its reason. */
  missing: Gap[];
  warnings: Warning[];
}

/** metrics/latest.json. */
export interface Sample extends Readings {
  version: 1;
  at: string;
  host: string;
  bootId: string;
  /** Seconds from one sample to the next by the schedule; null where samples are taken only when asked for. */
  intervalSeconds: number | null;
  /** The time that rates and shares are means of. */
  windowSeconds: number | null;
  summary: Summary;
  healthChecks: HealthResult[];
  /** What this machine does not have, each with its reason. */
  unavailable: Gap[];
}

export function worstDisk(disks: readonly Disk[]): Summary['worstDisk'] {
  let worst: Summary['worstDisk'] = null;
  for (const { mount, percent, readOnly } of disks)
    if (!readOnly && percent !== null && (worst === null || percent > worst.percent)) worst = { mount, percent };
  return worst;
}

export function summaryOf(at: string, readings: Readings, missing: Gap[], warnings: Warning[]): Summary {
  const { cpu, memory, disks, load, coreCount, uptimeSeconds, processes } = readings;
  return {
    at,
    cpuPercent: cpu?.total ?? null,
    memoryPercent: memory?.percent ?? null,
    worstDisk: worstDisk(disks),
    load,
    loadPerCore: load === null ? null : round(load[0] / coreCount, 2),
    uptimeSeconds,
    processes: processes?.total ?? null,
    missing,
    warnings,
  };
}
