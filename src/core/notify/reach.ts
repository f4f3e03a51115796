import type { Config } from '../config/schema.ts';
import type { Channels } from './channel-schema.ts';
import { hasProgram, type Machine, thisMachine } from './machine.ts';
import { channelProblem } from './send.ts';

/** What the delivery needs of the configuration. */
export interface NotifyConfig {
  channels: Channels;
  escalation_channels: readonly string[];
  locale: 'en' | 'ko';
  time_zone: string | null;
}

/** The part of the configuration that the delivery needs. */
export function notifyConfigOf(config: Config): NotifyConfig {
  const { channels, escalation_channels, locale, time_zone } = config;
  return { channels, escalation_channels, locale, time_zone };
}

export interface Reach {
  name: string;
  /** null: nothing of that name is configured. */
  type: string | null;
  /** Why nothing can be sent over it from here; null: it can. */
  problem: string | null;
  /** Its place among `escalation_channels`, from 1; null: it is not one of them. */
  order: number | null;
}

/** Why nothing can be sent over the channel of that name; null: it can. Sends nothing. */
export function reachProblem(config: NotifyConfig, name: string, machine: Machine = thisMachine()): string | null {
  const channel = Object.hasOwn(config.channels, name) ? config.channels[name] : undefined;
  if (channel !== undefined) return channelProblem(channel, machine);
  const missing = `no channel ${name} is configured`;
  if (name !== 'imessage') return missing;
  if (machine.platform !== 'darwin')
    return `${missing}, and iMessage is sent from a Mac only (this machine runs ${machine.platform})`;
  return hasProgram('imsg', machine) ? missing : `${missing}, and the program imsg is not installed`;
}

/** Every channel that is configured or that `escalation_channels` names: those first, in their order. */
export function reachOfAll(config: NotifyConfig, machine: Machine = thisMachine()): Reach[] {
  const names = [...new Set([...config.escalation_channels, ...Object.keys(config.channels)])];
  return names.map((name) => {
    const place = config.escalation_channels.indexOf(name);
    return {
      name,
      type: (Object.hasOwn(config.channels, name) ? config.channels[name]?.type : undefined) ?? null,
      problem: reachProblem(config, name, machine),
      order: place === -1 ? null : place + 1,
    };
  });
}
