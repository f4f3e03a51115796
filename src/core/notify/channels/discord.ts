import { cut } from '../cut.ts';
import { type Answer, post, reasonOf, refused } from '../http.ts';
import { type ChannelType, type SendResult, USUAL } from './channel.ts';

const TITLE_LIMIT = 256;
/** Of an embed's description. With the title it stays below the 6,000 of a whole message. */
const TEXT_LIMIT = 4_096;

const COLOURS = { info: 0x3498db, warning: 0xf1c40f, critical: 0xe74c3c } as const;
const RESOLVED = 0x2ecc71;

/** What Discord would take for formatting, a link, a mention or a heading; a dash at the start of a line may stay a list. */
const MARKS = /[\\*_~`|[\]<>#@]/g;

function escapedSize(character: string): number {
  return character.replace(MARKS, '\\$&').length;
}

function plain(text: string, limit: number): string {
  return cut(text, limit, escapedSize).replace(MARKS, '\\$&');
}

/** An incoming webhook: https://discord.com/developers/docs/resources/webhook#execute-webhook. */
export const discord: ChannelType<'discord'> = {
  ...USUAL,
  send({ url }, message, { signal }) {
    let address: URL;
    try {
      address = new URL(url);
    } catch {
      return Promise.resolve({ status: 'permanent', reason: 'its address is none' });
    }
    // Without it the answer comes before the message is stored, and has no id.
    address.searchParams.set('wait', 'true');
    const embed = {
      title: plain(message.title, TITLE_LIMIT),
      description: plain(message.text, TEXT_LIMIT),
      color: message.resolves ? RESOLVED : COLOURS[message.severity],
    };
    const body = { embeds: [embed], allowed_mentions: { parse: [] } };
    return post({ url: address.href, body, signal }, accept, refuse);
  },
};

function accept(answer: Answer): SendResult {
  const id = answer.json?.id;
  if (typeof id !== 'string') return { status: 'retry', reason: reasonOf(answer) };
  // The last message of this stretch: the next one would be refused.
  const used = answer.headers.get('x-ratelimit-remaining') === '0';
  const wait = used ? Number(answer.headers.get('x-ratelimit-reset-after')) * 1_000 : 0;
  return { status: 'sent', providerId: id, ...(wait > 0 ? { pauseMs: Math.ceil(wait) } : {}) };
}

/** The body's number is the finer one: seconds with a fraction. */
function refuse(answer: Answer): SendResult {
  const result = refused(answer);
  const wait = answer.json?.retry_after;
  return result.status === 'retry' && typeof wait === 'number'
    ? { ...result, afterMs: Math.ceil(wait * 1_000) }
    : result;
}
