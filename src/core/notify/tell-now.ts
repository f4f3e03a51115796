import { randomUUID } from 'node:crypto';
import { type Machine, thisMachine } from './machine.ts';
import type { Outgoing } from './outgoing.ts';
import { type NotifyConfig, reachProblem } from './reach.ts';
import { send } from './send.ts';

export interface ToldNow {
  /** null: nobody was told. */
  channel: string | null;
  providerId: string | null;
  /** By channel, why it was not told over it. */
  reasons: Record<string, string>;
}

/**
 * Tells a message past the outbox, over the first channel that takes it: for what cannot be stored, since the disk is full. One attempt
 * each, and nothing is left of it but what this returns.
 */
export async function tellNow(
  config: NotifyConfig,
  message: Outgoing,
  options: { machine?: Machine; signal?: AbortSignal } = {},
): Promise<ToldNow> {
  const { machine = thisMachine(), signal } = options;
  const reasons: Record<string, string> = {};
  const id = randomUUID();
  const named = message.channels.length > 0 ? message.channels : config.escalation_channels;
  for (const name of new Set([...named, ...Object.keys(config.channels)])) {
    const channel = config.channels[name];
    const problem = reachProblem(config, name, machine);
    if (problem !== null || channel === undefined) {
      reasons[name] = problem ?? 'it is not configured';
      continue;
    }
    const result = await send(channel, message, { id, machine, ...(signal === undefined ? {} : { signal }) });
    if (result.status === 'sent') return { channel: name, providerId: result.providerId, reasons };
    reasons[name] = result.reason;
  }
  return { channel: null, providerId: null, reasons };
}
