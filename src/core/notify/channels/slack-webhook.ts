import { post, reasonOf } from '../http.ts';
import { type ChannelType, USUAL } from './channel.ts';
import { slackText } from './slack-text.ts';

/** What Slack says of a message that it will never take; anything else with status 200 came from something in between. */
const OWN_WORDS = /^[a-z][a-z_]{2,60}$/;

/** An incoming webhook: https://api.slack.com/messaging/webhooks. It knows no threads; its whole answer is `ok`. */
export const slackWebhook: ChannelType<'slack-webhook'> = {
  ...USUAL,
  spacingMs: 1_000,
  send: ({ url }, message, { signal }) =>
    post(
      {
        url,
        body: { text: slackText(message.text), mrkdwn: false, unfurl_links: false, unfurl_media: false },
        signal,
      },
      (answer) => {
        const said = answer.text.trim();
        if (said === 'ok') return { status: 'sent', providerId: null };
        return { status: OWN_WORDS.test(said) ? 'permanent' : 'retry', reason: reasonOf(answer) };
      },
    ),
};
