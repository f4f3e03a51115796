import { createHash } from 'node:crypto';
import type { SendResult } from '../channels/channel.ts';
import type { Outgoing } from '../outgoing.ts';

/** What one channel has had of a message. Times ISO 8601. */
export interface ChannelTries {
  attempts: number;
  /** Not before this time again. */
  nextAt: string;
  /** Why this channel will never take it; null: it may. */
  refused: string | null;
}

export interface Attempt {
  at: string;
  channel: string;
  status: SendResult['status'];
  reason: string | null;
}

/** One message of the outbox, in alerts/outbox/queued, sent or dead by where it stands. */
export interface OutboxEntry {
  version: 1;
  /** Of the key: the same message has the same file. */
  id: string;
  outgoing: Outgoing;
  /** Another receiver than the channel's own; null: the channel's own. */
  target: string | null;
  queuedAt: string;
  channels: Record<string, ChannelTries>;
  /** Newest last, at most 20. */
  attempts: Attempt[];
  /** Why nothing can be tried now, and since when. */
  waiting: { since: string; reason: string } | null;
  /** Only by the receiver's own word. */
  sent: { channel: string; at: string; providerId: string | null } | null;
  dead: { at: string; reason: string } | null;
}

const KEPT_ATTEMPTS = 20;
const BACKOFF_FIRST_MS = 1_000;
/** Chance may say 0, again and again. */
const BACKOFF_SHORTEST_MS = 100;
const BACKOFF_LONGEST_MS = 5 * 60_000;

/** Given up after so long, counted from when it might first be told. */
export const GIVE_UP_MS = 24 * 3_600_000;

export function entryId(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

export function newEntry(outgoing: Outgoing, now: number, target: string | null = null): OutboxEntry {
  const queuedAt = new Date(now).toISOString();
  const untried = { channels: {}, attempts: [], waiting: null, sent: null, dead: null };
  return { version: 1, id: entryId(outgoing.key), outgoing, target, queuedAt, ...untried };
}

/** As queued anew: what was refused may be tried again, and the time until it is given up begins again. */
export function renewed(entry: OutboxEntry, now: number): OutboxEntry {
  return { ...newEntry(entry.outgoing, now, entry.target), attempts: entry.attempts };
}

/** When it may first be told, in epoch milliseconds. */
export function dueSince({ outgoing, queuedAt }: OutboxEntry): number {
  const queued = Date.parse(queuedAt);
  const after = outgoing.deliverAfter === null ? Number.NaN : Date.parse(outgoing.deliverAfter);
  return Number.isNaN(after) ? queued : Math.max(queued, after);
}

/** Full jitter: anything up to 1 s, 2 s, 4 s … 5 min, so that many that failed together do not come back together. */
export function backoffMs(failures: number, random: number): number {
  const most = Math.min(BACKOFF_LONGEST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures, 30));
  return Math.max(BACKOFF_SHORTEST_MS, Math.round(random * most));
}

/** The entry after an attempt. `random` is of [0, 1). */
export function afterAttempt(
  entry: OutboxEntry,
  channel: string,
  result: SendResult,
  now: number,
  random: number,
): OutboxEntry {
  const at = new Date(now).toISOString();
  const before = entry.channels[channel]?.attempts ?? 0;
  const reason = 'reason' in result ? result.reason : null;
  const wait = result.status === 'retry' ? Math.max(result.afterMs ?? 0, backoffMs(before, random)) : 0;
  const tries: ChannelTries = {
    attempts: before + 1,
    nextAt: new Date(now + wait).toISOString(),
    refused: result.status === 'permanent' ? reason : null,
  };
  return {
    ...entry,
    channels: { ...entry.channels, [channel]: tries },
    attempts: [...entry.attempts, { at, channel, status: result.status, reason }].slice(-KEPT_ATTEMPTS),
    waiting: null,
    sent: result.status === 'sent' ? { channel, at, providerId: result.providerId } : null,
  };
}
