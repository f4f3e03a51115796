import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Layout } from '../../../../src/core/files/layout.ts';
import { DAY_MS, sealedDays, segmentPath } from '../../../../src/core/metrics/history/days.ts';
import { maintainHistory } from '../../../../src/core/metrics/history/maintain.ts';
import { appendSample, openDayPath, readOpenDay } from '../../../../src/core/metrics/history/open-day.ts';
import { readBuckets, readSamples } from '../../../../src/core/metrics/history/query.ts';
import { encodeSegment } from '../../../../src/core/metrics/history/segment.ts';
import { tableOf } from '../../../../src/core/metrics/history/table.ts';
import { temporaryWorkspace } from '../temporary-workspace.ts';

const START = Date.parse('2026-03-01T00:00:00Z');
const STEP = 300_000;
const retention = { samplesDays: 30, hoursDays: 366, mostBytes: 1e9 };
const everything = () => true;

function valueAt(time: number): number {
  return Math.round(500 + 400 * Math.sin(time / 7_000_000)) / 10;
}

/** Whole days without going through 288 synced appends each. */
function writeDays(at: Layout, count: number, stepMs = STEP): void {
  for (let day = 0; day < count; day += 1) {
    const start = START + day * DAY_MS;
    const rows = Array.from({ length: DAY_MS / stepMs }, (_, index) => start + index * stepMs).map((time) => ({
      time,
      values: { cpu_percent: valueAt(time) },
    }));
    const path = segmentPath(at, new Date(start).toISOString().slice(0, 10));
    mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    writeFileSync(path, encodeSegment(tableOf(rows)));
  }
}

test('samples come back in order, before and after their day was packed', () => {
  const at = temporaryWorkspace();
  for (let index = 0; index < 24; index += 1)
    appendSample(at, START + index * 3_600_000, { cpu_percent: index, load_1: index % 5 === 0 ? null : 0.25 });
  const query = { from: START, to: START + DAY_MS, wanted: everything };
  const before = readSamples(at, query);
  expect(before.table.times).toHaveLength(24);
  expect(maintainHistory(at, START + DAY_MS, retention).sealed).toEqual(['2026-03-01']);
  expect(existsSync(openDayPath(at, '2026-03-01'))).toBe(false);
  const after = readSamples(at, query);
  expect(after.table).toEqual(before.table);
  expect(after.damage).toEqual([]);
});

test('an open day cut at any byte costs the torn sample only, and goes on', () => {
  const at = temporaryWorkspace();
  for (let index = 0; index < 4; index += 1) appendSample(at, START + index * STEP, { c: index });
  const path = openDayPath(at, '2026-03-01');
  const whole = readFileSync(path);
  const ends = [...whole.toString('latin1').matchAll(/\n/g)].map((match) => (match.index ?? 0) + 1);
  for (let length = 1; length < whole.length; length += 1) {
    writeFileSync(path, whole.subarray(0, length));
    appendSample(at, START + 10 * STEP, { c: 99 });
    const times = readOpenDay(at, '2026-03-01').rows.map(({ time }) => time);
    // The line of names comes first; the last brace may already have been there without its line break.
    const complete = ends.filter((end) => end - 1 <= length).length - 1;
    expect(times).toEqual([...[0, 1, 2, 3].slice(0, Math.max(0, complete)), 10].map((index) => START + index * STEP));
  }
});

test('a number that the disk changed is not taken for a reading', () => {
  const at = temporaryWorkspace();
  for (let index = 0; index < 3; index += 1) appendSample(at, START + index * STEP, { cpu_percent: 11 * (index + 1) });
  const path = openDayPath(at, '2026-03-01');
  writeFileSync(path, readFileSync(path, 'utf8').replace('[22]', '[92]'));
  const { rows, damaged } = readOpenDay(at, '2026-03-01');
  expect(rows.map(({ values }) => values.cpu_percent)).toEqual([11, 33]);
  expect(damaged).toBe(1);
});

test('a day that was packed when the program died before removing the open file counts each sample once', () => {
  const at = temporaryWorkspace();
  for (let index = 0; index < 5; index += 1) appendSample(at, START + index * STEP, { cpu_percent: index });
  const open = readFileSync(openDayPath(at, '2026-03-01'));
  maintainHistory(at, START + DAY_MS, retention);
  writeFileSync(openDayPath(at, '2026-03-01'), open);
  // The clock was set back as well: a sample more for a day that is packed.
  appendSample(at, START + 5 * STEP, { cpu_percent: 5 });
  const query = { from: START, to: START + DAY_MS, wanted: everything };
  expect(readSamples(at, query).table.columns.get('cpu_percent')).toEqual([0, 1, 2, 3, 4, 5]);
  maintainHistory(at, START + DAY_MS, retention);
  expect(readSamples(at, query).table.columns.get('cpu_percent')).toEqual([0, 1, 2, 3, 4, 5]);
  expect(readBuckets(at, query, 3_600_000).series.get('cpu_percent')).toMatchObject([{ count: 6, min: 0, max: 5 }]);
});

