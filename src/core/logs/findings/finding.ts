import type { KnownTemplate } from '../history.ts';
import type { Level } from '../level.ts';
import type { Template } from '../templates/templates.ts';

export type Severity = 'info' | 'warning' | 'critical';

/** Something about the logs that a person should know. Times are ISO 8601, null where the lines have none. */
export interface Finding {
  kind: string;
  severity: Severity;
  text: string;
  count: number;
  first: string | null;
  last: string | null;
  template: string | null;
  level: Level | null;
  address: string | null;
  sample: string | null;
  path: string | null;
  offset: number | null;
}

export interface Seen {
  template: Template;
  entry: KnownTemplate;
  isNew: boolean;
}

export interface FindingContext {
  now: Date;
  /** When this run's window began: the last run, or null at the first one. */
  since: Date | null;
  /** The earliest time that is known of; nothing is called new or vanished within a day of it. */
  learnedSince: Date;
  errorsPerMinute: { warning: number; critical: number };
  safe: (text: string) => string;
}

/** Before a day has been learned nothing is called new, unusual or vanished. */
export const LEARNING_MS = 86_400_000;

/** Of a first look's history only the last day is news: thirty errors of five years are no burst. */
export const NEWS_MS = 86_400_000;

export function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
