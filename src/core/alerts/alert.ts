import { createHash } from 'node:crypto';

export type Severity = 'info' | 'warning' | 'critical';

/**
 * `pending`: the condition holds, not yet for long enough. `firing`: told. `recovering`: cleared, not yet for long enough. `resolved`: over,
 * kept for a while. `stale`: nothing is known any more (no fresh sample); never a resolution.
 */
export type AlertState = 'pending' | 'firing' | 'recovering' | 'resolved' | 'stale';

/** One statement about one resource, in alerts/state/<fingerprint>.json. Times ISO 8601. */
export interface Alert {
  version: 1;
  /** Of the labels, never of value, text or time: the same trouble is the same alert. */
  fingerprint: string;
  /** A new one each time it begins to be pending: firing and resolved of one episode belong together. */
  episode: string;
  /** At least `alertname` and `source`; `resource` where it is about one of several. */
  labels: Record<string, string>;
  severity: Severity;
  state: AlertState;
  /** What is wrong, for a person, in the locale's language. */
  message: string;
  value: number | null;
  threshold: number | null;
  unit: string | null;
  activeAt: string;
  firedAt: string | null;
  clearedAt: string | null;
  resolvedAt: string | null;
  updatedAt: string;
  acknowledged: { by: string; at: string; until: string | null } | null;
  flapping: boolean;
  /** What was tried against it, newest last. */
  tried: { at: string; what: string; result: string }[];
  incidentId: string | null;
  /** Notifications sent for this episode, newest last: the reason is always one of `NotifyReason`. */
  notified: { at: string; reason: NotifyReason; severity: Severity; key: string }[];
  /** The severity that was told and is still in force: falls with the alert's, so that the next rise is told again. Missing: none was. */
  told?: Severity | null;
  /** The sample that it was last judged by; what is not newer says nothing new. Missing: it is no rule's. */
  sampleAt?: string | null;
  /** Of an alarm from outside: when it counts as over if nobody says it again. */
  endsAt?: string | null;
  /** Why it is not told although it fires: silenced, inhibited, flapping. Missing: it is told. */
  mutedBy?: string | null;
}

/** Why a notification is sent. Every one carries its reason. */
export type NotifyReason =
  | 'first'
  | 'severity raised'
  | 'repeat'
  | 'escalated'
  | 'acknowledgement expired'
  | 'resolved'
  | 'flapping'
  | 'stale'
  | 'storm'
  | 'digest';

/** What is not known of an alert that just begins. */
export function unsaid() {
  return {
    message: '',
    value: null,
    threshold: null,
    unit: null,
    clearedAt: null,
    resolvedAt: null,
    acknowledged: null,
    tried: [],
    incidentId: null,
    notified: [],
    told: null,
  } satisfies Partial<Alert>;
}

export function fingerprintOf(labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}
