import { Cron } from 'croner';

/** Answers when a schedule is due. All times are epoch milliseconds; the expression is read in local time of the zone. */
export interface Schedule {
  /** The first occurrence after `time`; null where there is none any more. */
  next(time: number): number | null;
  /** Occurrences after `from`, up to and including `to`, oldest first; at most `limit`, the newest of them. */
  between(from: number, to: number, limit: number): number[];
}

export function parseCron(expression: string, timeZone: string | null): Schedule {
  const cron = new Cron(expression, { paused: true, ...(timeZone === null ? {} : { timezone: timeZone }) });
  const next = (time: number) => cron.nextRun(new Date(time))?.getTime() ?? null;
  return {
    next,
    between(from, to, limit) {
      const slots: number[] = [];
      for (let slot = next(from); slot !== null && slot <= to; slot = next(slot)) {
        slots.push(slot);
        if (slots.length > limit) slots.shift();
      }
      return slots;
    },
  };
}
