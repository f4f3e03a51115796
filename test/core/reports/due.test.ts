import { expect, test } from 'vitest';
import { newerName, reportsDue, type Written } from '../../../src/core/reports/due.ts';
import { DAY, HOUR, MINUTE, time } from './support.ts';

const ZONE = 'Asia/Seoul';
const NOTHING: Written = { daily: null, weekly: null, monthly: null };
/** 09:00 in Seoul. */
const at9 = (day: string) => time(`${day}T00:00:00Z`);

function due(now: number, written: Written = NOTHING, since: number | null = time('2026-01-10T00:00:00Z')): string[] {
  return reportsDue(now, ZONE, written, since).map(({ kind, name }) => `${kind} ${name}`);
}

/** Runs the reporter at each of these times and tells what it wrote at each. */
function simulate(times: readonly number[], since: number): string[][] {
  const written = { ...NOTHING };
  return times.map((now) =>
    reportsDue(now, ZONE, written, since).map(({ kind, name }) => {
      written[kind] = newerName(written[kind], name);
      return `${kind} ${name}`;
    }),
  );
}

test('an ordinary morning owes the day before', () => {
  expect(due(at9('2026-10-07'), { daily: '2026-10-05', weekly: '2026-W40', monthly: '2026-09' })).toEqual([
    'daily 2026-10-06',
  ]);
});

test('Monday owes the week too, and the 1st the month', () => {
  expect(due(at9('2026-10-05'), { daily: '2026-10-03', weekly: '2026-W39', monthly: '2026-09' })).toEqual([
    'daily 2026-10-04',
    'weekly 2026-W40',
  ]);
  expect(due(at9('2026-10-01'), { daily: '2026-09-29', weekly: '2026-W39', monthly: '2026-08' })).toEqual([
    'daily 2026-09-30',
    'monthly 2026-09',
  ]);
});

test('fifteen mornings make fifteen daily reports and each weekly one that ended in them', () => {
  const mornings = Array.from({ length: 15 }, (_day, index) => at9('2026-10-01') + index * DAY);
  const made = simulate(mornings, at9('2026-09-30') - HOUR).flat();
  expect(made.filter((name) => name.startsWith('daily'))).toHaveLength(15);
  expect(made.filter((name) => name.startsWith('weekly'))).toEqual(['weekly 2026-W40', 'weekly 2026-W41']);
  expect(made.filter((name) => name.startsWith('monthly'))).toEqual(['monthly 2026-09']);
});

test('asked every minute of a Monday morning, the weekly report is made once', () => {
  const minutes = Array.from({ length: 60 }, (_minute, index) => at9('2026-10-05') + index * MINUTE);
  const made = simulate(minutes, time('2026-09-01T00:00:00Z')).flat();
  expect(made.filter((name) => name === 'weekly 2026-W40')).toHaveLength(1);
});

test('a Monday that was missed is made up for on Wednesday, once', () => {
  const made = simulate([at9('2026-10-02'), at9('2026-10-07'), at9('2026-10-08')], time('2026-09-28T00:00:00Z'));
  expect(made[1]).toEqual([
    'daily 2026-10-02',
    'daily 2026-10-03',
    'daily 2026-10-04',
    'daily 2026-10-05',
    'daily 2026-10-06',
    'weekly 2026-W40',
  ]);
  expect(made[2]).toEqual(['daily 2026-10-07']);
});

test('after a year of sleep the newest are made, not three hundred', () => {
  const made = due(
    at9('2026-10-07'),
    { daily: '2025-10-01', weekly: '2025-W40', monthly: '2025-09' },
    time('2025-01-01T00:00:00Z'),
  );
  expect(made).toHaveLength(7 + 4 + 2);
  expect(made).toContain('daily 2026-10-06');
});

test('nothing is owed for the time before anything was watched', () => {
  expect(due(at9('2026-10-07'), NOTHING, time('2026-10-06T03:00:00Z'))).toEqual(['daily 2026-10-06']);
  expect(due(at9('2026-10-07'), NOTHING, time('2026-10-06T20:00:00Z'))).toEqual([]);
  expect(due(at9('2026-10-07'), NOTHING, null)).toEqual([]);
});

test('a clock that is set back makes nothing due again', () => {
  const made = simulate([at9('2026-10-07'), at9('2026-10-03'), at9('2026-10-07') + HOUR], time('2026-10-05T20:00:00Z'));
  expect(made).toEqual([['daily 2026-10-06'], [], []]);
});
