import { type Bucket, HOUR_MS } from '../../metrics/history/aggregate.ts';
import type { Column } from '../../metrics/history/column.ts';
import type { Table } from '../../metrics/history/table.ts';

/**
 * Turns hours back into samples: as many as the hour held, at equal distances, with its minimum, its maximum and its mean. What was
 * lost is the order within the hour, so coverage, extremes and means stay right and percentiles nearly.
 */
export function expandHours(series: ReadonlyMap<string, readonly Bucket[]>): Table {
  const counts = new Map<number, number>();
  for (const buckets of series.values())
    for (const { time, count } of buckets) counts.set(time, Math.max(count, counts.get(time) ?? 0));
  const starts = [...counts.keys()].sort((one, other) => one - other);
  const places = new Map<number, number>();
  const times: number[] = [];
  for (const start of starts) {
    places.set(start, times.length);
    const count = counts.get(start) ?? 0;
    for (let index = 0; index < count; index += 1) times.push(start + Math.floor((HOUR_MS * index) / count));
  }
  const columns = new Map<string, Column>();
  for (const [name, buckets] of series) {
    const column = new Array<number | null>(times.length).fill(null);
    for (const bucket of buckets) {
      const place = places.get(bucket.time) ?? 0;
      valuesOf(bucket).forEach((value, index) => {
        column[place + index] = value;
      });
    }
    columns.set(name, column);
  }
  return { times, columns };
}

function valuesOf({ min, mean, max, count }: Bucket): number[] {
  if (count < 3)
    return [...new Array<number>(count)].map((_value, index) => (count === 2 ? [min, max][index] : mean) ?? mean);
  const middle = (mean * count - min - max) / (count - 2);
  return [min, ...new Array<number>(count - 2).fill(middle), max];
}
