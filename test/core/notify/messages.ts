import { channelsSchema } from '../../../src/core/notify/channel-schema.ts';
import type { Machine } from '../../../src/core/notify/machine.ts';
import type { Outgoing } from '../../../src/core/notify/outgoing.ts';
import type { NotifyConfig } from '../../../src/core/notify/reach.ts';

let counter = 0;

export function message(change: Partial<Outgoing> = {}): Outgoing {
  counter += 1;
  return {
    key: `message ${counter}`,
    severity: 'critical',
    title: 'Urgent alarm: CPU usage 95%',
    text: '🚨 Urgent alarm\n- CPU usage: 95% (threshold: 90%)',
    channels: [],
    deliverAfter: null,
    thread: null,
    resolves: false,
    ...change,
  };
}

/** `channels` as a person writes them; all of them in the order of escalation. */
export function configOf(channels: Record<string, unknown>, change: Partial<NotifyConfig> = {}): NotifyConfig {
  const parsed = channelsSchema.parse(channels);
  return { channels: parsed, escalation_channels: Object.keys(channels), locale: 'en', time_zone: 'UTC', ...change };
}

export function machine(change: Partial<Machine> = {}): Machine {
  return { platform: 'linux', env: { PATH: process.env.PATH }, hostname: 'host.test', ...change };
}
