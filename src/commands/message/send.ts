import { loadConfigFast } from '../../core/config/cached.ts';
import { type NotifyConfig, notifyConfigOf, reachProblem } from '../../core/notify/reach.ts';
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
    const text = `${wouldGo(config, order)}${target === null ? '' : ` to ${target}`}:\n${outgoing.text}`;
    return { data: { dryRun: true, channels: order, target, message: outgoing.text }, text };
  }
  const outcomes = await deliverAll(at, config, [sending], timeoutSeconds);
  return {
    data: outcomes[0] ?? null,
    text: outcomes.map(describeOutcome).join('\n'),
    exitCode: exitCodeOf(outcomes, timeoutSeconds),
  };
};

/** Over which channels a message would go, and why not over the others. */
function wouldGo(config: NotifyConfig, order: readonly string[]): string {
  const problems = order.flatMap((name) => reachProblem(config, name) ?? []);
  const able = order.filter((name) => reachProblem(config, name) === null);
  if (able.length === 0) return `Would reach nobody (${problems.join('; ') || 'no channel is named'})`;
  const passedOver = problems.length === 0 ? '' : ` (not over the others: ${problems.join('; ')})`;
  return `Would send over ${able.join(', then ')}${passedOver}`;
}
