import { createHash } from 'node:crypto';
import { cut } from '../cut.ts';
import { post, reasonOf } from '../http.ts';
import type { Outgoing } from '../outgoing.ts';
import { type ChannelType, USUAL } from './channel.ts';

const SUMMARY_LIMIT = 1_024;
const KEY_LIMIT = 255;
/** The whole event may have 512 KB. */
const TEXT_LIMIT = 20_000;

/** The Events API v2: what belongs together has one key, so PagerDuty opens one incident for it and closes that one. */
export const pagerduty: ChannelType<'pagerduty'> = {
  ...USUAL,
  send: ({ routing_key, url }, message, { signal, machine }) =>
    post({ url, body: { routing_key, ...eventOf(message, machine.hostname) }, signal }, (answer) => {
      const { status, dedup_key: key } = answer.json ?? {};
      if (status !== 'success') return { status: 'retry', reason: reasonOf(answer) };
      return { status: 'sent', providerId: typeof key === 'string' ? key : null };
    }),
};

function eventOf(message: Outgoing, source: string): object {
  const dedup_key = keyOf(message.thread ?? message.key);
  if (message.resolves) return { event_action: 'resolve', dedup_key };
  return {
    event_action: 'trigger',
    dedup_key,
    client: 'ops',
    payload: {
      summary: cut(message.title, SUMMARY_LIMIT),
      source,
      severity: message.severity,
      custom_details: { text: cut(message.text, TEXT_LIMIT) },
    },
  };
}

function keyOf(key: string): string {
  return key.length <= KEY_LIMIT ? key : createHash('sha256').update(key).digest('hex');
}
