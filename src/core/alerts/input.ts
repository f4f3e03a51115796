import type { Severity } from './alert.ts';

/**
 * What another system or a person says of one resource: an urgent file, Alertmanager's webhook, `ops alerts raise`. It waits for nothing.
 */
export interface ExternalAlarm {
  /** At least `alertname` and `source`. */
  labels: Record<string, string>;
  status: 'firing' | 'resolved';
  severity: Severity;
  /** What is wrong, for a person. */
  message: string;
  value: number | null;
  threshold: number | null;
  unit: string | null;
  /** ISO 8601. */
  startsAt: string;
  /** When it counts as over if nobody says it again; null: when somebody says so. */
  endsAt: string | null;
}

/** What one rule found of one resource in one sample. */
export interface Observation {
  rule: string;
  labels: Record<string, string>;
  /** The sample's time, never the time of the look at it. ISO 8601. */
  at: string;
  /** null: the reading failed or is not there; says nothing about the resource. */
  value: number | null;
  /** Milliseconds from one such sample to the next; after two and a half of them without one the alert is stale. Missing: nobody says so. */
  everyMs?: number | null;
  /** What is known besides, for the message: a check's own words, a reason. */
  detail?: string | null;
}
