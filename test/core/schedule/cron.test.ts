import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCron } from '../../../src/core/schedule/cron.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Days on which the clocks of a zone change, to the front in spring and back in autumn. */
const CHANGES: [zone: string, day: string][] = [
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['America/Havana', '2026-03-08'],
  ['America/Havana', '2026-11-01'],
  ['Africa/Cairo', '2026-04-24'],
  ['Africa/Cairo', '2026-10-29'],
  ['Asia/Seoul', '2026-03-08'],
];

function around(day: string): { from: number; to: number } {
  return { from: Date.parse(day) - 1.5 * DAY_MS, to: Date.parse(day) + 2.5 * DAY_MS };
}

function localDay(time: number, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(time);
}

test.each(CHANGES)(
  'in %s around %s a daily time comes once on each day, also one that the clock skips or shows twice',
  (zone, day) => {
    const { from, to } = around(day);
    for (const time of ['0 0', '30 1', '30 2']) {
      const slots = parseCron(`${time} * * *`, zone).between(from, to, 10);
      const days = slots.map((slot) => localDay(slot, zone));
      expect(new Set(days).size).toBe(days.length);
      expect(days).toContain(day);
      expect(slots.length).toBe(4);
    }
  },
);

test.each(CHANGES)('in %s around %s what comes every five minutes comes every five minutes', (zone, day) => {
  const { from, to } = { from: Date.parse(day) - DAY_MS / 2, to: Date.parse(day) + DAY_MS };
  const slots = parseCron('*/5 * * * *', zone).between(from, to, 10_000);
  const distances = slots.slice(1).map((slot, index) => slot - (slots[index] ?? 0));
  expect(new Set(distances)).toEqual(new Set([5 * 60_000]));
});

test.each(CHANGES)('in %s around %s what comes every hour leaves out none', (zone, day) => {
  const { from, to } = around(day);
  const slots = parseCron('0 * * * *', zone).between(from, to, 1_000);
  const distances = slots.slice(1).map((slot, index) => slot - (slots[index] ?? 0));
  // A change by half an hour brings one full hour earlier or later.
  expect(Math.max(...distances)).toBeLessThanOrEqual(1.5 * HOUR_MS);
  expect(Math.min(...distances)).toBeGreaterThan(0);
  expect(slots.every((slot) => slot % (HOUR_MS / 2) === 0)).toBe(true);
});

test('a schedule without a zone is read in the zone of the machine', () => {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const from = Date.UTC(2026, 5, 1);
  expect(parseCron('0 9 * * *', null).next(from)).toBe(parseCron('0 9 * * *', zone).next(from));
});

test('the next slot lies behind the time that is asked for, and nothing lies between', () => {
  const expressions = fc.constantFrom('*/5 * * * *', '0 9 * * *', '30 2 * * 1', '15 10 1 * *', '*/10 1-5 * * *');
  const zones = fc.constantFrom('UTC', 'Asia/Seoul', 'America/New_York', 'Europe/Berlin');
  const times = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
  fc.assert(
    fc.property(expressions, zones, times, (expression, zone, time) => {
      const schedule = parseCron(expression, zone);
      const next = schedule.next(time) ?? 0;
      expect(next).toBeGreaterThan(time);
      const between = time + Math.floor((next - time) / 2);
      expect(schedule.next(between)).toBe(next);
      expect(schedule.next(next) ?? 0).toBeGreaterThan(next);
    }),
    { numRuns: 25 },
  );
});

test('of the slots in between the newest are told, oldest first', () => {
  const schedule = parseCron('0 * * * *', 'UTC');
  const from = Date.UTC(2026, 0, 1);
  const hours = (...list: number[]) => list.map((hour) => from + hour * HOUR_MS);
  expect(schedule.between(from, from + 3 * HOUR_MS, 10)).toEqual(hours(1, 2, 3));
  expect(schedule.between(from, from + 1_000 * HOUR_MS, 2)).toEqual(hours(999, 1_000));
  expect(schedule.between(from, from + HOUR_MS - 1, 2)).toEqual([]);
  expect(schedule.between(from, from - 1, 2)).toEqual([]);
});

test('the newest slots of a long absence are found without walking through all of them', () => {
  const schedule = parseCron('* * * * * *', 'Europe/Berlin');
  const to = Date.UTC(2026, 5, 1);
  // 2.7 million slots lie in between: walked through one by one they take longer than any test may.
  expect(schedule.between(to - 31 * DAY_MS, to, 2)).toEqual([to - 1_000, to]);
  const yearly = parseCron('0 0 29 2 *', 'UTC');
  expect(yearly.between(Date.UTC(2020, 0, 1), to, 2)).toEqual([Date.UTC(2020, 1, 29), Date.UTC(2024, 1, 29)]);
});

test('a date that never comes has no next slot', () => {
  expect(parseCron('0 0 30 2 *', 'UTC').next(Date.UTC(2026, 0, 1))).toBe(null);
});

test.each(['', 'nonsense', '60 * * * *', '* * * *', '*/0 * * * *'])('%j is no schedule', (expression) => {
  expect(() => parseCron(expression, 'UTC')).toThrow();
});
