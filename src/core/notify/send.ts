import { errorText } from '../errors.ts';
import type { ChannelSettings } from './channel-schema.ts';
import type { FirstMessage, SendResult } from './channels/channel.ts';
import { typeOf } from './channels/table.ts';
import { cleaned } from './clean.ts';
import { type Machine, thisMachine } from './machine.ts';
import type { Outgoing } from './outgoing.ts';
import { hideSecrets, resolveSecrets } from './secret.ts';

export interface SendOptions {
  /** Ends the attempt; it has a deadline of its own apart from that. */
  signal?: AbortSignal;
  /** The outbox's id of the message: the same at every attempt. */
  id: string;
  /** The message that began its thread on this channel. */
  first?: FirstMessage | null;
  machine?: Machine;
  /** Default: that of the channel's type, 10 s for most. */
  deadlineMs?: number;
}

/** Why a channel cannot be used from this machine as it is configured; null: it can. Sends nothing. */
export function channelProblem(channel: ChannelSettings, machine: Machine = thisMachine()): string | null {
  const resolved = resolveSecrets(channel, machine.env);
  return 'problem' in resolved ? resolved.problem : typeOf(channel.type).problem(channel, machine);
}

/** One attempt over one channel. Never throws, and never names a secret. `sent` is the receiver's own word. */
export async function send(channel: ChannelSettings, message: Outgoing, options: SendOptions): Promise<SendResult> {
  const { id, first = null, machine = thisMachine() } = options;
  const problem = channelProblem(channel, machine);
  if (problem !== null) return { status: 'permanent', reason: problem };
  const resolved = resolveSecrets(channel, machine.env);
  if ('problem' in resolved) return { status: 'permanent', reason: resolved.problem };
  const type = typeOf(channel.type);
  const deadlineMs = options.deadlineMs ?? type.deadlineMs;
  const stopper = new AbortController();
  // Not AbortSignal.timeout within AbortSignal.any: what nobody else holds is collected, and then never fires.
  const timer = setTimeout(
    () => stopper.abort(new DOMException('no answer within the time', 'TimeoutError')),
    deadlineMs,
  );
  const stop = () => stopper.abort(options.signal?.reason);
  if (options.signal?.aborted === true) stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  const context = { signal: stopper.signal, id, first, machine };
  try {
    const result = await type.send(resolved.settings, cleaned(message), context);
    return 'reason' in result ? { ...result, reason: hideSecrets(result.reason, resolved.secrets) } : result;
  } catch (error) {
    return { status: 'retry', reason: hideSecrets(errorText(error), resolved.secrets) };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', stop);
  }
}
