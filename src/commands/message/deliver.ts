import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { EXIT } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { deliverDue } from '../../core/notify/outbox/deliver.ts';
import { entryId, type OutboxEntry } from '../../core/notify/outbox/entry.ts';
import { enqueue, readEntry } from '../../core/notify/outbox/store.ts';
import type { Outgoing } from '../../core/notify/outgoing.ts';
import type { NotifyConfig } from '../../core/notify/reach.ts';
import type { Input } from '../command.ts';
import { choiceOption, LONGEST_SECONDS, numberOption, textOption } from '../options.ts';
import type { Said } from './text-of.ts';

const SEVERITIES = ['info', 'warning', 'critical'] as const;
/** How often it is looked whether another process that delivers has come to it. */
const LOOK_MS = 250;

export interface Sending {
  outgoing: Outgoing;
  target: string | null;
}

export interface Outcome {
  messageId: string;
  /** `queued`: stored, and the receiver has not said yet that it has it. `dead`: no channel took it. */
  status: 'sent' | 'queued' | 'dead';
  channel: string | null;
  target: string | null;
  providerId: string | null;
  reason: string | null;
}

/** The message as the options say, to one receiver. */
export function sendingOf(input: Input, said: Said, channels: readonly string[], target: string | null): Sending {
  const key = textOption(input, 'idempotencyKey') ?? randomUUID();
  const place = [...channels, ...(target === null ? [] : [target])].join(' ');
  return {
    target,
    outgoing: {
      ...said,
      key: `message:${key}:${place}`,
      severity: choiceOption(input, 'severity', SEVERITIES) ?? 'info',
      channels,
      deliverAfter: null,
      thread: null,
      resolves: false,
    },
  };
}

/** Queues messages, synced, and delivers them here and now: it works without an orchestrator, and beside one. */
export async function deliverAll(
  at: Layout,
  config: NotifyConfig,
  sendings: readonly Sending[],
  timeoutSeconds: number,
): Promise<Outcome[]> {
  for (const { outgoing, target } of sendings) enqueue(at, outgoing, { target });
  const ids = sendings.map(({ outgoing }) => entryId(outgoing.key));
  const deadline = performance.now() + timeoutSeconds * 1_000;
  const stopper = new AbortController();
  const timer = setTimeout(() => stopper.abort(), timeoutSeconds * 1_000);
  try {
    for (;;) {
      const outcomes = sendings.map(({ target }, index) => outcomeOf(at, ids[index] ?? '', target));
      const open = ids.filter((_, index) => outcomes[index]?.status === 'queued');
      const left = deadline - performance.now();
      if (open.length === 0 || left <= 0) return outcomes;
      const { nextDueAt, busy } = await deliverDue(at, config, Date.now(), { only: open, signal: stopper.signal });
      const wait = busy || nextDueAt === null ? LOOK_MS : Date.parse(nextDueAt) - Date.now();
      if (nextDueAt !== null || busy) await delay(Math.max(0, Math.min(wait, deadline - performance.now())));
    }
  } finally {
    clearTimeout(timer);
  }
}

function outcomeOf(at: Layout, messageId: string, target: string | null): Outcome {
  const read = (state: 'sent' | 'dead' | 'queued'): OutboxEntry | null => {
    const entry = readEntry(at, state, messageId);
    return entry === null || 'unreadable' in entry ? null : entry;
  };
  const sent = read('sent');
  const found = sent ?? read('dead') ?? read('queued');
  const open = { messageId, channel: null, target, providerId: null };
  if (found === null) return { ...open, status: 'dead', reason: 'its file is gone' };
  if (found.sent !== null)
    return { ...open, channel: found.sent.channel, providerId: found.sent.providerId, status: 'sent', reason: null };
  if (found.dead !== null) return { ...open, status: 'dead', reason: found.dead.reason };
  return { ...open, status: 'queued', reason: found.waiting?.reason ?? found.attempts.at(-1)?.reason ?? null };
}

export function timeoutOf(input: Input): number {
  return numberOption(input, 'timeoutSeconds', { max: LONGEST_SECONDS }) ?? 30;
}

/** 0: the receivers have it, or only queueing was asked for. 1: no channel took it. 2: not within the time; it is tried on. */
export function exitCodeOf(outcomes: readonly Outcome[], timeoutSeconds: number): number {
  if (outcomes.some(({ status }) => status === 'dead')) return EXIT.failed;
  if (timeoutSeconds === 0 || outcomes.every(({ status }) => status === 'sent')) return EXIT.done;
  return EXIT.noAnswer;
}

export function describeOutcome({ status, channel, target, providerId, reason, messageId }: Outcome): string {
  const to = target === null ? '' : ` to ${target}`;
  if (status === 'sent') return `Sent over ${channel}${to}${providerId === null ? '' : `: ${providerId}`}`;
  const why = reason === null ? '' : `: ${reason}`;
  return status === 'dead' ? `Not sent${to}${why}` : `Queued${to} as ${messageId.slice(0, 8)}${why}`;
}
