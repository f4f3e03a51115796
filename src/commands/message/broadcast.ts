import { loadConfigFast } from '../../core/config/cached.ts';
import { OpsError } from '../../core/errors.ts';
import { notifyConfigOf, reachOfAll } from '../../core/notify/reach.ts';
import { channelNamed } from '../channels/named.ts';
import type { Input, Run } from '../command.ts';
import { flag, textOption } from '../options.ts';
import { deliverAll, describeOutcome, exitCodeOf, type Sending, sendingOf, timeoutOf } from './deliver.ts';
import { textOf } from './text-of.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const config = notifyConfigOf((await loadConfigFast(at)).config);
  const channel = textOption(input, 'channel');
  if (channel !== undefined) channelNamed(config, channel);
  const usable = reachOfAll(config).filter(({ problem }) => problem === null);
  const sendings = receiversOf(
    input,
    channel,
    usable.map(({ name }) => name),
  );
  const timeoutSeconds = timeoutOf(input);
  if (flag(input, 'dryRun')) {
    const receivers = sendings.map(({ outgoing, target }) => ({ channel: outgoing.channels[0] ?? null, target }));
    const text = receivers.map(
      ({ channel: name, target }) => `Would send over ${name}${target === null ? '' : ` to ${target}`}`,
    );
    return { data: { dryRun: true, receivers }, text: text.join('\n') };
  }
  const outcomes = await deliverAll(at, config, sendings, timeoutSeconds);
  return {
    data: { ok: outcomes.every(({ status }) => status === 'sent'), results: outcomes },
    text: outcomes.map(describeOutcome).join('\n'),
    exitCode: exitCodeOf(outcomes, timeoutSeconds),
  };
};

/** @throws OpsError where there is nobody to send to. */
function receiversOf(input: Input, channel: string | undefined, usable: readonly string[]): Sending[] {
  const said = textOf(input);
  const { targets } = input.options;
  const named = Array.isArray(targets) ? targets.map(String) : [];
  if (named.length > 0) {
    if (channel !== undefined) return named.map((target) => sendingOf(input, said, [channel], target));
    throw new OpsError('E_USAGE', 'Targets belong to a channel', { hint: 'Name it with --channel.' });
  }
  const names = channel === undefined ? usable : [channel];
  if (names.length === 0) {
    throw new OpsError('E_CONFIG', 'No channel can be used from here', { hint: 'Run: ops channels list' });
  }
  return names.map((name) => sendingOf(input, said, [name], null));
}
