import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { appendJsonLines, readJsonLines } from '../files/json-lines.ts';
import type { Layout } from '../files/layout.ts';

export type Severity = 'info' | 'warning' | 'critical';

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
}

export function notificationsPath(at: Layout): string {
  return join(at.alerts, 'notifications.jsonl');
}

/** Stores a notification, synced. No channel can deliver it yet, and the entry says so. */
export function tell(at: Layout, told: { severity: Severity; subject: string; text: string }): Notification {
  const reason = 'no channel is connected; shown by ops status and the dashboard';
  const entry: Notification = {
    version: 1,
    id: randomUUID(),
    at: new Date().toISOString(),
    ...told,
    delivered: null,
    reason,
  };
  appendJsonLines(notificationsPath(at), [entry], { sync: true });
  return entry;
}

export function readNotifications(at: Layout): Notification[] {
  return readJsonLines<Notification>(notificationsPath(at)).values;
}