test('a damaged packed day is kept for a person and stops nothing', () => {
  const at = temporaryWorkspace();
  writeDays(at, 1);
  appendFileSync(segmentPath(at, '2026-03-01'), 'x');
  appendSample(at, START + 1, { cpu_percent: 5 });
  const query = { from: START, to: START + DAY_MS, wanted: everything };
  expect(readSamples(at, query)).toMatchObject({
    table: { times: [START + 1] },
    damage: [{ reason: 'has no end mark' }],
  });
  maintainHistory(at, START + DAY_MS, retention);
  expect(readSamples(at, query)).toMatchObject({ table: { times: [START + 1] }, damage: [] });
});

test('minimum, mean, maximum and count by the hour are the same from hours as from samples', () => {
  const at = temporaryWorkspace();
  for (let index = 0; index < 48; index += 1)
    appendSample(at, START + index * 2 * STEP, { cpu_percent: valueAt(index) });
  const query = { from: START, to: START + DAY_MS - 1, wanted: everything };
  const fromSamples = readBuckets(at, query, 3_600_000).series.get('cpu_percent');
  maintainHistory(at, START + DAY_MS, retention);
  rmSync(segmentPath(at, '2026-03-01'));
  expect(readBuckets(at, query, 3_600_000).series.get('cpu_percent')).toEqual(fromSamples);
  expect(fromSamples).toHaveLength(8);
});

test('what is too old goes: samples after their days, the hours of them stay', () => {
  const at = temporaryWorkspace();
  writeDays(at, 40);
  appendSample(at, START + 40 * DAY_MS, { cpu_percent: 50 });
  maintainHistory(at, START + 41 * DAY_MS, retention);
  expect(sealedDays(at)).toHaveLength(30);
  expect(sealedDays(at)[0]).toBe('2026-03-12');
});

test('the oldest samples go first where the history would take too much', () => {
  const at = temporaryWorkspace();
  writeDays(at, 10);
  appendSample(at, START + 10 * DAY_MS, { cpu_percent: 50 });
  const one = statSync(segmentPath(at, '2026-03-05')).size;
  maintainHistory(at, START + 11 * DAY_MS, { ...retention, mostBytes: 5 * one });
  expect(sealedDays(at).at(-1)).toBe('2026-03-11');
  expect(sealedDays(at).length).toBeLessThan(6);
});

test('finely sampled days become five-minute means after a week', () => {
  const at = temporaryWorkspace();
  writeDays(at, 9, 60_000);
  appendSample(at, START + 9 * DAY_MS, { cpu_percent: 50 });
  maintainHistory(at, START + 10 * DAY_MS, retention);
  const count = (day: number) =>
    readSamples(at, { from: START + day * DAY_MS, to: START + (day + 1) * DAY_MS - 1, wanted: everything }).table.times;
  expect(count(0)).toHaveLength(288);
  expect(count(2)).toHaveLength(288);
  expect(count(8)).toHaveLength(1440);
});

test('a year of the samples of one machine takes less than 25 MB', () => {
  // One day of a machine with the series that a sample really has, noisy as they are; every day differs as much as this one.
  let seed = 1;
  const noise = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  const rows = Array.from({ length: 288 }, (_, index) => {
    const values: Record<string, number> = {};
    for (let series = 0; series < 30; series += 1)
      values[`percent_${series}`] = Math.round(10 * (30 + 20 * Math.sin(index / 40) + 10 * noise())) / 10;
    for (let series = 0; series < 20; series += 1)
      values[`rate_${series}`] = Number((1e6 * noise() ** 2).toPrecision(4));
    for (let series = 0; series < 10; series += 1) values[`bytes_${series}`] = 4_096 * Math.round(4e6 * noise());
    for (let series = 0; series < 20; series += 1) values[`count_${series}`] = Math.round(3 * noise() ** 4);
    return { time: START + index * STEP + Math.round(50 * noise()), values };
  });
  const bytes = encodeSegment(tableOf(rows)).length;
  expect((365 * bytes) / 1e6).toBeLessThan(25);
});
