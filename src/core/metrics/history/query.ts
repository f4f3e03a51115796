import type { Layout } from '../../files/layout.ts';
import { type Bucket, bucketsFrom, bucketsOf, HOUR_MS, mergeBuckets } from './aggregate.ts';
import {
  aggregatedMonths,
  aggregatedPath,
  DAY_MS,
  type Damage,
  openDays,
  readDays,
  readSegmentSafely,
  sealedDays,
  startOfDay,
} from './days.ts';
import { joinTables, sliceTable, type Table } from './table.ts';

export interface RangeQuery {
  /** Epoch milliseconds, both ends included. */
  from: number;
  to: number;
  /** Which series: `disk_percent{mount="/"}`. */
  wanted: (series: string) => boolean;
}

export interface SampleRange {
  table: Table;
  damage: Damage[];
}

/** The single samples of a range, as far as they are kept (`retention.metrics_days`). */
export function readSamples(at: Layout, { from, to, wanted }: RangeQuery): SampleRange {
  const { table, damage } = readDays(at, from, to, wanted);
  return { table: sliceTable(table, from, to), damage };
}

export interface BucketRange {
  /** By series, spans without a sample left out. */
  series: Map<string, Bucket[]>;
  damage: Damage[];
}

/** Where single samples begin: what lies before is kept by the hour only. */
function oldestSample(at: Layout): number {
  const oldest = [sealedDays(at)[0], openDays(at)[0]].filter((day) => day !== undefined).sort()[0];
  return oldest === undefined ? Number.POSITIVE_INFINITY : startOfDay(oldest);
}

/** Where hours end: days that are not packed yet are in no hour. */
function endOfHours(at: Layout): number {
  const oldestOpen = openDays(at)[0];
  const newestSealed = sealedDays(at).at(-1);
  if (oldestOpen !== undefined) return startOfDay(oldestOpen);
  return newestSealed === undefined ? Number.POSITIVE_INFINITY : startOfDay(newestSealed) + DAY_MS;
}

/**
 * Minimum, mean, maximum and count for each step of a range. Steps of an hour or more, and times from which no single samples are
 * kept any more, come from the hours, so a year reads as fast as a week.
 */
export function readBuckets(at: Layout, query: RangeQuery, stepMs: number): BucketRange {
  const { from, to } = query;
  const wholeHours = stepMs >= HOUR_MS && stepMs % HOUR_MS === 0;
  const border = Math.min(to + 1, Math.max(from, wholeHours ? endOfHours(at) : oldestSample(at)));
  const hours = border > from ? readHours(at, { ...query, to: border - 1 }) : { table: null, damage: [] };
  const samples = border <= to ? readSamples(at, { ...query, from: border }) : null;
  const series = new Map<string, Bucket[]>();
  const names = new Set<string>([...(samples?.table.columns.keys() ?? []), ...hourlySeries(hours.table)]);
  for (const name of names) {
    const old = hours.table === null ? [] : mergeBuckets(bucketsFrom(hours.table, name), stepMs);
    const recent = bucketsOf(samples?.table.times ?? [], samples?.table.columns.get(name) ?? [], stepMs);
    series.set(name, mergeBuckets([...old, ...recent], stepMs));
  }
  return { series, damage: [...hours.damage, ...(samples?.damage ?? [])] };
}

function hourlySeries(hours: Table | null): string[] {
  return [...(hours?.columns.keys() ?? [])].filter((name) => name.endsWith('|count')).map(seriesOf);
}

function seriesOf(statistic: string): string {
  return statistic.slice(0, statistic.lastIndexOf('|'));
}

function readHours(at: Layout, { from, to, wanted }: RangeQuery): { table: Table; damage: Damage[] } {
  const [first, last] = [from, to].map((time) => new Date(time).toISOString().slice(0, 7));
  const parts = aggregatedMonths(at)
    .filter((month) => month >= (first ?? '') && month <= (last ?? ''))
    .map((month) => readSegmentSafely(aggregatedPath(at, month), (name) => wanted(seriesOf(name))));
  const table = joinTables(parts.map((part) => part.table));
  // An hour belongs to the range when it begins in it; the one that `from` cuts counts too.
  return { table: sliceTable(table, from - HOUR_MS + 1, to), damage: parts.flatMap((part) => part.damage) };
}

/** Every series that the last days know, for completion, wildcards and spelling hints. */
export function knownSeries(at: Layout, now: number): string[] {
  const { table } = readDays(at, now - 2 * DAY_MS, now, () => true);
  return [...table.columns.keys()].sort();
}
