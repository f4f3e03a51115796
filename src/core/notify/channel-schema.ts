import * as z from 'zod';

/** The same rule as for the names of agents. */
const channelName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,63}$/,
    'is not a name for a channel: lower-case letters, digits, - and _, at most 64, beginning with a letter or digit',
  );

/** A secret as it is, or where it is found: it need not stand in the configuration, and is never printed. */
export const secretSchema = z
  .union([
    z.string().min(1),
    z.strictObject({ env: z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of an environment variable') }),
    z.strictObject({ file: z.string().startsWith('/', 'must be an absolute path') }),
  ])
  .meta({ examples: ['{"env": "NAME"}', '{"file": "/path"}'] });

const address = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });
const text = z.string().min(1, 'must not be empty');
const argument = text.refine((value) => !value.startsWith('-'), 'must not begin with -');

const slackWebhook = z.strictObject({ type: z.literal('slack-webhook'), url: secretSchema });

const slackBot = z.strictObject({
  type: z.literal('slack-bot'),
  /** Begins with xoxb-; needs the scope chat:write. */
  token: secretSchema,
  channel: text,
  api_url: address.default('https://slack.com/api'),
});

const imessage = z.strictObject({
  type: z.literal('imessage'),
  /** A number (+15551234567), an e-mail address, or `chat:<id>` for a group. */
  to: argument,
  program: argument.default('imsg'),
  service: z.enum(['auto', 'imessage', 'sms']).default('auto'),
});

const bluebubbles = z.strictObject({
  type: z.literal('bluebubbles'),
  url: address,
  password: secretSchema,
  /** A number or e-mail address, or a chat's whole guid (`iMessage;+;chat…`). */
  to: text,
  method: z.enum(['apple-script', 'private-api']).default('apple-script'),
});

const email = z.strictObject({
  type: z.literal('email'),
  host: text,
  /** 465 for `implicit`, 587 for `starttls`, 25 for `none`. */
  port: z.number().int().min(1).max(65_535).optional(),
  tls: z.enum(['implicit', 'starttls', 'none']).default('starttls'),
  user: text.optional(),
  password: secretSchema.optional(),
  from: text,
  to: z.union([text, z.array(text).min(1)]),
});

const webhook = z.strictObject({
  type: z.literal('webhook'),
  url: secretSchema,
  /** Signs the body: X-Ops-Signature holds `sha256=` and the HMAC of `<X-Ops-Timestamp>.<body>`. */
  secret: secretSchema.optional(),
  headers: z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is not the name of a header'), secretSchema).default({}),
});

const ntfy = z.strictObject({
  type: z.literal('ntfy'),
  url: address.default('https://ntfy.sh'),
  /** Who knows the topic may read it. */
  topic: secretSchema,
  token: secretSchema.optional(),
});

const telegram = z.strictObject({
  type: z.literal('telegram'),
  token: secretSchema,
  chat_id: z.union([text, z.number().int()]),
  api_url: address.default('https://api.telegram.org'),
});

const discord = z.strictObject({ type: z.literal('discord'), url: secretSchema });

const pagerduty = z.strictObject({
  type: z.literal('pagerduty'),
  /** The integration key of an Events API v2 integration. */
  routing_key: secretSchema,
  url: address.default('https://events.pagerduty.com/v2/enqueue'),
});

const desktop = z.strictObject({ type: z.literal('desktop') });

const openclaw = z.strictObject({
  type: z.literal('openclaw'),
  program: argument.default('openclaw'),
  channel: argument,
  target: argument,
  account: argument.optional(),
});

const command = z.strictObject({
  type: z.literal('command'),
  /** Program and arguments. No shell reads them. */
  command: z.array(z.string()).min(1),
});

export const channelSchema = z.discriminatedUnion('type', [
  slackWebhook,
  slackBot,
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
]);

/** `channels` of the configuration: by the names that `escalation_channels` uses. */
export const channelsSchema = z.record(channelName, channelSchema).default({});

export type Secret = z.output<typeof secretSchema>;
export type ChannelSettings = z.output<typeof channelSchema>;
export type ChannelKind = ChannelSettings['type'];
export type ChannelOf<T extends ChannelKind> = Extract<ChannelSettings, { type: T }>;
export type Channels = z.output<typeof channelsSchema>;
