import { significant } from '../numbers.ts';
import type { Column } from './column.ts';
import { emptyTable, type Table } from './table.ts';

export const HOUR_MS = 3_600_000;

/** What is kept of an hour of a series. In an aggregated segment each is a series of its own: `cpu_percent|max`. */
export const STATISTICS = ['min', 'mean', 'max', 'count'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** One span of time of one series. */
export interface Bucket {
  /** Its beginning, epoch milliseconds. */
  time: number;
  min: number;
  mean: number;
  max: number;
  /** How many samples it is made of. */
  count: number;
}

/** More digits of a mean than the values had would only be noise to store. */
const MEAN_DIGITS = 6;

export function statisticName(series: string, statistic: Statistic): string {
  return `${series}|${statistic}`;
}

/** The buckets of a series, empty spans left out: no data is not 0. */
export function bucketsOf(times: readonly number[], column: Column, stepMs: number): Bucket[] {
  const buckets: Bucket[] = [];
  let sum = 0;
  const close = (bucket: Bucket | undefined) => {
    if (bucket !== undefined) bucket.mean = significant(sum / bucket.count, MEAN_DIGITS);
  };
  for (let index = 0; index < times.length; index += 1) {
    const value = column[index] ?? null;
    if (value === null) continue;
    const time = Math.floor((times[index] ?? 0) / stepMs) * stepMs;
    const last = buckets.at(-1);
    if (last !== undefined && last.time === time) {
      last.min = Math.min(last.min, value);
      last.max = Math.max(last.max, value);
      last.count += 1;
      sum += value;
    } else {
      close(last);
      buckets.push({ time, min: value, mean: value, max: value, count: 1 });
      sum = value;
    }
  }
  close(buckets.at(-1));
  return buckets;
}

/** Buckets made of smaller buckets: the mean weighs each by its samples. */
export function mergeBuckets(buckets: readonly Bucket[], stepMs: number): Bucket[] {
  const merged: Bucket[] = [];
  for (const bucket of buckets) {
    const time = Math.floor(bucket.time / stepMs) * stepMs;
    const last = merged.at(-1);
    if (last === undefined || last.time !== time) {
      merged.push({ ...bucket, time });
      continue;
    }
    const count = last.count + bucket.count;
    last.mean = significant((last.mean * last.count + bucket.mean * bucket.count) / count, MEAN_DIGITS);
    last.min = Math.min(last.min, bucket.min);
    last.max = Math.max(last.max, bucket.max);
    last.count = count;
  }
  return merged;
}

/** The hours of a table as a table: four series for each one, a row an hour. */
export function hourlyTable(table: Table): Table {
  const hours = [...new Set(table.times.map((time) => Math.floor(time / HOUR_MS) * HOUR_MS))];
  const position = new Map(hours.map((hour, index) => [hour, index]));
  const hourly = emptyTable();
  hourly.times = hours;
  for (const [name, column] of table.columns) {
    const columns = STATISTICS.map(() => new Array<number | null>(hours.length).fill(null));
    for (const bucket of bucketsOf(table.times, column, HOUR_MS)) {
      const row = position.get(bucket.time) ?? 0;
      STATISTICS.forEach((statistic, index) => {
        const into = columns[index];
        if (into !== undefined) into[row] = bucket[statistic];
      });
    }
    STATISTICS.forEach((statistic, index) => {
      hourly.columns.set(statisticName(name, statistic), columns[index] ?? []);
    });
  }
  return hourly;
}

/** Reads the buckets of a series back from an hourly table. */
export function bucketsFrom(hourly: Table, series: string): Bucket[] {
  const columns = STATISTICS.map((statistic) => hourly.columns.get(statisticName(series, statistic)));
  return hourly.times.flatMap((time, row) => {
    const [min, mean, max, count] = columns.map((column) => column?.[row] ?? null);
    return min == null || mean == null || max == null || count == null ? [] : [{ time, min, mean, max, count }];
  });
}

/** Keeps one row of means for every step: what finely sampled days become after a while. */
export function thinTable(table: Table, stepMs: number): Table {
  const steps = [...new Set(table.times.map((time) => Math.floor(time / stepMs) * stepMs))];
  const position = new Map(steps.map((step, index) => [step, index]));
  const thin = emptyTable();
  thin.times = steps;
  for (const [name, column] of table.columns) {
    const means = new Array<number | null>(steps.length).fill(null);
    for (const { time, mean } of bucketsOf(table.times, column, stepMs)) means[position.get(time) ?? 0] = mean;
    thin.columns.set(name, means);
  }
  return thin;
}
