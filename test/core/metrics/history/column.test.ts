import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Column, decodeColumn, encodeColumn } from '../../../../src/core/metrics/history/column.ts';

const percent = fc.integer({ min: 0, max: 1000 }).map((value) => value / 10);
const anything = fc.oneof(percent, fc.integer(), fc.double(), fc.constantFrom(0, -0, 2 ** 53, Number.MAX_VALUE, 1e-9));

test('every column comes back as it was, with its gaps, whatever the numbers', () => {
  const column = fc.array(fc.oneof({ weight: 5, arbitrary: anything }, { weight: 1, arbitrary: fc.constant(null) }));
  fc.assert(
    fc.property(column, (given: Column) => {
      const back = decodeColumn(encodeColumn(given), given.length);
      expect(back.length).toBe(given.length);
      back.forEach((value, index) => {
        expect(Object.is(value, given[index])).toBe(true);
      });
    }),
    { numRuns: 300 },
  );
});

test('a constant series of a day takes a few bytes, regular times little more, and a percentage about one byte a value', () => {
  const day = Array.from({ length: 288 }, (_, index) => index);
  expect(encodeColumn(day.map(() => 42.5)).length).toBeLessThan(20);
  expect(encodeColumn(day.map((index) => 1.7e12 + index * 300_000)).length).toBeLessThan(40);
  const wave = day.map((index) => Math.round(400 + 200 * Math.sin(index / 30) + ((index * 7919) % 17)) / 10);
  expect(encodeColumn(wave).length).toBeLessThan(288 * 1.1);
});
