import type { Thresholds } from '../config/schema.ts';
import type { HealthResult } from './health/finding.ts';
import type { Readings } from './readings.ts';

export type Level = 'warning' | 'critical';

/** A value above its threshold. `metric` and `resource` together say what it is about, whatever the value. */
export interface Warning {
  metric: string;
  /** The mount of a disk, the name of a check; null for what a machine has one of. */
  resource: string | null;
  level: Level;
  value: number;
  threshold: number;
  message: string;
}

interface Watched {
  metric: string;
  resource: string | null;
  title: string;
  value: number | null;
  limit: { warning: number; critical: number };
}

export function levelOf(value: number, limit: { warning: number; critical: number }): Level | null {
  if (value > limit.critical) return 'critical';
  return value > limit.warning ? 'warning' : null;
}

function watched(readings: Readings, thresholds: Thresholds): Watched[] {
  const { cpu_usage, memory_usage, disk_usage } = thresholds;
  const single = (
    metric: string,
    title: string,
    value: number | null | undefined,
    limit: Watched['limit'],
  ): Watched => ({
    metric,
    resource: null,
    title,
    value: value ?? null,
    limit,
  });
  // What nobody can write to cannot be filled either.
  const disks = readings.disks.filter((disk) => !disk.readOnly);
  return [
    single('cpu_usage', 'CPU usage', readings.cpu?.total, cpu_usage),
    single('memory_usage', 'Memory usage', readings.memory?.percent, memory_usage),
    ...disks.map(
      ({ mount, percent }): Watched => ({
        metric: 'disk_usage',
        resource: mount,
        title: `Disk usage of ${mount}`,
        value: percent,
        limit: disk_usage,
      }),
    ),
    ...disks.map(
      ({ mount, inodesPercent }): Watched => ({
        metric: 'inode_usage',
        resource: mount,
        title: `Inode usage of ${mount}`,
        value: inodesPercent,
        limit: disk_usage,
      }),
    ),
  ];
}

/** A failing check as a warning: 1 is failed, and nothing may fail. */
function checkWarnings(checks: readonly HealthResult[]): Warning[] {
  return checks.flatMap(({ name, status, message }): Warning[] =>
    status === 'warning' || status === 'critical'
      ? [
          {
            metric: 'health_check',
            resource: name,
            level: status,
            value: 1,
            threshold: 0,
            message: `Health check ${name}: ${message}`,
          },
        ]
      : [],
  );
}

/** What lies strictly above its threshold, the critical first. A reading that is missing warns of nothing here: it is named as missing. */
export function warningsOf(
  readings: Readings,
  thresholds: Thresholds,
  checks: readonly HealthResult[] = [],
): Warning[] {
  const warnings = watched(readings, thresholds).flatMap(({ metric, resource, title, value, limit }): Warning[] => {
    const level = value === null ? null : levelOf(value, limit);
    if (value === null || level === null) return [];
    const threshold = limit[level];
    return [{ metric, resource, level, value, threshold, message: `${title}: ${value}% (threshold: ${threshold}%)` }];
  });
  const rank = (warning: Warning) => (warning.level === 'critical' ? 0 : 1);
  return [...warnings, ...checkWarnings(checks)].sort((one, other) => rank(one) - rank(other));
}
