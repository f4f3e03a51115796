import { createHash } from 'node:crypto';
import type { Outgoing } from '../outgoing.ts';
import { digestText } from '../texts/many.ts';
import type { Locale } from '../texts/words.ts';
import { dueSince, type OutboxEntry } from './entry.ts';

export const DEAD_LETTER = 'dead-letter:';

/** What goes over a channel in one message: one entry, or several that were held back and are told together. */
export type Batch = readonly [OutboxEntry, ...OutboxEntry[]];

const SEVERITIES = ['info', 'warning', 'critical'] as const;

/** What was held back (quiet hours, no channel, undelivered elsewhere) is told in one message instead of one after the other. */
function mayShare({ outgoing, waiting }: OutboxEntry): boolean {
  const isDeferred = outgoing.deliverAfter !== null && outgoing.severity !== 'critical';
  return isDeferred || waiting !== null || outgoing.key.startsWith(DEAD_LETTER);
}

/** Divides what is due on one channel: those that may share a message become one batch for each receiver, at the place of its first. */
export function batchesOf(entries: readonly OutboxEntry[]): Batch[] {
  const batches: [OutboxEntry, ...OutboxEntry[]][] = [];
  const shared = new Map<string | null, [OutboxEntry, ...OutboxEntry[]]>();
  for (const entry of entries) {
    const batch = mayShare(entry) ? shared.get(entry.target) : undefined;
    if (batch !== undefined) batch.push(entry);
    else {
      const begun: [OutboxEntry, ...OutboxEntry[]] = [entry];
      batches.push(begun);
      if (mayShare(entry)) shared.set(entry.target, begun);
    }
  }
  return batches;
}

/** The one message of a batch. */
export function messageOf(batch: Batch, locale: Locale, timeZone: string | null): Outgoing {
  const [first, ...more] = batch;
  if (more.length === 0) return first.outgoing;
  const held = batch.map((entry) => ({
    at: entry.queuedAt,
    title: entry.outgoing.title,
    thread: entry.outgoing.thread,
    resolves: entry.outgoing.resolves,
  }));
  const until = batch.every(({ outgoing }) => outgoing.deliverAfter !== null) ? dueSince(first) : null;
  const worst = Math.max(...batch.map(({ outgoing }) => SEVERITIES.indexOf(outgoing.severity)));
  const ids = batch.map(({ id }) => id).join(' ');
  return {
    ...first.outgoing,
    ...digestText({ locale, timeZone, until: until === null ? null : new Date(until).toISOString(), held }),
    key: `digest:${createHash('sha256').update(ids).digest('hex').slice(0, 32)}`,
    severity: SEVERITIES[worst] ?? 'warning',
    thread: null,
    resolves: false,
  };
}
