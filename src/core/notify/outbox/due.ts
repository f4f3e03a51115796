import { typeOf } from '../channels/table.ts';
import { rankOf } from './attempt.ts';
import { decide } from './decide.ts';
import { dueSince, type OutboxEntry } from './entry.ts';
import { keepOnly, putToRest, restOf, restUnder } from './resting.ts';
import { byAge, forget, isSettled, queuedPath, readEntry, settle } from './store.ts';
import { dueAt, type Work } from './work.ts';

/** So many messages a channel takes in at a time: what is more urgent and comes later need not wait behind thousands. */
const MOST_AT_ONCE = 50;
const MOST_CRITICAL = 200;
/** What one message takes at least. */
const QUICKEST_MS = 20;
/** What ends a thread whose beginning is not told yet. */
const LOOK_AGAIN_MS = 1_000;

/** What is due now, by channel. Ends what is to be given up. */
export function dueNow(work: Work, ids: readonly string[]): Map<string, OutboxEntry[]> {
  const { lanes } = work;
  const due = new Map<string, OutboxEntry[]>();
  /** Threads whose beginning is still to be told. */
  const open = new Set([...lanes.inFlight.values()].map(({ outgoing }) => outgoing.thread));
  restUnder(lanes.resting, work.config.channels);
  if (work.options.only === undefined) keepOnly(lanes.resting, ids);
  for (const entry of inOrder(readAll(work, ids, open))) {
    const { thread, resolves } = entry.outgoing;
    if (resolves && thread !== null && open.has(thread)) {
      rest(work, entry, work.clock() + LOOK_AGAIN_MS, null);
      continue;
    }
    const next = guarded(work, () => decide(work, entry));
    if (next === null) continue;
    if ('until' in next) {
      const isHeld = dueSince(entry) <= work.clock();
      if (isHeld) open.add(thread);
      rest(work, entry, next.until, isHeld ? thread : null);
      continue;
    }
    const { channel } = next;
    const taken = due.get(channel) ?? [];
    due.set(channel, taken);
    const waiting = taken.length + (lanes.byChannel.get(channel)?.turns.length ?? 0);
    if (waiting < (rankOf(entry) === 0 ? MOST_CRITICAL : MOST_AT_ONCE)) taken.push(entry);
    else rest(work, entry, work.clock() + halfOfQueueMs(work, channel), thread);
  }
  return due;
}

function rest(work: Work, { id }: OutboxEntry, until: number, thread: string | null): void {
  dueAt(work, until);
  putToRest(work.lanes.resting, id, queuedPath(work.at, id), { until, thread, since: work.clock() });
}

/** When about half of a full queue will be done. */
function halfOfQueueMs({ config }: Work, channel: string): number {
  const type = config.channels[channel]?.type;
  return (MOST_AT_ONCE / 2) * Math.max(QUICKEST_MS, type === undefined ? 0 : typeOf(type).spacingMs);
}

function inOrder(entries: OutboxEntry[]): OutboxEntry[] {
  return entries.sort((one, other) => rankOf(one) - rankOf(other) || byAge(one, other));
}

/** Reads what may have something to do. The threads of what rests go into `open`. */
function readAll(work: Work, ids: readonly string[], open: Set<string | null>): OutboxEntry[] {
  const { at, lanes, delivery } = work;
  const entries: OutboxEntry[] = [];
  for (const id of ids) {
    if (lanes.inFlight.has(id)) continue;
    const resting = restOf(lanes.resting, id, queuedPath(at, id), work.clock());
    if (resting !== null) {
      dueAt(work, resting.until);
      open.add(resting.thread);
      continue;
    }
    const unsaved = lanes.unsaved.get(id);
    if (unsaved !== undefined) {
      guarded(work, () => {
        settle(at, unsaved);
        return lanes.unsaved.delete(id);
      });
      continue;
    }
    if (isSettled(at, id)) {
      // A crash came between making the settled one and removing this one.
      forget(at, 'queued', id);
      continue;
    }
    const entry = readEntry(at, 'queued', id, true);
    if (entry === null) continue;
    if ('unreadable' in entry) delivery.unreadable.push(entry.unreadable);
    else entries.push(entry);
  }
  return entries;
}

/** A full disk stops one message, not the others: what is told needs no disk. */
function guarded<T>(work: Work, act: () => T): T | null {
  try {
    return act();
  } catch (error) {
    work.fault ??= error;
    return null;
  }
}
