import { cut } from '../cut.ts';
import { type Answer, post, reasonOf, refused } from '../http.ts';
import { type ChannelType, type SendResult, USUAL } from './channel.ts';

const LIMIT = 4_096;

/** https://core.telegram.org/bots/api#sendmessage, as plain text: without a parse mode nothing in it means anything. */
export const telegram: ChannelType<'telegram'> = {
  ...USUAL,
  // At most about one message a second to a chat.
  spacingMs: 1_000,
  retarget: (settings, target) => ({ ...settings, chat_id: target }),
  send: ({ token, chat_id, api_url }, message, { signal, first }) =>
    post(
      {
        url: `${api_url.replace(/\/+$/, '')}/bot${token}/sendMessage`,
        body: {
          chat_id,
          text: cut(message.text, LIMIT),
          disable_notification: message.severity === 'info',
          link_preview_options: { is_disabled: true },
          ...(first === null
            ? {}
            : { reply_parameters: { message_id: Number(first.providerId), allow_sending_without_reply: true } }),
        },
        signal,
      },
      accept,
      refuse,
    ),
};

function accept(answer: Answer): SendResult {
  const { ok, result } = answer.json ?? {};
  if (ok !== true) return { status: 'retry', reason: reasonOf(answer) };
  const id = typeof result === 'object' && result !== null ? (result as { message_id?: unknown }).message_id : null;
  return { status: 'sent', providerId: typeof id === 'number' ? String(id) : null };
}

/** It says in the body how long to wait. */
function refuse(answer: Answer): SendResult {
  const result = refused(answer);
  const wait = (answer.json?.parameters as { retry_after?: unknown } | undefined)?.retry_after;
  return result.status === 'retry' && typeof wait === 'number' ? { ...result, afterMs: wait * 1_000 } : result;
}
