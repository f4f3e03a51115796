import { cut } from '../cut.ts';
import { type Answer, post, reasonOf, refused } from '../http.ts';
import { type ChannelType, type SendResult, USUAL } from './channel.ts';

/** What its own clients send at most. */
const LIMIT = 4_000;

/** iMessage by a BlueBubbles server on a Mac. Its password stands in the address, as it asks for; no reason ever holds it. */
export const bluebubbles: ChannelType<'bluebubbles'> = {
  ...USUAL,
  // It answers when Messages has sent.
  deadlineMs: 20_000,
  retarget: (settings, target) => ({ ...settings, to: target }),
  send: ({ url, password, to, method }, message, { signal, id }) =>
    post(
      {
        url: `${url.replace(/\/+$/, '')}/api/v1/message/text?password=${encodeURIComponent(password)}`,
        // The same guid at every attempt, so that the server sees a repetition.
        body: {
          chatGuid: to.includes(';') ? to : `iMessage;-;${to}`,
          tempGuid: id,
          message: cut(message.text, LIMIT),
          method,
        },
        signal,
      },
      accept,
      refuse,
    ),
};

function accept(answer: Answer): SendResult {
  const data = answer.json?.data;
  if (answer.json?.status !== 200) return { status: 'retry', reason: reasonOf(answer) };
  const guid = typeof data === 'object' && data !== null ? (data as { guid?: unknown }).guid : null;
  return { status: 'sent', providerId: typeof guid === 'string' ? guid : null };
}

/** Its own 500 may also come after Messages has sent (bluebubbles-server#255), so it is not sent there again. */
function refuse(answer: Answer): SendResult {
  if (answer.status !== 500 || answer.json === null) return refused(answer);
  return { status: 'permanent', reason: `it may have been sent, and is not sent again here: ${reasonOf(answer)}` };
}
