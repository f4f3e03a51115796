import type { Table } from '../../metrics/history/table.ts';
import { labelled } from '../../metrics/series.ts';
import { labelsOf } from '../gather/metrics.ts';
import type { Point } from '../measure/statistics.ts';

/** Interfaces whose traffic passes another one as well, or never leaves the machine. */
const INNER = /^(?:lo|veth|docker|br-|virbr|cni|flannel|cali|tap|tun)/;

/** The sum over the interfaces that lead out of the machine, where at least one of them was read. */
export function networkPoints(table: Table, series: string): Point[] {
  const columns = labelsOf(table, series)
    .filter((label) => !INNER.test(label))
    .map((label) => table.columns.get(labelled(series, 'interface', label)) ?? []);
  const points: Point[] = [];
  // A plain loop: a month of minutes has 40,000 samples, and this is asked for six times.
  for (let index = 0; index < table.times.length; index += 1) {
    let sum: number | null = null;
    for (const column of columns) {
      const value = column[index];
      if (typeof value === 'number') sum = (sum ?? 0) + value;
    }
    const time = table.times[index];
    if (sum !== null && time !== undefined) points.push({ time, value: sum });
  }
  return points;
}
