import type { Severity } from '../alerts/alert.ts';

/** What is to be told, before it is known by which channel. Stored, synced, in the outbox in the same step as the decision to tell it. */
export interface Outgoing {
  /** The same key is queued once: `<fingerprint>:<episode>:<reason>:<n>` for alerts. */
  key: string;
  severity: Severity;
  /** One line. */
  title: string;
  /** The whole message, plain text, redacted. */
  text: string;
  /** In this order; the next one is taken when one fails for good. Empty: the configuration's `escalation_channels`. */
  channels: readonly string[];
  /** Not before this time (quiet hours); null: at once. */
  deliverAfter: string | null;
  /** What it belongs to: a thread in Slack, a dedup key in PagerDuty. `resolves` updates the first message of the thread. */
  thread: string | null;
  resolves: boolean;
}
