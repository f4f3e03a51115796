import type { Table } from '../../metrics/history/table.ts';
import { intervalOf, silences, totalLength } from '../measure/gaps.ts';
import { mean } from '../measure/statistics.ts';
import type { Stretch } from './input.ts';
import { resourceKey, seriesOfResources } from './watches.ts';

/** What is compared with: a month of samples costs a hundred times the memory of what is asked of them. */
export interface Earlier {
  /** When its first sample was taken. */
  first: number | null;
  /** Means of its resources by `resourceKey`; none where less than half of it was measured: a mean of its last days is not its mean. */
  means: ReadonlyMap<string, number>;
}

export function earlierOf(table: Table, before: Stretch): Earlier {
  const silent = totalLength(silences(table.times, { ...before, before: null, intervalMs: intervalOf(table.times) }));
  const first = table.times[0] ?? null;
  if (silent * 2 > before.to - before.from) return { first, means: new Map() };
  const means = seriesOfResources(table).flatMap(({ watch, subject, points }) => {
    const average = mean(points().map(({ value }) => value));
    return average === null ? [] : [[resourceKey(watch.id, subject), average] as const];
  });
  return { first, means: new Map(means) };
}
