import fc from 'fast-check';
import { expect, test } from 'vitest';
import { offsetsOf } from '../../src/core/schedule/offsets.ts';
import { wallTime } from '../../src/core/schedule/wall-time.ts';

function zoneOffset(zone: string, time: number): number {
  return offsetsOf(zone)(time) * 60_000;
}

const cases: [text: string, zone: string, utc: string | null, why: string][] = [
  ['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30:00.000Z', 'skipped: by the offset before'],
  ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z', 'skipped: by the offset before'],
  ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z', 'shown twice: the first'],
  ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z', 'shown twice: the first'],
  ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z', 'half an hour shown twice: the first'],
  ['2026-07-01T12:00', 'Asia/Seoul', '2026-07-01T03:00:00.000Z', 'plain'],
  ['2026-07-01', 'UTC', '2026-07-01T00:00:00.000Z', 'a day alone is its midnight'],
  ['2026-07-01T12:00:00+02:00', 'Asia/Seoul', '2026-07-01T10:00:00.000Z', 'with an offset the zone means nothing'],
  ['2026-02-30T10:00', 'UTC', null, 'there is no 30th of February'],
  ['2026-13-01T10:00', 'UTC', null, 'there is no 13th month'],
  ['2026-01-01T24:00', 'UTC', null, 'there is no hour 24'],
  ['soon', 'UTC', null, 'no time at all'],
];

test.each(cases)('%s in %s is %s (%s)', (text, zone, utc) => {
  const time = wallTime(text, zone);
  expect(time === null ? null : new Date(time).toISOString()).toBe(utc);
});

test('what a clock on the wall shows is read back as that moment, or as the first that shows the same', () => {
  const zone = fc.constantFrom(
    'America/New_York',
    'Europe/Berlin',
    'Asia/Seoul',
    'Australia/Lord_Howe',
    'Africa/Cairo',
    'UTC',
  );
  const minute = fc.integer({ min: Date.UTC(2020, 0) / 60_000, max: Date.UTC(2035, 0) / 60_000 });
  const property = fc.property(zone, minute, (name, minutes) => {
    const time = minutes * 60_000;
    const shown = new Date(time + zoneOffset(name, time)).toISOString().slice(0, 16);
    const read = wallTime(shown, name);
    expect(read).not.toBeNull();
    expect(new Date((read ?? 0) + zoneOffset(name, read ?? 0)).toISOString().slice(0, 16)).toBe(shown);
    expect(read ?? 0).toBeLessThanOrEqual(time);
  });
  fc.assert(property, { numRuns: 200 });
});
