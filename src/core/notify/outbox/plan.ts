import { dueSince, GIVE_UP_MS, type OutboxEntry } from './entry.ts';

/** What is to be done with a message now. Times in epoch milliseconds. */
export type Plan =
  | { type: 'attempt'; channel: string }
  | { type: 'wait'; until: number; why: string | null }
  | { type: 'dead'; reason: string };

/** What the plan has to know of the channels at this moment. */
export interface ChannelView {
  /** The names that a message without any goes to, in order. */
  order: readonly string[];
  /** Why a channel of that name cannot be used from here; null: it can. */
  problem: (name: string) => string | null;
  /** Whether any channel at all can be used. */
  anyUsable: boolean;
  /** Until when a channel holds back after a failure. */
  pausedUntil: (name: string) => number;
}

/** While a channel only fails for now, the next one waits so long: nobody is told twice for a hiccup, and nobody for hours not at all. */
const PATIENCE_MS = { critical: 60_000, warning: 5 * 60_000, info: 5 * 60_000 } as const;
/** How often it is looked whether there is a channel now. */
const LOOK_AGAIN_MS = 5 * 60_000;
const CLOCK_NOISE_MS = 1_000;

export function channelNames(entry: OutboxEntry, order: readonly string[]): readonly string[] {
  return entry.outgoing.channels.length > 0 ? entry.outgoing.channels : order;
}

/** Decides, and changes nothing. */
export function planOf(entry: OutboxEntry, view: ChannelView, now: number): Plan {
  const notBefore = entry.outgoing.deliverAfter === null ? 0 : dueSince(entry);
  if (now < notBefore) return { type: 'wait', until: notBefore, why: null };
  // A clock that was set back must not hold a message until it has caught up.
  const due = Math.min(dueSince(entry), now);
  const names = channelNames(entry, view.order);
  const reasons = reasonsAgainst(entry, names, view);
  const open = names.filter((name) => !reasons.has(name));
  // However late it is (nothing ran for two days), it is tried once.
  const isTried = Object.keys(entry.channels).length > 0 || entry.waiting !== null;
  if (isTried && now - due >= GIVE_UP_MS) {
    return { type: 'dead', reason: `given up after 24 h: ${lastReasons(entry, reasons)}` };
  }
  if (open.length > 0) return planAmong(entry, open, view, now, due);
  const why = describeReasons(reasons);
  const isRefused = names.some((name) => typeof entry.channels[name]?.refused === 'string');
  // Where nothing at all is configured there is nobody to tell that it is dead. Somebody may configure a channel yet.
  if (isRefused || view.anyUsable) return { type: 'dead', reason: why };
  const end = due + GIVE_UP_MS;
  return { type: 'wait', until: now < end ? Math.min(now + LOOK_AGAIN_MS, end) : now + LOOK_AGAIN_MS, why };
}

/** The first channel that may be tried. A later one comes in when those before it have failed for longer than is to be borne. */
function planAmong(entry: OutboxEntry, open: readonly string[], view: ChannelView, now: number, due: number): Plan {
  const patience = PATIENCE_MS[entry.outgoing.severity];
  const last = entry.attempts.at(-1);
  const wentBack = last !== undefined && Date.parse(last.at) > now + CLOCK_NOISE_MS;
  let until = Math.max(due + GIVE_UP_MS, now);
  for (const [index, name] of open.entries()) {
    const turn = due + patience * index;
    if (now < turn) return { type: 'wait', until: Math.min(until, turn), why: null };
    const tries = entry.channels[name];
    const next = Math.max(tries === undefined || wentBack ? 0 : Date.parse(tries.nextAt), view.pausedUntil(name));
    if (next <= now) return { type: 'attempt', channel: name };
    until = Math.min(until, next);
  }
  return { type: 'wait', until, why: null };
}

function reasonsAgainst(entry: OutboxEntry, names: readonly string[], view: ChannelView): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const name of names) {
    const reason = entry.channels[name]?.refused ?? view.problem(name);
    if (reason !== null) reasons.set(name, reason);
  }
  return reasons;
}

function describeReasons(reasons: ReadonlyMap<string, string>): string {
  if (reasons.size === 0) return 'no channel is named';
  return [...reasons].map(([name, reason]) => `${name}: ${reason}`).join('; ');
}

function lastReasons(entry: OutboxEntry, reasons: ReadonlyMap<string, string>): string {
  const all = new Map(reasons);
  for (const { channel, reason } of entry.attempts) if (reason !== null) all.set(channel, reason);
  return describeReasons(all);
}
