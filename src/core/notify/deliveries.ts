import { join } from 'node:path';
import { appendJsonLines, readJsonLines } from '../files/json-lines.ts';
import type { Layout } from '../files/layout.ts';
import type { OutboxEntry } from './outbox/entry.ts';

/** One line of alerts/deliveries.jsonl: what became of a message in the end. The outbox forgets, this does not. */
export interface DeliveryRecord {
  version: 1;
  /** When the receiver confirmed it, or when it was given up. */
  at: string;
  key: string;
  severity: string;
  title: string;
  /** null: given up. */
  channel: string | null;
  providerId: string | null;
  /** Why it was given up. */
  reason: string | null;
  /** From the moment at which it might first be told to the answer of the receiver. */
  tookMs: number;
}

export function deliveriesPath(at: Layout): string {
  return join(at.alerts, 'deliveries.jsonl');
}

export function recordOf({ outgoing, queuedAt, sent, dead }: OutboxEntry): DeliveryRecord {
  const { key, severity, title, deliverAfter } = outgoing;
  const time = sent?.at ?? dead?.at ?? queuedAt;
  const since = Math.max(Date.parse(queuedAt), deliverAfter === null ? 0 : Date.parse(deliverAfter));
  return {
    version: 1,
    at: time,
    key,
    severity,
    title,
    channel: sent?.channel ?? null,
    providerId: sent?.providerId ?? null,
    reason: dead?.reason ?? null,
    tookMs: Math.max(0, Date.parse(time) - since),
  };
}

export function appendDeliveries(at: Layout, entries: readonly OutboxEntry[]): void {
  if (entries.length > 0) appendJsonLines(deliveriesPath(at), entries.map(recordOf));
}

export function readDeliveries(at: Layout): DeliveryRecord[] {
  return readJsonLines<DeliveryRecord>(deliveriesPath(at)).values;
}
