import { type Answer, pause, post, reasonOf, retryAfterMs } from '../http.ts';
import type { Outgoing } from '../outgoing.ts';
import { type ChannelType, type FirstMessage, type SendContext, type SendResult, USUAL } from './channel.ts';
import { slackText } from './slack-text.ts';

/** Faults that pass, although Slack tells them with HTTP 200. */
const PASSING = new Set([
  'fatal_error',
  'internal_error',
  'ratelimited',
  'rate_limited',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);

interface Bot {
  token: string;
  channel: string;
  api_url: string;
}

/**
 * chat.postMessage: what belongs together is one thread, and when it is over its first message says so, too.
 * https://docs.slack.dev/reference/methods/chat.postMessage
 */
export const slackBot: ChannelType<'slack-bot'> = {
  ...USUAL,
  spacingMs: 1_000,
  retarget: (settings, target) => ({ ...settings, channel: target }),
  async send(settings, message, context) {
    const { first } = context;
    if (first !== null && message.resolves) {
      // First, since it may be repeated without harm should the message after it fail.
      const updated = await update(settings, message, first, context);
      if (updated.status === 'retry') return updated;
    }
    return await call(settings, 'chat.postMessage', postBody(settings.channel, message, first), context);
  },
};

function postBody(channel: string, message: Outgoing, first: FirstMessage | null): object {
  const text = { channel, text: slackText(message.text), mrkdwn: false, unfurl_links: false, unfurl_media: false };
  if (first === null) return text;
  // A thread is silent for who has not opened it. What is getting worse is not to be silent.
  const loud = message.severity === 'critical' && !message.resolves;
  return { ...text, thread_ts: stampOf(first), ...(loud ? { reply_broadcast: true } : {}) };
}

function update(settings: Bot, message: Outgoing, first: FirstMessage, context: SendContext): Promise<SendResult> {
  const channel = first.providerId.split(':')[0] ?? settings.channel;
  const text = slackText(`${message.title}\n\n${first.text}`);
  return call(settings, 'chat.update', { channel, ts: stampOf(first), text }, context);
}

function stampOf(first: FirstMessage): string {
  return first.providerId.split(':')[1] ?? '';
}

function call(settings: Bot, method: string, body: object, { signal }: SendContext): Promise<SendResult> {
  const url = `${settings.api_url.replace(/\/+$/, '')}/${method}`;
  return post({ url, body, headers: { authorization: `Bearer ${settings.token}` }, signal }, judge);
}

function judge(answer: Answer): SendResult {
  const said = answer.json;
  if (said === null) return { status: 'retry', reason: reasonOf(answer) };
  if (said.ok === true) {
    const isNamed = typeof said.channel === 'string' && typeof said.ts === 'string';
    return { status: 'sent', providerId: isNamed ? `${said.channel}:${said.ts}` : null };
  }
  const reason = `Slack answers ${String(said.error ?? 'nothing that is known')}`;
  if (!PASSING.has(String(said.error))) return { status: 'permanent', reason };
  return { status: 'retry', reason, ...pause(retryAfterMs(answer.headers.get('retry-after'), Date.now())) };
}
