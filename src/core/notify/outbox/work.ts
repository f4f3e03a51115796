import type { Layout } from '../../files/layout.ts';
import type { Machine } from '../machine.ts';
import type { NotifyConfig } from '../reach.ts';
import type { OutboxEntry } from './entry.ts';
import type { Lanes } from './lanes.ts';
import type { ChannelView } from './plan.ts';

export interface DeliverOptions {
  machine?: Machine;
  /** Only these messages, by id. Somebody waits for them, so what becomes of them is told to nobody else. */
  only?: readonly string[];
  /** Ends what is under way; it counts as not tried. */
  signal?: AbortSignal;
  random?: () => number;
  sleep?: (milliseconds: number) => Promise<unknown>;
  /** Instead of that of each channel's type. */
  deadlineMs?: number;
}

export interface Delivery {
  sent: OutboxEntry[];
  /** Given up, with the reason; told over another channel where there is one. */
  dead: OutboxEntry[];
  /** Attempts that failed for now or that a channel refused. */
  failed: number;
  /** Files that are no message, now in quarantine/. */
  unreadable: string[];
  /** When something is due next; null: nothing waits. */
  nextDueAt: string | null;
  /** Another process is delivering; nothing was tried. */
  busy: boolean;
  /** What the disk did not take (it is full); null: nothing. What was sent meanwhile is remembered by this process. */
  fault: string | null;
}

/** One call of the delivery. */
export interface Work {
  at: Layout;
  config: NotifyConfig;
  options: DeliverOptions;
  machine: Machine;
  lanes: Lanes;
  view: ChannelView;
  /** Epoch milliseconds. */
  clock: () => number;
  delivery: Delivery;
  nextDue: number;
  /** What is under way on the channels. */
  running: Set<Promise<void>>;
  /** The first fault of the disk. */
  fault: unknown;
}

export function dueAt(work: Work, time: number): void {
  work.nextDue = Math.min(work.nextDue, time);
}
