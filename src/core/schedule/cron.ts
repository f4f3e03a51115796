import { Cron } from 'croner';
import { type OffsetAt, offsetChange, offsetsOf } from './offsets.ts';

/** Answers when a schedule is due. All times are epoch milliseconds; the expression is read in local time of the zone. */
export interface Schedule {
  /** The first occurrence after `time`; null where there is none any more. */
  next(time: number): number | null;
  /** Occurrences after `from`, up to and including `to`, oldest first; at most `limit`, the newest of them. */
  between(from: number, to: number, limit: number): number[];
}

type Next = Schedule['next'];

/** A window this wide is looked through first, and ones four times as wide while it holds too little. */
const FIRST_WINDOW_MS = 60_000;
const WIDER = 4;

/**
 * Reads a cron expression of five or six fields. A time of day that is said (`30 2 * * *`) comes once a day, also when the clock skips
 * it or shows it twice; what comes every hour or more often (the field of hours begins with `*`) goes by elapsed time instead, as in
 * vixie cron: else nothing would be measured in the hour that autumn shows twice. @throws where it is no such expression.
 */
export function parseCron(expression: string, timeZone: string | null): Schedule {
  const cron = new Cron(expression, { paused: true, ...(timeZone === null ? {} : { timezone: timeZone }) });
  const daily: Next = (time) => cron.nextRun(new Date(time))?.getTime() ?? null;
  const next = comesEveryHour(expression) ? byElapsedTime(expression, offsetsOf(timeZone)) : daily;
  return { next, between: (from, to, limit) => newest(next, from, to, limit) };
}

function comesEveryHour(expression: string): boolean {
  const fields = expression.trim().split(/\s+/);
  const hours = fields[fields.length - 4];
  return hours?.startsWith('*') === true || fields[0] === '@hourly';
}

/** Within a stretch of one offset to UTC the clock runs evenly; behind its end the search goes on with the next offset. */
function byElapsedTime(expression: string, offsetAt: OffsetAt): Next {
  const crons = new Map<number, Cron>();
  const nextAt = (offset: number, time: number): number | null => {
    let cron = crons.get(offset);
    if (cron === undefined) {
      cron = new Cron(expression, { paused: true, utcOffset: offset });
      crons.set(offset, cron);
    }
    return cron.nextRun(new Date(time))?.getTime() ?? null;
  };
  return (time) => {
    let from = time;
    for (;;) {
      const slot = nextAt(offsetAt(from), from);
      const change = slot === null ? null : offsetChange(offsetAt, from, slot);
      if (change === null) return slot;
      // An occurrence at the very moment of the change is one of the new offset, which a search from just before it would miss.
      const first = nextAt(offsetAt(change), change - 1);
      if (first === change) return first;
      from = change;
    }
  };
}

/** Looks backwards in ever wider windows: after a month's absence nobody walks through every minute of it. */
function newest(next: Next, from: number, to: number, limit: number): number[] {
  for (let window = FIRST_WINDOW_MS; ; window *= WIDER) {
    const start = Math.max(from, to - window);
    const slots: number[] = [];
    for (let slot = next(start); slot !== null && slot <= to; slot = next(slot)) slots.push(slot);
    if (slots.length >= limit || start === from) return slots.slice(-limit);
  }
}
