import { asUserError, errorText } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import { type Machine, thisMachine } from '../machine.ts';
import { type NotifyConfig, reachProblem } from '../reach.ts';
import { runOnChannel } from './attempt.ts';
import { releaseClaim, takeClaim } from './claim.ts';
import { dueNow } from './due.ts';
import { type Lanes, lanesOf, pausedUntil } from './lanes.ts';
import type { ChannelView } from './plan.ts';
import { queuedIds } from './store.ts';
import type { DeliverOptions, Delivery, Work } from './work.ts';

/** While another process delivers. */
const BUSY_MS = 1_000;
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
  try {
    const ids = options.only ?? queuedIds(at);
    if (ids.length === 0) return delivery;
    if (!takeClaim(at)) return { ...delivery, busy: true, nextDueAt: new Date(now + BUSY_MS).toISOString() };
    try {
      const work = workOf(at, config, now, options, delivery);
      for (const [channel, due] of dueNow(work, ids)) runOnChannel(work, channel, due);
      while (work.running.size > 0) await Promise.all(work.running);
      if (work.fault !== null) throw work.fault;
      if (work.nextDue !== Number.POSITIVE_INFINITY) delivery.nextDueAt = new Date(work.nextDue).toISOString();
    } finally {
      releaseClaim(at);
    }
  } catch (error) {
    delivery.fault = errorText(asUserError(error));
    delivery.nextDueAt = new Date(now + FAULT_MS).toISOString();
  }
  return delivery;
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
