import type { Thresholds } from '../../config/schema.ts';
import type { Table } from '../../metrics/history/table.ts';
import { labelled } from '../../metrics/series.ts';
import { iso, round } from '../gather/clean.ts';
import { lastingLabels, pointsOf } from '../gather/metrics.ts';
import { gridOf } from '../measure/grid.ts';
import { spellsOf } from '../measure/spells.ts';
import { mean, type Point, spreadOf } from '../measure/statistics.ts';
import type { Above, Resource, ResourceId, Unit } from '../report-parts.ts';
import type { Stretch } from './input.ts';
import { networkPoints } from './network.ts';

interface Watch {
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

export interface ResourceInput {
  table: Table;
  tableBefore: Table;
  /** The part of the period that is over; its course is drawn in steps of `stepMs`. */
  span: Stretch;
  stepMs: number;
  intervalMs: number;
  thresholds: Thresholds;
}

/** Every reading that the period has, each mount and device by itself, in a fixed order. */
export function resourcesOf(input: ResourceInput): Resource[] {
  return WATCHES.flatMap((watch) => {
    const subjects = watch.label === undefined ? [null] : lastingLabels(input.table, watch.series);
    return subjects.flatMap((subject) => resourceOf(watch, subject, input) ?? []);
  });
}

function read(table: Table, { series, label, network }: Watch, subject: string | null): Point[] {
  if (network === true) return networkPoints(table, series);
  return pointsOf(table, label === undefined || subject === null ? series : labelled(series, label, subject));
}

function resourceOf(watch: Watch, subject: string | null, input: ResourceInput): Resource | null {
  const points = read(input.table, watch, subject);
  const spread = spreadOf(points);
  if (spread === null || spread.max <= (watch.quietBelow ?? Number.NEGATIVE_INFINITY)) return null;
  const digits = watch.unit === 'percent' ? 1 : watch.unit === 'number' ? 2 : 0;
  const short = (value: number) => round(value, digits);
  const earlier = mean(read(input.tableBefore, watch, subject).map(({ value }) => value));
  const { maxAt, samples, ...values } = spread;
  return {
    id: watch.id,
    subject,
    unit: watch.unit,
    samples,
    mean: short(values.mean),
    p50: short(values.p50),
    p95: short(values.p95),
    p99: short(values.p99),
    min: short(values.min),
    max: short(values.max),
    maxAt: iso(maxAt),
    last: short(values.last),
    change: earlier === null ? null : short(spread.mean - earlier),
    above: aboveOf(points, watch, input),
    course: gridOf(points, { ...input.span, stepMs: input.stepMs }, digits).mean,
  };
}

function aboveOf(points: readonly Point[], { threshold }: Watch, input: ResourceInput): Resource['above'] {
  if (threshold === undefined) return null;
  const { warning, critical } = input.thresholds[threshold];
  const above = (limit: number): Above => {
    const spells = spellsOf(points, input.intervalMs, (value) => value > limit);
    const seconds = (length: number) => Math.round(length / 1_000);
    return { limit, seconds: seconds(spells.totalMs), longestSeconds: seconds(spells.longestMs) };
  };
  return { warning: above(warning), critical: above(critical) };
}
