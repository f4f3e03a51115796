import { asUserError, errorText } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import { type Machine, thisMachine } from '../machine.ts';
import { type NotifyConfig, reachProblem } from '../reach.ts';
import { runOnChannel } from './attempt.ts';
import { releaseClaim, takeClaim } from './claim.ts';
import { decide } from './decide.ts';
import { dueSince, type OutboxEntry } from './entry.ts';
import { type Lanes, lanesOf, pausedUntil } from './lanes.ts';
import type { ChannelView } from './plan.ts';
import { byAge, forget, isSettled, queuedIds, readEntry, settle } from './store.ts';
import { type DeliverOptions, type Delivery, dueAt, type Work } from './work.ts';

/** So many messages a channel takes in at a time: what is more urgent and comes later need not wait behind thousands. */
const MOST_AT_ONCE = 50;
const LOOK_AGAIN_MS = 1_000;
/** After a fault of the disk. */
const FAULT_MS = 5_000;

/**
 * Tries everything that is due, each channel in its own queue and all of them side by side, and returns when that is done. It may be
 * called again meanwhile: what is under way is left alone. `now` in epoch milliseconds. Never throws.
 */
export async function deliverDue(
  at: Layout,
  config: NotifyConfig,
  now = Date.now(),
  options: DeliverOptions = {},
): Promise<Delivery> {
  const delivery: Delivery = {
    sent: [],
    dead: [],
    failed: 0,
    unreadable: [],
    nextDueAt: null,
    busy: false,
    fault: null,
  };
  const ids = options.only ?? queuedIds(at);
  if (ids.length === 0) return delivery;
  if (!takeClaim(at)) return { ...delivery, busy: true, nextDueAt: new Date(now + LOOK_AGAIN_MS).toISOString() };
  try {
    const work = workOf(at, config, now, options, delivery);
    for (const [channel, due] of planAll(work, ids)) runOnChannel(work, channel, due);
    while (work.running.size > 0) await Promise.all(work.running);
    if (work.fault !== null) {
      delivery.fault = errorText(asUserError(work.fault));
      work.nextDue = work.clock() + FAULT_MS;
    }
    if (work.nextDue !== Number.POSITIVE_INFINITY) delivery.nextDueAt = new Date(work.nextDue).toISOString();
    return delivery;
  } finally {
    releaseClaim(at);
  }
}

function workOf(at: Layout, config: NotifyConfig, now: number, options: DeliverOptions, delivery: Delivery): Work {
  const begun = performance.now();
  const machine = options.machine ?? thisMachine();
  const lanes = lanesOf(at.root);
  const clock = () => now + (performance.now() - begun);
  return {
    at,
    config,
    options,
    machine,
    lanes,
    view: viewOf(config, machine, lanes, clock),
    clock,
    delivery,
    nextDue: Number.POSITIVE_INFINITY,
    running: new Set(),
    fault: null,
  };
}

function viewOf(config: NotifyConfig, machine: Machine, lanes: Lanes, clock: () => number): ChannelView {
  const problems = new Map<string, string | null>();
  const problem = (name: string) => {
    const known = problems.get(name);
    if (known !== undefined) return known;
    const found = reachProblem(config, name, machine);
    problems.set(name, found);
    return found;
  };
  return {
    order: config.escalation_channels,
    problem,
    anyUsable: Object.keys(config.channels).some((name) => problem(name) === null),
    pausedUntil: (name) => pausedUntil(lanes.byChannel.get(name), clock()),
  };
}

/** What is due now, by channel. Ends what is to be given up. */
function planAll(work: Work, ids: readonly string[]): Map<string, OutboxEntry[]> {
  const due = new Map<string, OutboxEntry[]>();
  const open = new Set([...work.lanes.inFlight.values()].map(({ outgoing }) => outgoing.thread));
  for (const entry of inOrder(readAll(work, ids))) {
    const { thread, resolves } = entry.outgoing;
    if (resolves && thread !== null && open.has(thread)) {
      // What began the thread has not been told yet.
      dueAt(work, work.clock() + LOOK_AGAIN_MS);
      continue;
    }
    const channel = guarded(work, () => decide(work, entry));
    if (channel === null) {
      if (dueSince(entry) <= work.clock() && !isSettled(work.at, entry.id)) open.add(thread);
      continue;
    }
    const taken = due.get(channel) ?? [];
    due.set(channel, taken);
    if (taken.length < MOST_AT_ONCE) taken.push(entry);
    else dueAt(work, work.clock());
  }
  return due;
}

/** The critical first, then the oldest; what resolves comes last, after what it resolves. */
function inOrder(entries: OutboxEntry[]): OutboxEntry[] {
  const rank = ({ outgoing: { resolves, severity } }: OutboxEntry) => (resolves ? 2 : severity === 'critical' ? 0 : 1);
  return entries.sort((one, other) => rank(one) - rank(other) || byAge(one, other));
}

function readAll(work: Work, ids: readonly string[]): OutboxEntry[] {
  const { at, lanes, delivery } = work;
  const entries: OutboxEntry[] = [];
  for (const id of ids) {
    if (lanes.inFlight.has(id)) continue;
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
