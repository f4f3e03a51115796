import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Severity } from '../alerts/alert.ts';
import { appendJsonLines, readJsonLines } from '../files/json-lines.ts';
import type { Layout } from '../files/layout.ts';
import { entryId } from './outbox/entry.ts';
import { enqueue, readEntry } from './outbox/store.ts';
import type { Outgoing } from './outgoing.ts';

export type { Severity } from '../alerts/alert.ts';

/** Something that a person should know, in alerts/notifications.jsonl. `delivered` says what a channel confirmed, never what was hoped. */
export interface Notification {
  version: 1;
  id: string;
  at: string;
  severity: Severity;
  /** What it is about: told once while it lasts, whoever finds it again. */
  subject: string;
  text: string;
  delivered: { channel: string; at: string } | null;
  /** Why it is not delivered. */
  reason: string | null;
  /** The name of the alert that tells of it, with its own messages; absent where this is told itself. */
  alertname?: string;
}

export function notificationsPath(at: Layout): string {
  return join(at.alerts, 'notifications.jsonl');
}

/** Makes a notification; stored by `tell`, or told past a disk that is full by `tellNow`. */
export function newNotification(told: { severity: Severity; subject: string; text: string }): Notification {
  const at = new Date().toISOString();
  return {
    version: 1,
    id: randomUUID(),
    at,
    ...told,
    delivered: null,
    reason: 'queued; ops outbox shows what became of it',
  };
}

function note(at: Layout, entry: Notification): void {
  appendJsonLines(notificationsPath(at), [entry], { sync: true });
}

/** Notes a notification of which the messages of an alert tell; synced. */
export function noteForAlert(at: Layout, entry: Notification, alertname: string): void {
  note(at, { ...entry, alertname, reason: 'its alert tells of it: ops alerts' });
}

/** Queues a notification for the channels of escalation, and notes it; synced. Not to be told before `deliverAfter`. */
export function tell(at: Layout, entry: Notification, deliverAfter: string | null = null): void {
  // What cannot be queued is not noted as told.
  enqueue(at, outgoingOf(entry, deliverAfter));
  note(at, entry);
}

export function readNotifications(at: Layout): Notification[] {
  return readJsonLines<Notification>(notificationsPath(at)).values;
}

const TITLE_LENGTH = 200;

/** The same as a message for the outbox, over the channels of escalation. */
export function outgoingOf(told: Notification, deliverAfter: string | null = null): Outgoing {
  const { id, severity, text } = told;
  const title = (text.split('\n')[0] ?? '').slice(0, TITLE_LENGTH);
  const untied = { channels: [], thread: null, resolves: false };
  return { key: `told:${id}`, severity, title, text, deliverAfter, ...untied };
}

/** What became of a notification that was queued as `outgoingOf` makes it. */
export function deliveryOf(at: Layout, told: Notification): Pick<Notification, 'delivered' | 'reason'> {
  const id = entryId(outgoingOf(told).key);
  const [entry] = (['sent', 'dead', 'queued'] as const).flatMap((state) => {
    const found = readEntry(at, state, id);
    return found === null || 'unreadable' in found ? [] : [found];
  });
  if (entry === undefined) return { delivered: told.delivered, reason: told.reason };
  if (entry.sent !== null) return { delivered: { channel: entry.sent.channel, at: entry.sent.at }, reason: null };
  const reason = entry.dead?.reason ?? entry.waiting?.reason ?? entry.attempts.at(-1)?.reason ?? 'it is queued';
  return { delivered: null, reason };
}
