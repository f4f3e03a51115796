import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDays,
  isCalendarDay,
  isoWeekOf,
  mondayOfIsoWeek,
  weekdayOf,
} from '../../../../src/core/reports/time/calendar.ts';
import { daysOf, parsePeriod, periodAt, periodBefore, periodOfDay } from '../../../../src/core/reports/time/period.ts';
import { localTime, startOfDay } from '../../../../src/core/reports/time/zone.ts';

const HOUR = 3_600_000;
const now = Date.parse('2026-10-07T03:00:00Z');

function hoursOf(day: string, zone: string): number {
  const { from, to } = periodOfDay('daily', day, zone);
  return (to - from) / HOUR;
}

test('a day is a day of the configured zone, not of UTC', () => {
  const period = periodAt('daily', Date.parse('2026-10-04T15:00:00Z'), 'Asia/Seoul');
  expect(period).toMatchObject({ name: '2026-10-05', from: Date.parse('2026-10-04T15:00:00Z') });
  expect(periodAt('daily', Date.parse('2026-10-04T14:59:59Z'), 'Asia/Seoul').name).toBe('2026-10-04');
});

test('days on which clocks are set are 23 and 25 hours long', () => {
  expect(hoursOf('2026-03-08', 'America/New_York')).toBe(23);
  expect(hoursOf('2026-11-01', 'America/New_York')).toBe(25);
  expect(hoursOf('2026-10-05', 'Asia/Seoul')).toBe(24);
  expect(hoursOf('2026-04-05', 'Australia/Lord_Howe')).toBe(24.5);
});

test('a day without a midnight begins with its first moment', () => {
  const from = startOfDay('2018-11-04', 'America/Sao_Paulo');
  expect(localTime(from, 'America/Sao_Paulo')).toEqual({ day: '2018-11-04', hour: 1, minute: 0 });
  expect(localTime(from - 1, 'America/Sao_Paulo').day).toBe('2018-11-03');
});

test('the first moment of any day in any zone lies on it, and the one before does not', () => {
  const zones = [
    'UTC',
    'Asia/Seoul',
    'America/St_Johns',
    'Pacific/Kiritimati',
    'Etc/GMT+12',
    'Africa/Cairo',
    'Asia/Beirut',
    'Asia/Kathmandu',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 20_000 }), (zone, offset) => {
      const day = addDays('1990-01-01', offset);
      const from = startOfDay(day, zone);
      expect(localTime(from, zone).day).toBe(day);
      expect(localTime(from - 1, zone).day < day).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test.each([
  ['2026-01-01', '2026-W01'],
  ['2026-10-05', '2026-W41'],
  ['2026-12-31', '2026-W53'],
  ['2027-01-03', '2026-W53'],
  ['2024-12-30', '2025-W01'],
  ['2021-01-03', '2020-W53'],
])('%s lies in ISO week %s', (day, week) => {
  expect(isoWeekOf(day)).toBe(week);
  expect(weekdayOf(mondayOfIsoWeek(week) ?? '')).toBe(1);
});

test('weeks are named as `date +%G-W%V` names them, and each name leads back to its Monday', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }), (offset) => {
      const day = addDays('1990-01-01', offset);
      const monday = mondayOfIsoWeek(isoWeekOf(day));
      expect(monday).not.toBeNull();
      const distance = (Date.parse(day) - Date.parse(monday ?? '')) / (24 * HOUR);
      expect(distance).toBe(weekdayOf(day) - 1);
    }),
  );
});

test.each(['2026-02-30', '2026-13-01', '2026-1-1', 'now', '', '2025-W53', '2026-W00', '26-01-01', '2026-10-05T00:00'])(
  '%j is no week',
  (text) => {
    expect(parsePeriod('weekly', text, now, 'UTC')).toBeNull();
  },
);

test('a period is named by its own notation, by a day in it, or by today and yesterday', () => {
  const parse = (kind: 'daily' | 'weekly' | 'monthly', text: string) => parsePeriod(kind, text, now, 'Asia/Seoul');
  expect(parse('daily', 'yesterday')?.name).toBe('2026-10-06');
  expect(parse('weekly', '2026-W40')).toMatchObject({ firstDay: '2026-09-28', lastDay: '2026-10-04' });
  expect(parse('weekly', '2026-10-04')?.name).toBe('2026-W40');
  expect(parse('monthly', '2026-02')).toMatchObject({ firstDay: '2026-02-01', lastDay: '2026-02-28' });
  expect(parse('monthly', '2026-02-11')?.name).toBe('2026-02');
  expect(parse('daily', '2026-02')).toBeNull();
  expect(isCalendarDay('2024-02-29')).toBe(true);
});

test('periods follow each other without a hole or an overlap, and longer ones are made of whole days', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('daily', 'weekly', 'monthly'),
      fc.constantFrom('America/New_York', 'Asia/Seoul', 'Europe/Berlin'),
      fc.integer({ min: 0, max: 3_000 }),
      (kind, zone, offset) => {
        const period = periodOfDay(kind as 'weekly', addDays('2020-01-01', offset), zone);
        expect(periodBefore(period).to).toBe(period.from);
        const days = daysOf(period);
        expect(days[0]?.from).toBe(period.from);
        expect(days.at(-1)?.to).toBe(period.to);
      },
    ),
    { numRuns: 25 },
  );
});
