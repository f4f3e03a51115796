/** A day of the calendar as `YYYY-MM-DD`; these strings sort as the days do. */
export type CalendarDay = string;

const DAY_MS = 86_400_000;

function utc(day: CalendarDay): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function dayOf(time: number): CalendarDay {
  return new Date(time).toISOString().slice(0, 10);
}

/** Refuses days that no calendar has, such as 2026-02-30. */
export function isCalendarDay(text: string): boolean {
  if (!/^[12]\d{3}-\d\d-\d\d$/.test(text)) return false;
  const time = utc(text);
  return Number.isFinite(time) && dayOf(time) === text;
}

export function addDays(day: CalendarDay, count: number): CalendarDay {
  return dayOf(utc(day) + count * DAY_MS);
}

/** 1 is Monday, 7 is Sunday, as ISO 8601 counts. */
export function weekdayOf(day: CalendarDay): number {
  return new Date(utc(day)).getUTCDay() || 7;
}

export function firstOfMonth(day: CalendarDay): CalendarDay {
  return `${day.slice(0, 7)}-01`;
}

export function firstOfNextMonth(day: CalendarDay): CalendarDay {
  return firstOfMonth(addDays(firstOfMonth(day), 31));
}

export function mondayOf(day: CalendarDay): CalendarDay {
  return addDays(day, 1 - weekdayOf(day));
}

/** `2026-W01`: an ISO week belongs to the year of its Thursday, so 2027-01-01 lies in 2026-W53. */
export function isoWeekOf(day: CalendarDay): string {
  const thursday = addDays(mondayOf(day), 3);
  const year = thursday.slice(0, 4);
  const week = Math.floor((utc(thursday) - utc(`${year}-01-01`)) / (7 * DAY_MS)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** The Monday of `2026-W01`, or null where that year has no such week. */
export function mondayOfIsoWeek(week: string): CalendarDay | null {
  const match = /^([12]\d{3})-?W(\d\d)$/.exec(week);
  if (match === null) return null;
  const [, year = '', number = ''] = match;
  // The 4th of January always lies in week 1.
  const monday = addDays(mondayOf(`${year}-01-04`), 7 * (Number(number) - 1));
  return isoWeekOf(monday) === `${year}-W${number}` ? monday : null;
}
