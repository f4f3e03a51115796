import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intervalOf, silences, totalLength } from '../../../../src/core/reports/measure/gaps.ts';
import { gridOf } from '../../../../src/core/reports/measure/grid.ts';
import { slopeOf } from '../../../../src/core/reports/measure/slope.ts';
import { spellsOf } from '../../../../src/core/reports/measure/spells.ts';
import { percentile, spreadOf } from '../../../../src/core/reports/measure/statistics.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const points = (values: readonly number[], stepMs = 5 * MINUTE) =>
  values.map((value, index) => ({ time: index * stepMs, value }));

test('percentiles lie between their neighbours', () => {
  expect(percentile([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(percentile([10], 0.95)).toBe(10);
  expect(percentile([], 0.5)).toBeNull();
});

test('zeros count, and the first of equal maxima is the one that is told', () => {
  expect(spreadOf(points([0, 0, 30, 0, 30]))).toMatchObject({
    mean: 12,
    min: 0,
    max: 30,
    maxAt: 10 * MINUTE,
    samples: 5,
  });
  expect(spreadOf([])).toBeNull();
});

test('the order of lowest, percentiles and highest holds for any series', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
      const spread = spreadOf(points(values));
      if (spread === null) throw new Error('no spread');
      const order = [spread.min, spread.p50, spread.p95, spread.p99, spread.max];
      expect([...order].sort((one, other) => one - other)).toEqual(order);
    }),
  );
});

test('the usual distance of samples is their median, whatever gaps and extra samples there are', () => {
  const times = [0, 5, 10, 10.05, 15, 120, 125, 130].map((minutes) => minutes * MINUTE);
  expect(intervalOf(times)).toBe(5 * MINUTE);
  expect(intervalOf([0])).toBe(5 * MINUTE);
});

test('a silence lasts from the sample before it to the one after', () => {
  const span = { from: 0, to: 60 * MINUTE, before: null, intervalMs: 5 * MINUTE };
  const times = [0, 5, 10, 40, 45, 50, 55].map((minutes) => minutes * MINUTE);
  expect(silences(times, span)).toEqual([{ from: 10 * MINUTE, to: 40 * MINUTE }]);
  expect(silences([], span)).toEqual([{ from: 0, to: 60 * MINUTE }]);
  expect(silences([50 * MINUTE, 55 * MINUTE], { ...span, before: -5 * MINUTE })).toEqual([
    { from: 0, to: 50 * MINUTE },
  ]);
});

test('silences never overlap, never leave the span, and hold no sample inside', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 999 })), (raw) => {
      const times = [...new Set(raw)].sort((one, other) => one - other);
      const found = silences(times, { from: 0, to: 1_000, before: null, intervalMs: 10 });
      expect(totalLength(found)).toBeLessThanOrEqual(1_000);
      for (const { from, to } of found) {
        expect(to).toBeGreaterThan(from);
        expect(times.some((time) => time > from && time < to)).toBe(false);
      }
    }),
  );
});

test('time above a limit is added up, and a gap counts as two intervals at most', () => {
  const series = [
    { time: 0, value: 95 },
    { time: 5 * MINUTE, value: 95 },
    { time: 10 * MINUTE, value: 10 },
    { time: 130 * MINUTE, value: 95 },
  ];
  expect(spellsOf(series, 5 * MINUTE, (value) => value > 90)).toMatchObject({
    totalMs: 20 * MINUTE,
    longestMs: 10 * MINUTE,
    count: 2,
  });
});

test('growth is not moved by a rotation or a big copy', () => {
  const hours = Array.from({ length: 14 * 24 }, (_hour, index) => 40 + index / 24);
  const disturbed = hours.map((value, index) => (index === 100 ? 99 : index % 24 === 0 ? value - 5 : value));
  expect(slopeOf(points(disturbed, DAY / 24))?.perDay).toBeCloseTo(1, 1);
  expect(slopeOf(points([1]))).toBeNull();
});

test('a chart has nothing where nothing was measured', () => {
  const grid = gridOf(
    [
      { time: 5, value: 1 },
      { time: 6, value: 3 },
      { time: 25, value: 7 },
    ],
    { from: 0, to: 30, stepMs: 10 },
  );
  expect(grid).toEqual({ from: 0, stepMs: 10, mean: [2, null, 7], low: [1, null, 7], high: [3, null, 7] });
});
