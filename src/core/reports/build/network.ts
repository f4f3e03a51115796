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
  return table.times.flatMap((time, index) => {
    const read = columns.map((column) => column[index]).filter((value) => typeof value === 'number');
    return read.length === 0 ? [] : [{ time, value: read.reduce((sum, value) => sum + value, 0) }];
  });
}
