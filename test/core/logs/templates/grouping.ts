import { lineSplitter } from '../../../../src/core/logs/line-splitter.ts';
import { feed } from '../../../../src/core/logs/read-lines.ts';
import { createMiner } from '../../../../src/core/logs/templates/miner.ts';
import { templatesOf } from '../../../../src/core/logs/templates/templates.ts';

/** The templates of raw lines, as `ops logs templates --assign` gives them. */
export function assign(text: string): (string | null)[] {
  const shapes: number[] = [];
  const miner = createMiner({ now: new Date('2026-06-01T00:00:00Z'), onLine: (shape) => shapes.push(shape) });
  const splitter = lineSplitter({ offset: 0, midLine: false }, (block) => miner.add(block, { path: 'x' }));
  feed(splitter, Buffer.from(text));
  splitter.finish();
  const { ofTokens } = templatesOf(miner.shapes());
  return shapes.map((shape) => ofTokens(miner.shapeNow(shape)?.tokens ?? []));
}

function groups(labels: readonly unknown[]): Map<unknown, number[]> {
  const found = new Map<unknown, number[]>();
  for (const [line, label] of labels.entries()) {
    const lines = found.get(label);
    if (lines === undefined) found.set(label, [line]);
    else lines.push(line);
  }
  return found;
}

/** The share of lines whose mined group is exactly their true one. */
export function groupingAccuracy(mined: readonly unknown[], truth: readonly string[]): number {
  const trueGroups = groups(truth);
  let right = 0;
  for (const lines of groups(mined).values()) {
    const same = trueGroups.get(truth[lines[0] ?? 0]);
    if (same?.length === lines.length && lines.every((line) => truth[line] === truth[lines[0] ?? 0]))
      right += lines.length;
  }
  return right / truth.length;
}

export function shuffled<T>(values: readonly T[], seed: number): T[] {
  let state = seed;
  const result = [...values];
  for (let at = result.length - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (at + 1);
    [result[at], result[other]] = [result[other] as T, result[at] as T];
  }
  return result;
}
