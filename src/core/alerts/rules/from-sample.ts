import type { Sample } from '../../metrics/sample.ts';
import { valuesOf } from '../../metrics/series.ts';
import { parseSeries } from './metric-names.ts';

/** One reading of one thing, before a rule is asked. */
export interface Reading {
  metric: string;
  resource: string | null;
  /** Null: it could not be read. */
  value: number | null;
  detail?: string | null;
}

/** What does not fill is full in more than a year. */
const NEVER_FULL_HOURS = 8_760;
const CHECK_LEVELS = { ok: 0, warning: 1, critical: 2, unknown: null } as const;

/** Everything in a sample that a rule may watch. `writable` are the mounts that were ever seen writable; those of this sample are added. */
export function readingsOf(sample: Sample, writable: Set<string>): Reading[] {
  const series = Object.entries(valuesOf(sample)).map(([name, value]): Reading => ({ ...parseSeries(name), value }));
  const readings = series.map((reading) =>
    reading.metric === 'disk_full_in_hours' ? { ...reading, value: reading.value ?? NEVER_FULL_HOURS } : reading,
  );
  for (const { mount, readOnly } of sample.disks) {
    if (!readOnly) writable.add(mount);
    // Many are read-only by design; only one that was writable has failed.
    if (writable.has(mount)) readings.push({ metric: 'mount_read_only', resource: mount, value: Number(readOnly) });
  }
  const { synchronised = null } = sample.clock ?? {};
  if (synchronised !== null)
    readings.push({ metric: 'clock_unsynchronised', resource: null, value: Number(!synchronised) });
  for (const unit of sample.units?.failed ?? []) readings.push({ metric: 'unit_failed', resource: unit, value: 1 });
  for (const { name, status, message } of sample.healthChecks)
    readings.push({ metric: 'check_level', resource: name, value: CHECK_LEVELS[status] ?? null, detail: message });
  return readings.filter(({ metric, resource }) => !isReadOnlyDisk(sample, metric, resource));
}

/** What nobody can write to is always full, and cannot be filled. */
function isReadOnlyDisk({ disks }: Sample, metric: string, resource: string | null): boolean {
  const isDisk = metric === 'disk_percent' || metric === 'inode_percent' || metric === 'disk_full_in_hours';
  return isDisk && disks.some(({ mount, readOnly }) => readOnly && mount === resource);
}

/** Metrics of which only what is bad is listed: what is not in the list any more is well again, where the list itself could be read. */
export function listedMetrics(sample: Sample): string[] {
  return sample.units === null ? ['check_level'] : ['check_level', 'unit_failed'];
}
