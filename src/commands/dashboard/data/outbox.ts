import { readLastJsonLines } from '../../../core/files/json-lines.ts';
import type { Layout } from '../../../core/files/layout.ts';
import { type DeliveryRecord, deliveriesPath } from '../../../core/notify/deliveries.ts';
import type { OutboxEntry } from '../../../core/notify/outbox/entry.ts';
import { type OutboxState, outboxFolder, outboxIds, readEntry } from '../../../core/notify/outbox/store.ts';
import { oneLine } from '../../../core/text/control.ts';
import type { Letter, Outbox } from './snapshot.ts';

/** A storm may queue thousands: the screen shows the first, and how many there are. */
const MOST_READ = 50;
const DELIVERIES_BYTES = 32 * 1024;

/** What looks different when a message was queued, told or given up. */
export function outboxFiles(at: Layout): string[] {
  return [outboxFolder(at, 'queued'), outboxFolder(at, 'dead'), deliveriesPath(at)];
}

export function readOutbox(at: Layout): Outbox {
  const delivered = readLastJsonLines<DeliveryRecord>(deliveriesPath(at), DELIVERIES_BYTES).values;
  return {
    queued: lettersOf(at, 'queued'),
    dead: lettersOf(at, 'dead'),
    delivered: delivered
      .filter(({ channel }) => channel !== null)
      .slice(-MOST_READ)
      .map(({ key, title, at: time, channel }) => ({
        ...{ id: key, title: oneLine(title), at: time, channel, reason: null },
      })),
  };
}

function lettersOf(at: Layout, state: OutboxState): Outbox['queued'] {
  const ids = outboxIds(at, state);
  const letters = ids.slice(0, MOST_READ).flatMap((id) => {
    const entry = readEntry(at, state, id);
    return entry === null || 'unreadable' in entry ? [] : [letterOf(entry)];
  });
  letters.sort((one, other) => (one.at < other.at ? -1 : 1));
  return { count: ids.length, letters };
}

function letterOf({ id, outgoing, queuedAt, attempts, waiting, dead }: OutboxEntry): Letter {
  const last = attempts.at(-1);
  const reason = dead?.reason ?? waiting?.reason ?? last?.reason ?? null;
  return {
    id,
    title: oneLine(outgoing.title),
    at: dead?.at ?? queuedAt,
    channel: last?.channel ?? null,
    reason: reason === null ? null : oneLine(reason),
  };
}
