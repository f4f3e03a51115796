import {
  addDays,
  type CalendarDay,
  firstOfMonth,
  firstOfNextMonth,
  isCalendarDay,
  isoWeekOf,
  mondayOf,
  mondayOfIsoWeek,
} from './calendar.ts';
import { localTime, startOfDay } from './zone.ts';

export const REPORT_KINDS = ['daily', 'weekly', 'monthly'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** What one report covers: whole days of one zone, from `from` up to but without `to`. Times are epoch milliseconds. */
export interface Period {
  kind: ReportKind;
  /** `2026-10-05`, `2026-W41` or `2026-10`. */
  name: string;
  firstDay: CalendarDay;
  lastDay: CalendarDay;
  from: number;
  to: number;
  zone: string;
}

interface Shape {
  first: (day: CalendarDay) => CalendarDay;
  /** The first day of the period after the one that begins with `first`. */
  next: (first: CalendarDay) => CalendarDay;
  name: (first: CalendarDay) => string;
  /** Reads the period's own notation; null where the text is none. */
  parse: (text: string) => CalendarDay | null;
  notation: string;
}

const SHAPES: Readonly<Record<ReportKind, Shape>> = {
  daily: {
    first: (day) => day,
    next: (first) => addDays(first, 1),
    name: (first) => first,
    parse: () => null,
    notation: '2026-01-31',
  },
  weekly: {
    first: mondayOf,
    next: (first) => addDays(first, 7),
    name: isoWeekOf,
    parse: mondayOfIsoWeek,
    notation: '2026-W05 or a day of that week such as 2026-01-31',
  },
  monthly: {
    first: firstOfMonth,
    next: firstOfNextMonth,
    name: (first) => first.slice(0, 7),
    parse: (text) => (isCalendarDay(`${text}-01`) ? `${text}-01` : null),
    notation: '2026-01 or a day of that month such as 2026-01-31',
  },
};

/** The period that a day lies in. */
export function periodOfDay(kind: ReportKind, day: CalendarDay, zone: string): Period {
  const shape = SHAPES[kind];
  const firstDay = shape.first(day);
  const next = shape.next(firstDay);
  const from = startOfDay(firstDay, zone);
  return {
    kind,
    name: shape.name(firstDay),
    firstDay,
    lastDay: addDays(next, -1),
    from,
    to: startOfDay(next, zone),
    zone,
  };
}

export function periodAt(kind: ReportKind, time: number, zone: string): Period {
  return periodOfDay(kind, localTime(time, zone).day, zone);
}

export function periodBefore({ kind, firstDay, zone }: Period): Period {
  return periodOfDay(kind, addDays(firstDay, -1), zone);
}

export function periodAfter({ kind, lastDay, zone }: Period): Period {
  return periodOfDay(kind, addDays(lastDay, 1), zone);
}

/** The period that a person names: by its own notation, by a day in it, `today` or `yesterday`. Null where the text is none of these. */
export function parsePeriod(kind: ReportKind, text: string, now: number, zone: string): Period | null {
  const today = localTime(now, zone).day;
  const words: Readonly<Record<string, CalendarDay>> = { today, yesterday: addDays(today, -1) };
  const day = words[text] ?? SHAPES[kind].parse(text) ?? (isCalendarDay(text) ? text : null);
  return day === null ? null : periodOfDay(kind, day, zone);
}

export function periodNotation(kind: ReportKind): string {
  return SHAPES[kind].notation;
}

/** The days of a period, oldest first, each as a period of its own. */
export function daysOf(period: Period): Period[] {
  const days: Period[] = [];
  for (let day = period.firstDay; day <= period.lastDay; day = addDays(day, 1))
    days.push(periodOfDay('daily', day, period.zone));
  return days;
}
