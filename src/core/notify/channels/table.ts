import type { ChannelKind } from '../channel-schema.ts';
import { bluebubbles } from './bluebubbles.ts';
import type { ChannelType } from './channel.ts';
import { command } from './command.ts';
import { desktop } from './desktop.ts';
import { discord } from './discord.ts';
import { email } from './email.ts';
import { imessage } from './imessage.ts';
import { ntfy } from './ntfy.ts';
import { openclaw } from './openclaw.ts';
import { pagerduty } from './pagerduty.ts';
import { slackBot } from './slack-bot.ts';
import { slackWebhook } from './slack-webhook.ts';
import { telegram } from './telegram.ts';
import { webhook } from './webhook.ts';

/** Every kind of channel. */
export const CHANNEL_TYPES: { readonly [Kind in ChannelKind]: ChannelType<Kind> } = {
  'slack-webhook': slackWebhook,
  'slack-bot': slackBot,
  imessage,
  bluebubbles,
  email,
  webhook,
  ntfy,
  telegram,
  discord,
  pagerduty,
  desktop,
  openclaw,
  command,
};

/** The type of a channel that is known only as one of them. */
export function typeOf(kind: ChannelKind): ChannelType<ChannelKind> {
  // What is looked up by a channel's own type fits that channel; the compiler cannot follow the two together.
  return CHANNEL_TYPES[kind] as unknown as ChannelType<ChannelKind>;
}
