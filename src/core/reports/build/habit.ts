import { weekdayOf } from '../time/calendar.ts';
import { localTime } from '../time/zone.ts';

/** From so many on something is a habit and no accident. */
export const RECURRING = 3;

/** On how many days, at which hour and on which day of the week (1 is Monday) something came. */
export interface Habit {
  days: number;
  usualHour: number | null;
  usualWeekday: number | null;
}

export function habitOf(times: readonly number[], zone: string): Habit {
  const local = times.map((time) => localTime(time, zone));
  const days = [...new Set(local.map(({ day }) => day))];
  return {
    days: days.length,
    usualHour: usual(local.map(({ hour }) => hour)),
    // Each day once: three times on one Thursday say nothing about Thursdays.
    usualWeekday: usual(days.map(weekdayOf)),
  };
}

/** What more than half of them are; null where there is none, or too few to tell. */
function usual(values: readonly number[]): number | null {
  if (values.length < RECURRING) return null;
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [top] = [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
  return top !== undefined && top[1] * 2 > values.length ? top[0] : null;
}
