import { setTimeout as delay } from 'node:timers/promises';
import type { SendResult } from '../channels/channel.ts';
import { typeOf } from '../channels/table.ts';
import type { Outgoing } from '../outgoing.ts';
import { send } from '../send.ts';
import { type Batch, batchesOf, messageOf } from './batch.ts';
import { touchClaim } from './claim.ts';
import { decide } from './decide.ts';
import { afterAttempt, entryId, type OutboxEntry } from './entry.ts';
import { distanceTo, keepDistance, type Lane, laneOf, pausedUntil, pauseLane, takeTurn } from './lanes.ts';
import { forget, isQueued, isSettled, saveQueued, settle } from './store.ts';
import { firstOf, placeOf, rememberFirst } from './threads.ts';
import { dueAt, type Work } from './work.ts';

/** What begins comes before what ends, and what is critical before the rest. The lowest is the most urgent. */
export function rankOf({ outgoing: { resolves, severity } }: OutboxEntry): number {
  return resolves ? 2 : severity === 'critical' ? 0 : 1;
}

/** Puts what is due on one channel into its queue. The work's `running` knows when it is done. */
export function runOnChannel(work: Work, channel: string, entries: readonly OutboxEntry[]): void {
  const lane = laneOf(work.lanes, channel);
  for (const entry of entries) work.lanes.inFlight.set(entry.id, entry);
  for (const batch of batchesOf(entries)) {
    const rank = Math.min(...batch.map(rankOf));
    const done = takeTurn(lane, rank, () => guarded(work, channel, lane, batch));
    work.running.add(done);
    void done.then(() => work.running.delete(done));
  }
}

/** A disk that is full stops this message, not the others. */
async function guarded(work: Work, channel: string, lane: Lane, batch: Batch): Promise<void> {
  try {
    goOn(work, channel, await whenItsTurn(work, channel, lane, batch));
  } catch (error) {
    work.fault ??= error;
  }
}

/** Waits for the distance and tries. Returns what is still to be delivered. */
async function whenItsTurn(work: Work, channel: string, lane: Lane, batch: Batch): Promise<readonly OutboxEntry[]> {
  const { clock, options } = work;
  try {
    const distance = distanceTo(lane, clock());
    if (distance > 0) await (options.sleep ?? delay)(distance);
    const [first, ...more] = batch.filter((entry) => isStillQueued(work, entry));
    if (first === undefined) return [];
    if (pausedUntil(lane, clock()) > clock()) return [first, ...more];
    return await attempt(work, channel, lane, [first, ...more]);
  } finally {
    for (const { id } of batch) work.lanes.inFlight.delete(id);
  }
}

/** A person may have dropped it while it waited for its turn. */
function isStillQueued({ at }: Work, { id }: OutboxEntry): boolean {
  if (!isSettled(at, id)) return isQueued(at, id);
  forget(at, 'queued', id);
  return false;
}

async function attempt(work: Work, channel: string, lane: Lane, batch: Batch): Promise<readonly OutboxEntry[]> {
  const { at, clock, options, config, delivery } = work;
  touchClaim(at);
  const result = await sendTo(work, channel, batch, messageOf(batch, config.locale, config.time_zone));
  const now = clock();
  if (options.signal?.aborted === true && result.status !== 'sent') {
    dueAt(work, now);
    return [];
  }
  const random = (options.random ?? Math.random)();
  const after = batch.map((entry) => afterAttempt(entry, channel, result, now, random));
  holdBack(work, channel, lane, result, after[0], now);
  if (result.status === 'sent') {
    for (const entry of after) markSent(work, entry);
    return [];
  }
  delivery.failed += after.length;
  const left = after.filter((entry) => isStillQueued(work, entry));
  for (const entry of left) saveQueued(at, entry);
  return left;
}

/** Keeps the channel's distance between two messages, and the pause that it asked for or that a failure calls for. */
function holdBack(
  work: Work,
  channel: string,
  lane: Lane,
  result: SendResult,
  entry: OutboxEntry | undefined,
  now: number,
) {
  const type = work.config.channels[channel]?.type;
  keepDistance(lane, now, type === undefined ? 0 : typeOf(type).spacingMs);
  if (result.status === 'sent' && result.pauseMs !== undefined) pauseLane(lane, now, result.pauseMs, 0);
  if (result.status !== 'retry') return;
  pauseLane(lane, now, result.afterMs, Date.parse(entry?.channels[channel]?.nextAt ?? '') - now);
}

async function sendTo(work: Work, channel: string, [first, ...more]: Batch, message: Outgoing): Promise<SendResult> {
  const { at, options, machine, config } = work;
  const settings = config.channels[channel];
  const own = settings === undefined ? undefined : retargeted(settings, first.target);
  if (own === undefined) return { status: 'permanent', reason: 'it has one receiver only' };
  const { signal, deadlineMs } = options;
  const place = placeOf(channel, first.target);
  const begun = firstOf(at, message.thread, place);
  const result = await send(own, message, {
    id: more.length === 0 ? first.id : entryId(message.key),
    first: begun,
    machine,
    ...(signal === undefined ? {} : { signal }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
  const begins = result.status === 'sent' && begun === null && message.thread !== null && !message.resolves;
  if (begins && result.providerId !== null) {
    rememberFirst(at, message.thread ?? '', place, { providerId: result.providerId, text: message.text });
  }
  return result;
}

function retargeted(settings: NonNullable<Work['config']['channels'][string]>, target: string | null) {
  return target === null ? settings : typeOf(settings.type).retarget?.(settings, target);
}

/** Told is told: where the disk cannot take that, this process remembers it and writes it down later. */
function markSent(work: Work, entry: OutboxEntry): void {
  work.delivery.sent.push(entry);
  try {
    settle(work.at, entry);
  } catch (error) {
    work.lanes.unsaved.set(entry.id, entry);
    throw error;
  }
}

/** Another channel takes over at once; the same one is tried again later. */
function goOn(work: Work, channel: string, entries: readonly OutboxEntry[]): void {
  for (const entry of entries) {
    const next = decide(work, entry);
    if (next === null || !('channel' in next)) continue;
    if (next.channel === channel) dueAt(work, work.clock());
    else runOnChannel(work, next.channel, [entry]);
  }
}
