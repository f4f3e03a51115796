import { loadConfigFast } from '../../core/config/cached.ts';
import { notifyConfigOf } from '../../core/notify/reach.ts';
import { channelNamed } from '../channels/named.ts';
import type { Run } from '../command.ts';
import { flag, textOption } from '../options.ts';
import { deliverAll, describeOutcome, exitCodeOf, sendingOf, timeoutOf } from './deliver.ts';
import { textOf } from './text-of.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const config = notifyConfigOf((await loadConfigFast(at)).config);
  const channel = textOption(input, 'channel');
  if (channel !== undefined) channelNamed(config, channel);
  const timeoutSeconds = timeoutOf(input);
  const sending = sendingOf(
    input,
    textOf(input),
    channel === undefined ? [] : [channel],
    textOption(input, 'target') ?? null,
  );
  if (flag(input, 'dryRun')) {
    const { target, outgoing } = sending;
    const order = channel === undefined ? config.escalation_channels : [channel];
    const text = `Would send over ${order.join(', then ')}${target === null ? '' : ` to ${target}`}:\n${outgoing.text}`;
    return { data: { dryRun: true, channels: order, target, message: outgoing.text }, text };
  }
  const outcomes = await deliverAll(at, config, [sending], timeoutSeconds);
  return {
    data: outcomes[0] ?? null,
    text: outcomes.map(describeOutcome).join('\n'),
    exitCode: exitCodeOf(outcomes, timeoutSeconds),
  };
};
