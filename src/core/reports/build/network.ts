import type { Row } from '../../metrics/history/row.ts';
import { labelsOf } from '../gather/metrics.ts';
import type { Point } from '../measure/statistics.ts';

/** Interfaces whose traffic passes another one as well, or never leaves the machine. */
const INNER = /^(?:lo|veth|docker|br-|virbr|cni|flannel|cali|tap|tun)/;

/** The sum over the interfaces that lead out of the machine, where at least one of them was read. */
export function networkPoints(rows: readonly Row[], series: string): Point[] {
  const names = labelsOf(rows, series)
    .filter((label) => !INNER.test(label))
    .map((label) => `${series}{interface="${label}"}`);
  return rows.flatMap(({ time, values }) => {
    const read = names.map((name) => values[name]).filter((value) => typeof value === 'number');
    return read.length === 0 ? [] : [{ time, value: read.reduce((sum, value) => sum + value, 0) }];
  });
}
