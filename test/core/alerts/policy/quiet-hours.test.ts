import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heldUntil } from '../../../../src/core/alerts/policy/held.ts';
import { isQuiet, type QuietHours, quietUntil } from '../../../../src/core/alerts/policy/quiet-hours.ts';
import { configSchema } from '../../../../src/core/config/schema.ts';

const SEOUL: QuietHours = { start: '23:00', end: '08:00', timeZone: 'Asia/Seoul' };
const BERLIN: QuietHours = { start: '23:00', end: '08:00', timeZone: 'Europe/Berlin' };

function until(time: string, hours: QuietHours): string | null {
  const found = quietUntil(Date.parse(time), hours);
  return found === null ? null : new Date(found).toISOString();
}

test.each([
  ['a moment before they begin', '2026-03-02T22:59:59.999+09:00', null],
  ['as they begin', '2026-03-02T23:00:00+09:00', '2026-03-02T23:00:00.000Z'],
  ['at midnight', '2026-03-03T00:00:00+09:00', '2026-03-02T23:00:00.000Z'],
  ['a moment before they end', '2026-03-03T07:59:59.999+09:00', '2026-03-02T23:00:00.000Z'],
  ['as they end', '2026-03-03T08:00:00+09:00', null],
  ['in the day', '2026-03-03T15:00:00+09:00', null],
])('the night of Seoul, %s', (_when, time, expected) => {
  expect(until(time, SEOUL)).toBe(expected);
});

test('the last tenth of a second before eleven is still the evening', () => {
  expect(until('2026-03-02T22:59:59.9+09:00', SEOUL)).toBeNull();
});

test('hours within one day end on that day', () => {
  const noon = { start: '12:00', end: '13:30', timeZone: 'Asia/Seoul' };
  expect(until('2026-03-03T12:00:00+09:00', noon)).toBe('2026-03-03T04:30:00.000Z');
  expect(until('2026-03-03T13:30:00+09:00', noon)).toBeNull();
  expect(until('2026-03-03T11:59:59.999+09:00', noon)).toBeNull();
});

test('the night in which summer time begins is an hour shorter, the one in which it ends an hour longer', () => {
  expect(until('2026-03-28T23:00:00+01:00', BERLIN)).toBe('2026-03-29T06:00:00.000Z');
  expect(until('2026-10-24T23:00:00+02:00', BERLIN)).toBe('2026-10-25T07:00:00.000Z');
});

test('an end that the clock skips is when it skips it', () => {
  const hours = { start: '23:00', end: '02:30', timeZone: 'Europe/Berlin' };
  expect(until('2026-03-29T00:30:00+01:00', hours)).toBe('2026-03-29T01:00:00.000Z');
});

test('an end that the clock shows twice is the first of the two, and the hour that comes again is quiet again', () => {
  const hours = { start: '23:00', end: '02:30', timeZone: 'Europe/Berlin' };
  expect(until('2026-10-25T00:30:00+02:00', hours)).toBe('2026-10-25T00:30:00.000Z');
  expect(until('2026-10-25T02:10:00+01:00', hours)).toBe('2026-10-25T01:30:00.000Z');
});

test('what is critical passes, the rest waits for their end', () => {
  const now = Date.parse('2026-03-02T23:30:00+09:00');
  expect(heldUntil('critical', now, { quietHours: SEOUL })).toBeNull();
  expect(heldUntil('warning', now, { quietHours: SEOUL })).toBe('2026-03-02T23:00:00.000Z');
  expect(heldUntil('warning', now, { quietHours: null })).toBeNull();
});

test('hours that begin when they end, or at 24:00, are refused', () => {
  const isTaken = (start: string, end: string) => configSchema.safeParse({ quiet_hours: { start, end } }).success;
  expect(isTaken('23:00', '23:00')).toBe(false);
  expect(isTaken('23:00', '24:00')).toBe(false);
  expect(isTaken('23:00', '32:00')).toBe(false);
  expect(isTaken('00:00', '23:59')).toBe(true);
});

const minute = fc.integer({ min: 0, max: 1_439 });
const clock = (at: number) => `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;

test('in every zone the end of a quiet hour is later, not quiet, and within a day', () => {
  const zones = fc.constantFrom(
    'Asia/Seoul',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
  );
  const year = { min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true };
  fc.assert(
    fc.property(minute, minute, zones, fc.date(year), (start, end, timeZone, date) => {
      fc.pre(start !== end);
      const hours = { start: clock(start), end: clock(end), timeZone };
      const found = quietUntil(date.getTime(), hours);
      expect(found === null).toBe(!isQuiet(date.getTime(), hours));
      if (found === null) return;
      expect(isQuiet(found, hours)).toBe(false);
      expect(isQuiet(found - 1, hours)).toBe(true);
      expect(found - date.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
    }),
    { numRuns: 300 },
  );
});
