import type { ChannelKind, ChannelOf } from '../channel-schema.ts';
import type { Machine } from '../machine.ts';
import type { Outgoing } from '../outgoing.ts';
import type { Resolved } from '../secret.ts';

/** `sent` is the receiver's own word. `retry`: later it may go. `permanent`: this channel will never take this message. */
export type SendResult =
  | { status: 'sent'; providerId: string | null; pauseMs?: number }
  | { status: 'retry'; reason: string; afterMs?: number }
  | { status: 'permanent'; reason: string };

/** The message that began a thread on this channel. */
export interface FirstMessage {
  providerId: string;
  text: string;
}

export interface SendContext {
  signal: AbortSignal;
  /** Of the outbox: the same at every attempt, so that a receiver can know a repetition. */
  id: string;
  first: FirstMessage | null;
  machine: Machine;
}

export interface ChannelType<T extends ChannelKind> {
  /** A channel that does not answer within this time has failed for now. */
  deadlineMs: number;
  /** Between two messages. */
  spacingMs: number;
  /** Why this machine cannot send over it; null: it can. */
  problem: (settings: ChannelOf<T>, machine: Machine) => string | null;
  /** To somebody else over the same channel; null: it has only one receiver. */
  retarget: ((settings: ChannelOf<T>, target: string) => ChannelOf<T>) | null;
  send: (settings: Resolved<ChannelOf<T>>, message: Outgoing, context: SendContext) => Promise<SendResult>;
}

/** What most channels have in common. */
export const USUAL = { deadlineMs: 10_000, spacingMs: 0, problem: () => null, retarget: null } as const;
