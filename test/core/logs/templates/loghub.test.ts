import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { lineSplitter } from '../../../../src/core/logs/line-splitter.ts';
import { feed } from '../../../../src/core/logs/read-lines.ts';
import { createMiner } from '../../../../src/core/logs/templates/miner.ts';
import { templatesOf } from '../../../../src/core/logs/templates/templates.ts';

const ROOT = resolve(import.meta.dirname, '../../../../../shared/data/loghub');
const SETS = ['Apache', 'BGL', 'HDFS', 'HealthApp', 'Linux', 'OpenSSH', 'Proxifier', 'Spark'];
const isThere = existsSync(ROOT);
if (!isThere) console.warn(`skipped: the labelled logs are not at ${ROOT}`);

/** The templates of raw lines, as `ops logs templates --assign` gives them. */
function assign(text: string): (string | null)[] {
  const shapes: number[] = [];
  const miner = createMiner({ now: new Date('2026-06-01T00:00:00Z'), onLine: (shape) => shapes.push(shape) });
  const splitter = lineSplitter({ offset: 0, midLine: false }, (block) => miner.add(block, { path: 'x' }));
  feed(splitter, Buffer.from(text));
  splitter.finish();
  const { ofTokens } = templatesOf(miner.shapes());
  return shapes.map((shape) => ofTokens(miner.shapeNow(shape)?.tokens ?? []));
}

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

function groups(labels: readonly unknown[]): Map<unknown, number[]> {
  const found = new Map<unknown, number[]>();
  for (const [line, label] of labels.entries()) found.set(label, [...(found.get(label) ?? []), line]);
  return found;
}

/** The share of lines whose mined group is exactly their true one. */
function groupingAccuracy(mined: readonly unknown[], truth: readonly string[]): number {
  const trueGroups = groups(truth);
  let right = 0;
  for (const lines of groups(mined).values()) {
    const same = trueGroups.get(truth[lines[0] ?? 0]);
    if (same?.length === lines.length && lines.every((line) => truth[line] === truth[lines[0] ?? 0]))
      right += lines.length;
  }
  return right / truth.length;
}

function load(set: string): { lines: string[]; truth: string[] } {
  const lines = readFileSync(resolve(ROOT, set, `${set}_2k.log`), 'utf8')
    .replace(/\n$/, '')
    .split('\n');
  return { lines, truth: column(readFileSync(resolve(ROOT, set, `${set}_2k.log_structured.csv`), 'utf8'), 'EventId') };
}

function shuffled<T>(values: readonly T[], seed: number): T[] {
  let state = seed;
  const result = [...values];
  for (let at = result.length - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (at + 1);
    [result[at], result[other]] = [result[other] as T, result[at] as T];
  }
  return result;
}

test.skipIf(!isThere)(
  'grouping accuracy is at least 0.90 on average and 0.60 on each set, whatever the order of arrival',
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
    expect(mean(inOrder)).toBeGreaterThanOrEqual(0.95);
    expect(Math.abs(mean(outOfOrder) - mean(inOrder))).toBeLessThan(0.005);
  },
);
