import fc from 'fast-check';
import { expect, test } from 'vitest';
import { growthPerHour, readGrowth, withForecast } from '../../../src/core/metrics/forecast.ts';
import { appendSample } from '../../../src/core/metrics/history/open-day.ts';
import type { Disk } from '../../../src/core/metrics/readings.ts';
import { temporaryWorkspace } from './temporary-workspace.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-03-02T12:00:00Z');
const times = Array.from({ length: 288 }, (_, index) => NOW - (288 - index) * 300_000);
const hours = (time: number) => (time - (times[0] ?? 0)) / HOUR_MS;

function disk(availableBytes: number): Disk {
  const bytes = { totalBytes: 1e12, usedBytes: 1e12 - availableBytes, availableBytes };
  const place = { mount: '/data', device: '/dev/sdb1', type: 'ext4', readOnly: false };
  return { ...place, ...bytes, percent: 50, inodesPercent: 1, fullInHours: null, inodesFullInHours: null };
}

test('steady growth is found, and one file that came and went does not move it', () => {
  const steady = times.map((time) => 1e9 + 2e6 * hours(time));
  expect(growthPerHour(times, steady)).toBeCloseTo(2e6, -3);
  const disturbed = steady.map((value, index) => (index > 100 && index < 140 ? value + 5e9 : value));
  expect(growthPerHour(times, disturbed)).toBeCloseTo(2e6, -5.5);
});

test('a disk that swings without growing, shrinks or stands still has no date when it is full', () => {
  expect(
    growthPerHour(
      times,
      times.map((_, index) => 1e9 + 1e8 * Math.sin(index / 9)),
    ),
  ).toBeNull();
  expect(
    growthPerHour(
      times,
      times.map((time) => 1e9 - 1e6 * hours(time)),
    ),
  ).toBeNull();
  expect(
    growthPerHour(
      times,
      times.map(() => 1e9),
    ),
  ).toBeNull();
  expect(growthPerHour(times.slice(0, 10), times.slice(0, 10).map(hours))).toBeNull();
});

test('any steady growth of a machine comes out within a percent', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e3, max: 1e9, noNaN: true }), (slope) => {
      const found = growthPerHour(
        times,
        times.map((time) => 1e9 + slope * hours(time)),
      );
      expect(Math.abs((found ?? 0) / slope - 1)).toBeLessThan(0.01);
    }),
    { numRuns: 20 },
  );
});

test('the hours until it is full come from the history of the workspace', () => {
  const at = temporaryWorkspace();
  for (let index = 0; index < 24; index += 1)
    appendSample(at, NOW - (24 - index) * HOUR_MS, {
      'disk_used_bytes{mount="/data"}': 1e9 + index * 1e9,
      'inode_percent{mount="/data"}': 76 + index,
    });
  const growth = readGrowth(at, NOW);
  expect(withForecast([disk(10e9)], growth)[0]?.fullInHours).toBeCloseTo(10, 0);
  const used = { ...disk(10e9), inodesPercent: 99 };
  expect(withForecast([used], growth)[0]?.inodesFullInHours).toBeCloseTo(1, 0);
  const { inodePercentPerHour: _none, ...earlier } = growth;
  expect(withForecast([used], earlier)[0]).toMatchObject({ fullInHours: 10, inodesFullInHours: null });
  expect(withForecast([{ ...disk(10e9), readOnly: true }], growth)[0]?.fullInHours).toBeNull();
  expect(withForecast([{ ...disk(10e9), mount: '/' }], growth)[0]?.fullInHours).toBeNull();
});
