import { offsetsOf } from './offsets.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$/;

/**
 * The moment that a text names: with an offset as it stands, without one by the wall clock of the zone (null: the machine's). Where the clock
 * shows the time twice, the first of the two; where it is set forward and the time does not exist, the moment by the offset before. Null
 * for what is no time.
 */
export function wallTime(text: string, zone: string | null): number | null {
  const match = LOCAL.exec(text.trim());
  if (match === null) {
    const time = Date.parse(text);
    return /[zZ]|[+-]\d{2}:?\d{2}$/.test(text) && !Number.isNaN(time) ? time : null;
  }
  const [, year, month, day, hour = '0', minute = '0', second = '0'] = match;
  const asUtc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  // What is no day or time of the calendar would be taken for another one: the 30th of February for the 2nd of March.
  const whole =
    [year, month, day].join('-') + `T${[hour, minute, second].map((part) => part.padStart(2, '0')).join(':')}.000Z`;
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString() !== whole) return null;
  const minutesAt = offsetsOf(zone);
  const offsetAt = (time: number) => minutesAt(time) * MINUTE_MS;
  // No zone changes its offset twice within two days: one of the two is that of the moment itself.
  const [before, after] = [offsetAt(asUtc - DAY_MS), offsetAt(asUtc + DAY_MS)];
  const fitting = [asUtc - before, asUtc - after].filter((time) => time + offsetAt(time) === asUtc);
  return fitting.length === 0 ? asUtc - before : Math.min(...fitting);
}
