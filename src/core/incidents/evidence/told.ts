import type { Alert } from '../../alerts/alert.ts';
import type { Layout } from '../../files/layout.ts';
import type { OutboxEntry } from '../../notify/outbox/entry.ts';
import { listOutbox, OUTBOX_STATES, type OutboxState } from '../../notify/outbox/store.ts';

/** One message about an alert: why it was sent, and what became of it. */
export interface Told {
  key: string;
  /** Of the notification log; null where only the outbox knows of it. */
  reason: string | null;
  at: string;
  severity: string;
  /** null: not in the outbox any more. */
  state: OutboxState | null;
  channel: string | null;
  sentAt: string | null;
  providerId: string | null;
  /** Why it is not sent; null where it is, or nothing is known. */
  problem: string | null;
  attempts: number;
}

/** Every message of an alert's episode, the oldest first. */
export function toldOf(at: Layout, alert: Alert): Told[] {
  const entries = new Map<string, { state: OutboxState; entry: OutboxEntry }>();
  for (const state of OUTBOX_STATES)
    for (const entry of listOutbox(at, state).entries) entries.set(entry.outgoing.key, { state, entry });
  const logged = alert.notified.map((one) => told(one.key, one.at, one.severity, one.reason, entries.get(one.key)));
  const known = new Set(logged.map(({ key }) => key));
  const others = [...entries]
    .filter(([key]) => key.startsWith(`${alert.fingerprint}:${alert.episode}:`) && !known.has(key))
    .map(([key, found]) => told(key, found.entry.queuedAt, found.entry.outgoing.severity, null, found));
  return [...logged, ...others].sort((one, other) => (one.at < other.at ? -1 : 1));
}

function told(
  key: string,
  at: string,
  severity: string,
  reason: string | null,
  found: { state: OutboxState; entry: OutboxEntry } | undefined,
): Told {
  const entry = found?.entry;
  const last = entry?.attempts.at(-1);
  const isSent = entry?.sent != null;
  return {
    ...{ key, reason, at, severity },
    state: found?.state ?? null,
    channel: entry?.sent?.channel ?? last?.channel ?? null,
    sentAt: entry?.sent?.at ?? null,
    providerId: entry?.sent?.providerId ?? null,
    problem: isSent ? null : (entry?.dead?.reason ?? entry?.waiting?.reason ?? last?.reason ?? null),
    attempts: entry?.attempts.length ?? 0,
  };
}
