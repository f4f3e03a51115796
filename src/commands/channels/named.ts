import { OpsError } from '../../core/errors.ts';
import type { ChannelSettings } from '../../core/notify/channel-schema.ts';
import { type NotifyConfig, reachProblem } from '../../core/notify/reach.ts';
import { nearest } from '../../core/text/nearest.ts';

/** @throws OpsError E_USAGE that names the channels there are. */
export function channelNamed(config: NotifyConfig, name: string): ChannelSettings {
  const channel = Object.hasOwn(config.channels, name) ? config.channels[name] : undefined;
  if (channel !== undefined) return channel;
  const known = Object.keys(config.channels);
  const close = nearest(name, known);
  const list = known.length === 0 ? 'None is configured.' : `Configured are: ${known.join(', ')}.`;
  throw new OpsError('E_USAGE', reachProblem(config, name) ?? `no channel ${name} is configured`, {
    hint: close === null ? list : `Did you mean ${close}? ${list}`,
  });
}
