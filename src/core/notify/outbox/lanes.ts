import type { OutboxEntry } from './entry.ts';
import { newResting, type Resting } from './resting.ts';

/** How long a channel holds back at most after a failure that names no time: one message that it cannot take must not stop the others. */
const LONGEST_PAUSE_MS = 30_000;

/** What waits for its turn on a channel. */
interface Turn {
  /** The lowest comes first. */
  rank: number;
  /** Must not throw. */
  run: () => Promise<void>;
  done: () => void;
}

/** The queue of one channel in this process. Times in epoch milliseconds of the caller's clock. */
export interface Lane {
  turns: Turn[];
  busy: boolean;
  /** The next message keeps its distance from the last one. */
  nextAt: number;
  /** Nothing is tried before: the channel failed, or asked for a pause. */
  pausedUntil: number;
  /** When the two were last set: a clock that was set back since makes them void. */
  setAt: number;
}

/** What this process is delivering of one workspace. */
export interface Lanes {
  inFlight: Map<string, OutboxEntry>;
  byChannel: Map<string, Lane>;
  /** Sent, but the disk was too full to say so: not to be sent again. */
  unsaved: Map<string, OutboxEntry>;
  resting: Resting;
}

const all = new Map<string, Lanes>();

export function lanesOf(root: string): Lanes {
  let lanes = all.get(root);
  if (lanes === undefined) {
    lanes = { inFlight: new Map(), byChannel: new Map(), unsaved: new Map(), resting: newResting() };
    all.set(root, lanes);
  }
  return lanes;
}

export function laneOf(lanes: Lanes, channel: string): Lane {
  let lane = lanes.byChannel.get(channel);
  if (lane === undefined) {
    lane = { turns: [], busy: false, nextAt: 0, pausedUntil: 0, setAt: 0 };
    lanes.byChannel.set(channel, lane);
  }
  return lane;
}

/** Runs `run` when it is its turn: after what is more urgent or came before, one at a time. */
export function takeTurn(lane: Lane, rank: number, run: () => Promise<void>): Promise<void> {
  return new Promise((done) => {
    const behind = lane.turns.findIndex((turn) => turn.rank > rank);
    lane.turns.splice(behind === -1 ? lane.turns.length : behind, 0, { rank, run, done });
    if (!lane.busy) void drain(lane);
  });
}

async function drain(lane: Lane): Promise<void> {
  lane.busy = true;
  for (let turn = lane.turns.shift(); turn !== undefined; turn = lane.turns.shift()) {
    await turn.run();
    turn.done();
  }
  lane.busy = false;
}

/** The next message comes no sooner than `spacingMs` after this one. */
export function keepDistance(lane: Lane, now: number, spacingMs: number): void {
  lane.nextAt = now + spacingMs;
  lane.setAt = now;
}

/** After a failure: as long as the receiver asked for, else as the message itself waits, at most 30 s. */
export function pauseLane(lane: Lane, now: number, askedMs: number | undefined, waitMs: number): void {
  lane.pausedUntil = now + (askedMs ?? Math.min(waitMs, LONGEST_PAUSE_MS));
  lane.setAt = now;
}

export function pausedUntil(lane: Lane | undefined, now: number): number {
  return lane === undefined || lane.setAt > now ? 0 : lane.pausedUntil;
}

/** How long the next message has to wait for its distance, in milliseconds. */
export function distanceTo(lane: Lane, now: number): number {
  return lane.setAt > now ? 0 : Math.max(0, lane.nextAt - now);
}
