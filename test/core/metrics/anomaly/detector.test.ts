import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCsv } from '../../../../src/core/metrics/anomaly/csv.ts';
import { makeDetector } from '../../../../src/core/metrics/anomaly/detector.ts';
import { makeSortedWindow } from '../../../../src/core/metrics/anomaly/sorted-window.ts';

test('the window holds the last values in order, whatever comes', () => {
  const stream = fc.array(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(stream, fc.integer({ min: 1, max: 20 }), (values, capacity) => {
      const window = makeSortedWindow(capacity);
      for (const value of values) window.add(value);
      const last = values.slice(-capacity).sort((one, other) => one - other);
      expect(window.size).toBe(last.length);
      last.forEach((value, index) => {
        const q = last.length === 1 ? 0 : index / (last.length - 1);
        expect(window.quantile(q)).toBeCloseTo(value, 6);
      });
    }),
  );
});

function wave(index: number): number {
  return 50 + 20 * Math.sin(index / 45) + ((index * 7_919) % 13) / 4;
}

test('a daily wave is usual, a spike above it is not, and it says what was expected', () => {
  const detect = makeDetector();
  for (let index = 0; index < 2_000; index += 1) expect(detect(wave(index))).toBeNull();
  const found = detect(98);
  expect(found).toMatchObject({ value: 98, view: 'value', measured: 98 });
  expect(found?.expected[0]).toBeLessThan(30);
  expect(found?.expected[1]).toBeGreaterThan(70);
});

test('a wave that stops swinging is found though every value is usual', () => {
  const detect = makeDetector();
  for (let index = 0; index < 1_000; index += 1) detect(index % 2 === 0 ? 20 : 80);
  const found = Array.from({ length: 40 }, () => detect(50)).find((anomaly) => anomaly !== null);
  expect(found?.view).toMatch(/mean|spread/);
});

test('nothing is unusual on the first day', () => {
  const detect = makeDetector();
  for (let index = 0; index < 288; index += 1) expect(detect(index === 200 ? 1e9 : 1)).toBeNull();
});

test('a constant series may move a little', () => {
  const detect = makeDetector();
  for (let index = 0; index < 500; index += 1) detect(22.3);
  expect(detect(22.4)).toBeNull();
  expect(detect(30)).not.toBeNull();
});

test('a load that changes for good is told once, not at each of its first peaks', () => {
  const detect = makeDetector();
  for (let index = 0; index < 1_000; index += 1) detect(0);
  const told: number[] = [];
  // Every two hours a higher peak than the one before.
  for (let index = 0; index < 144; index += 1)
    if (detect(index % 24 === 0 ? 100 * (index + 24) : 0) !== null) told.push(index);
  expect(told[0]).toBe(0);
  expect(told.every((index) => index <= 24)).toBe(true);
});

test('after half a day inside its range a series is news again', () => {
  const detect = makeDetector();
  for (let index = 0; index < 2_000; index += 1) detect(wave(index));
  expect(detect(150)).not.toBeNull();
  for (let index = 2_001; index < 2_200; index += 1) detect(wave(index));
  expect(detect(600)).toMatchObject({ value: 600 });
});

test('what happens again and again is not told again and again', () => {
  const detect = makeDetector();
  let told = 0;
  for (let index = 0; index < 4_000; index += 1) if (detect(index % 100 === 99 ? 90 : wave(index)) !== null) told += 1;
  expect(told).toBeLessThan(5);
});

test('files with a heading, quotes, zones and epoch times are read, and bad lines are named', () => {
  const { points, badLines } = parseCsv(
    '\ufefftimestamp,value\r\n2014-02-14 14:30:00,0.132\n"2014-02-14T14:35:00+09:00","2"\n1392388800,3\n1392388800000,4\nnonsense,5\n2014-02-14 14:30:00,\n',
  );
  expect(points.map(({ time, value }) => [new Date(time).toISOString(), value])).toEqual([
    ['2014-02-14T14:30:00.000Z', 0.132],
    ['2014-02-14T05:35:00.000Z', 2],
    ['2014-02-14T14:40:00.000Z', 3],
    ['2014-02-14T14:40:00.000Z', 4],
  ]);
  expect(badLines).toEqual([6, 7]);
});
