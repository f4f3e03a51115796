import type { ExternalAlarm } from '../input.ts';

/** What is known of an alarm besides its own words. */
export interface AlarmContext {
  /** Epoch milliseconds. */
  now: number;
  /** Who says so, where the alarm itself does not; null: the shape's own default. */
  source: string | null;
  /** When, where the alarm itself does not say; epoch milliseconds. */
  at: number;
  status: unknown;
}

/** An alarm, or why there is none. */
export type Reading = ExternalAlarm | { refused: string };

/** When it began: not in the future, or it would last for a negative time. */
export function startOf(said: number | null, context: AlarmContext): string {
  return new Date(Math.min(said ?? context.at, context.now)).toISOString();
}
