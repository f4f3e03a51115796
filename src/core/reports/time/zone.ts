import { addDays, type CalendarDay } from './calendar.ts';

/** A moment as the clocks of a zone show it. */
export interface LocalTime {
  day: CalendarDay;
  hour: number;
  minute: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    const digits = '2-digit';
    const fields = { year: 'numeric', month: digits, day: digits, hour: digits, minute: digits } as const;
    formatter = new Intl.DateTimeFormat('en-CA', { ...fields, hourCycle: 'h23', timeZone: zone });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** The configured zone, or the one of the machine. */
export function zoneName(configured: string | null): string {
  return configured ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function localTime(time: number, zone: string): LocalTime {
  const parts: Record<string, string> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(time)) parts[type] = value;
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    hour: Number(parts.hour),
    minute: Number(parts.minute),
  };
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * The first moment of a day in a zone. It is searched, not computed: where clocks change at midnight a day begins at 01:00,
 * or is 23 or 25 hours long.
 */
export function startOfDay(day: CalendarDay, zone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Zones reach from UTC-12 to UTC+14.
  let before = midnight - 15 * HOUR_MS;
  let after = midnight + 13 * HOUR_MS;
  while (after - before > MINUTE_MS) {
    const middle = before + Math.floor((after - before) / 2 / MINUTE_MS) * MINUTE_MS;
    if (localTime(middle, zone).day < day) before = middle;
    else after = middle;
  }
  return after;
}

export function endOfDay(day: CalendarDay, zone: string): number {
  return startOfDay(addDays(day, 1), zone);
}
