import type { Severity } from '../alerts/alert.ts';

/** An incident as it stood at the end of the period. Times ISO 8601; null for what had not happened by then. */
export interface Incident {
  file: string;
  title: string;
  severity: string | null;
  openedAt: string;
  /** Where the time comes from: written in the file, its name, or the time at which it was last changed. */
  openedFrom: 'text' | 'name' | 'file';
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  resolvedAt: string | null;
  minutes: number | null;
}

export interface Incidents {
  opened: number;
  resolved: number;
  openAtEnd: number;
  openedBefore: number | null;
  /** Of those that were acknowledged, or resolved, within the period. */
  meanMinutesToAcknowledge: number | null;
  meanMinutesToResolve: number | null;
  byKind: { kind: string; count: number; percent: number }[];
  list: Incident[];
}

/** What came so often that its cause should be looked for. */
export interface Pattern {
  kind: 'alert' | 'incident' | 'news' | 'playbook';
  /** The name of the alert's rule, the title of incidents, the playbook. */
  subject: string;
  /** What the alert is about, or the playbook was run on. */
  target: string | null;
  times: number;
  days: number;
  /** The hour and the day of the week (1 is Monday) that most of them fell into; null where there is no such. */
  usualHour: number | null;
  usualWeekday: number | null;
}

/** One subject of the orchestrator's notifications. */
export interface Alarm {
  subject: string;
  severity: string;
  count: number;
  days: number;
  first: string;
  last: string;
  text: string;
  usualHour: number | null;
  usualWeekday: number | null;
}

/** One alert in the period, as it stood at its end: the same trouble of the same thing, however often it came. */
export interface AlertLine {
  fingerprint: string;
  alertname: string;
  /** What it is about, where that is one of several: a mount, a check. */
  resource: string | null;
  /** What it said when it last fired; null where neither the history nor a delivered message tells. */
  title: string | null;
  /** The worst that it was. */
  severity: Severity;
  /** How often it began to fire within the period; 0 where it fired before and was not over. */
  times: number;
  days: number;
  /** When it began first and last, also where that lies before the period. */
  first: string;
  last: string;
  /** Seconds of the period in which it fired. */
  seconds: number;
  openAtEnd: boolean;
  acknowledgedBy: string | null;
  usualHour: number | null;
  usualWeekday: number | null;
}

export interface Alerts {
  /** Beginnings within the period. */
  fired: number;
  firedBefore: number | null;
  bySeverity: Record<string, number>;
  openAtEnd: number;
  list: AlertLine[];
}

/** What became of messages to a person, those that were confirmed or given up within the period. */
export interface Deliveries {
  delivered: number;
  byChannel: Record<string, number>;
  /** From the moment at which a message might first be told to the receiver's answer. */
  seconds: { p50: number; p95: number; max: number } | null;
  givenUp: number;
  failures: { at: string; title: string; reason: string }[];
}

export interface Alarms {
  /** Notifications of the orchestrator. */
  total: number;
  before: number | null;
  bySeverity: Record<string, number>;
  /** How many of them a channel had confirmed by the end of the period. */
  delivered: number;
  list: Alarm[];
  alerts: Alerts;
  deliveries: Deliveries;
}
