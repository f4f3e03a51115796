import { cut } from '../cut.ts';
import { post, reasonOf } from '../http.ts';
import { type ChannelType, USUAL } from './channel.ts';

/** In bytes; a longer message becomes an attachment. */
const MESSAGE_BYTES = 4_096;
const TITLE_BYTES = 250;

const LOOKS = {
  info: { priority: 2, tags: ['information_source'] },
  warning: { priority: 4, tags: ['warning'] },
  critical: { priority: 5, tags: ['rotating_light'] },
} as const;

const RESOLVED = { priority: 3, tags: ['white_check_mark'] };

function bytes(character: string): number {
  return Buffer.byteLength(character);
}

/** https://docs.ntfy.sh/publish: as JSON, since headers cannot hold Korean. */
export const ntfy: ChannelType<'ntfy'> = {
  ...USUAL,
  retarget: (settings, target) => ({ ...settings, topic: target }),
  send: ({ url, topic, token }, message, { signal }) =>
    post(
      {
        url,
        body: {
          topic,
          title: cut(message.title, TITLE_BYTES, bytes),
          message: cut(message.text, MESSAGE_BYTES, bytes),
          ...(message.resolves ? RESOLVED : LOOKS[message.severity]),
        },
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        signal,
      },
      (answer) => {
        const id = answer.json?.id;
        return typeof id === 'string'
          ? { status: 'sent', providerId: id }
          : { status: 'retry', reason: reasonOf(answer) };
      },
    ),
};
