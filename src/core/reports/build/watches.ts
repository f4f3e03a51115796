import type { Table } from '../../metrics/history/table.ts';
import { labelled } from '../../metrics/series.ts';
import { lastingLabels, pointsOf } from '../gather/metrics.ts';
import type { Point } from '../measure/statistics.ts';
import type { ResourceId, Unit } from '../report-parts.ts';
import { networkPoints } from './network.ts';

/** A reading that reports tell of. */
export interface Watch {
  id: ResourceId;
  unit: Unit;
  series: string;
  /** The label that tells several of a kind apart: each mount is a line of its own. */
  label?: 'mount' | 'device';
  /** Added up over the interfaces that lead out. */
  network?: true;
  threshold?: 'cpu_usage' | 'memory_usage' | 'disk_usage';
  /** Shown only where it ever rose above this: most machines have no steal, no swap in use, and mounts that hold nothing. */
  quietBelow?: number;
}

const WATCHES: readonly Watch[] = [
  { id: 'cpu', unit: 'percent', series: 'cpu_percent', threshold: 'cpu_usage' },
  { id: 'cpuWait', unit: 'percent', series: 'cpu_iowait_percent', quietBelow: 5 },
  { id: 'cpuSteal', unit: 'percent', series: 'cpu_steal_percent', quietBelow: 1 },
  { id: 'load', unit: 'number', series: 'load_1' },
  { id: 'memory', unit: 'percent', series: 'memory_percent', threshold: 'memory_usage' },
  { id: 'swap', unit: 'percent', series: 'swap_percent', quietBelow: 1 },
  { id: 'pressureCpu', unit: 'percent', series: 'pressure_some_percent{resource="cpu"}', quietBelow: 5 },
  { id: 'pressureMemory', unit: 'percent', series: 'pressure_some_percent{resource="memory"}', quietBelow: 1 },
  { id: 'pressureIo', unit: 'percent', series: 'pressure_some_percent{resource="io"}', quietBelow: 5 },
  { id: 'disk', unit: 'percent', series: 'disk_percent', label: 'mount', threshold: 'disk_usage', quietBelow: 0 },
  { id: 'inodes', unit: 'percent', series: 'inode_percent', label: 'mount', threshold: 'disk_usage', quietBelow: 50 },
  { id: 'diskBusy', unit: 'percent', series: 'disk_busy_percent', label: 'device', quietBelow: 20 },
  { id: 'receive', unit: 'bytesPerSecond', series: 'network_receive_bytes_per_second', network: true },
  { id: 'transmit', unit: 'bytesPerSecond', series: 'network_transmit_bytes_per_second', network: true },
];

/** Every reading that a table has, each mount and device by itself, in a fixed order. Its points are read when they are asked for. */
export function seriesOfResources(table: Table): { watch: Watch; subject: string | null; points: () => Point[] }[] {
  return WATCHES.flatMap((watch) => {
    const subjects = watch.label === undefined ? [null] : lastingLabels(table, watch.series);
    return subjects.map((subject) => ({ watch, subject, points: () => read(table, watch, subject) }));
  });
}

/** What tells one resource from all others. */
export function resourceKey(id: ResourceId, subject: string | null): string {
  return `${id} ${subject ?? ''}`;
}

function read(table: Table, { series, label, network }: Watch, subject: string | null): Point[] {
  if (network === true) return networkPoints(table, series);
  return pointsOf(table, label === undefined || subject === null ? series : labelled(series, label, subject));
}
