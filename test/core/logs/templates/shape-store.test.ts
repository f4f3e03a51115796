import { expect, test } from 'vitest';
import { shapeStore } from '../../../../src/core/logs/templates/shape-store.ts';
import { tokenize } from '../../../../src/core/logs/templates/tokens.ts';

const ORIGIN = { path: 'a.log', offset: 0, sample: '' };
const word = (seed: number) =>
  Array.from({ length: 6 }, (_, at) => String.fromCharCode(97 + ((seed * (at * 7 + 3) + (seed >>> at)) % 26))).join('');

test('of lines that are all kinds of their own every one is counted or given up, and a kind that comes often is still found', () => {
  const store = shapeStore(() => {});
  const add = (message: string) => {
    const number = store.numberOf(tokenize(message), ORIGIN);
    const shape = store.now(number);
    if (shape !== null) shape.count += 1;
    return number;
  };
  const wild = 40_000;
  for (let seed = 1; seed <= wild; seed += 1)
    add(`${word(seed)} ${word(seed * 3)} ${word(seed * 5)} ${word(seed * 11)}`);
  const often = Array.from({ length: 500 }, () => add('connection closed by the other side'));
  expect(store.now(often[0] ?? -1)?.count).toBe(500);
  expect(store.counted().reduce((sum, { count }) => sum + count, 0) + store.givenUp).toBe(wild + 500);
  expect(store.counted().length).toBeLessThanOrEqual(12_000);
});
