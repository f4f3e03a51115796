import { type Period, periodAt, periodBefore, REPORT_KINDS, type ReportKind } from './time/period.ts';

/** The last whole period of each kind that a report was written for, by name; null where none was. */
export type Written = Record<ReportKind, string | null>;

/** How many missed reports are made up for at once, the newest: a machine that slept for a year writes no 365 reports. */
const MOST_MADE_UP: Readonly<Record<ReportKind, number>> = { daily: 7, weekly: 4, monthly: 2 };

/**
 * The whole periods that still lack their report, oldest first: those that are over, began to be watched, and come after the last
 * one written. So Monday's run owes the week that ended, the run on the 1st owes the month, and a missed one is made up for once.
 */
export function reportsDue(now: number, zone: string, written: Written, watchedSince: number | null): Period[] {
  if (watchedSince === null) return [];
  return REPORT_KINDS.flatMap((kind) => periodsDue(kind, now, zone, written[kind], watchedSince));
}

function periodsDue(kind: ReportKind, now: number, zone: string, last: string | null, watchedSince: number): Period[] {
  const due: Period[] = [];
  let period = periodBefore(periodAt(kind, now, zone));
  while (due.length < MOST_MADE_UP[kind] && period.to > watchedSince && (last === null || period.name > last)) {
    due.unshift(period);
    period = periodBefore(period);
  }
  return due;
}

/** The newer of two names of one kind. A clock that was set back must not make old reports due again. */
export function newerName(one: string | null, other: string): string {
  return one === null || other > one ? other : one;
}
