import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { assign, groupingAccuracy, shuffled } from './grouping.ts';

const ROOT = resolve(import.meta.dirname, '../../../../../shared/data/loghub');
const SETS = ['Apache', 'BGL', 'HDFS', 'HealthApp', 'Linux', 'OpenSSH', 'Proxifier', 'Spark'];
const isThere = existsSync(ROOT);
if (!isThere) console.warn(`skipped: the labelled logs are not at ${ROOT}`);

function column(csv: string, name: string): string[] {
  const rows: string[][] = [];
  for (const line of csv.split(/\r?\n/).filter((text) => text !== '')) {
    rows.push(
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
    );
  }
  const at = rows[0]?.indexOf(name) ?? -1;
  return rows.slice(1).map((row) => row[at] ?? '');
}

function load(set: string): { lines: string[]; truth: string[] } {
  const lines = readFileSync(resolve(ROOT, set, `${set}_2k.log`), 'utf8')
    .replace(/\n$/, '')
    .split('\n');
  return { lines, truth: column(readFileSync(resolve(ROOT, set, `${set}_2k.log_structured.csv`), 'utf8'), 'EventId') };
}

test.skipIf(!isThere)(
  'grouping accuracy is at least 0.998 on average and 0.60 on each set, whatever the order of arrival',
  () => {
    const inOrder: number[] = [];
    const outOfOrder: number[] = [];
    for (const set of SETS) {
      const { lines, truth } = load(set);
      inOrder.push(groupingAccuracy(assign(lines.join('\n')), truth));
      const order = shuffled([...lines.keys()], 7);
      outOfOrder.push(
        groupingAccuracy(
          assign(order.map((line) => lines[line]).join('\n')),
          order.map((line) => truth[line] ?? ''),
        ),
      );
    }
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.min(...inOrder)).toBeGreaterThanOrEqual(0.6);
    expect(mean(inOrder)).toBeGreaterThanOrEqual(0.998);
    expect(Math.abs(mean(outOfOrder) - mean(inOrder))).toBeLessThan(0.005);
  },
);
