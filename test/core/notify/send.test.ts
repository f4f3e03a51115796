import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { channelSchema } from '../../../src/core/notify/channel-schema.ts';
import { signatureOf } from '../../../src/core/notify/channels/webhook.ts';
import { retryAfterMs } from '../../../src/core/notify/http.ts';
import { type SendOptions, send } from '../../../src/core/notify/send.ts';
import { makeFolder, writeFile } from '../../helpers/index.ts';
import { type Answer, type Service, service } from './loopback.ts';
import { machine, message } from './messages.ts';

const FIRST = { providerId: 'C1:1.5', text: 'the first message' };

function to(settings: object, given = message(), options: Partial<SendOptions> = {}) {
  return send(channelSchema.parse(settings), given, { id: 'a'.repeat(32), machine: machine(), ...options });
}

function slack({ url }: Service) {
  return { type: 'slack-webhook', url: `${url}/services/T1/B2/secretsecret` };
}

function program(text: string): string {
  const path = writeFile(join(makeFolder(), 'program'), `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

test('a Slack webhook has sent when its body is ok, and what it sends mentions nobody', async () => {
  const server = await service({ body: 'ok' });
  const result = await to(slack(server), message({ text: '<!channel> a & b > c *bold*' }));
  expect(result).toEqual({ status: 'sent', providerId: null });
  expect(server.received[0]?.json).toEqual({
    text: '&lt;!channel&gt; a &amp; b &gt; c *bold*',
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
  });
});

test('text is cut to what Slack takes after escaping, and never within a character', async () => {
  const server = await service();
  await to(slack(server), message({ text: '<😀'.repeat(3_000) }));
  const text = String(server.received[0]?.json.text);
  expect(text.length).toBeLessThanOrEqual(4_000);
  expect(text.length).toBeGreaterThan(3_980);
  expect(text.replaceAll('&lt;😀', '')).toMatch(/^(?:&lt;)? …$/);
});

const HTML: Answer = { status: 200, body: '<!doctype html><h1>Log in</h1>', headers: { 'content-type': 'text/html' } };

test.each<[string, Answer, object]>([
  ['429 with seconds', { status: 429, headers: { 'retry-after': '7' } }, { status: 'retry', afterMs: 7_000 }],
  ['500', { status: 500, body: 'rollup_error' }, { status: 'retry', reason: 'HTTP 500: rollup_error' }],
  ['408', { status: 408 }, { status: 'retry' }],
  ['403', { status: 403, body: 'invalid_token' }, { status: 'permanent', reason: 'HTTP 403: invalid_token' }],
  ['410', { status: 410, body: 'channel_is_archived' }, { status: 'permanent' }],
  ['200 with an error', { body: 'no_text' }, { status: 'permanent', reason: 'HTTP 200: no_text' }],
  ['200 with a page', HTML, { status: 'retry', reason: 'HTTP 200: an HTML page' }],
  ['502 with a page', { ...HTML, status: 502 } as Answer, { status: 'retry', reason: 'HTTP 502: an HTML page' }],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, { status: 'permanent' }],
  ['a cut connection', 'cut', { status: 'retry' }],
  ['a connection cut within the answer', 'cut in the body', { status: 'retry' }],
  ['no answer', 'hang', { status: 'retry', reason: 'no answer within the time' }],
])('Slack: %s', async (_name, answer, expected) => {
  const server = await service(answer);
  expect(await to(slack(server), message(), { deadlineMs: 300 })).toMatchObject(expected);
  expect(server.received).toHaveLength(1);
});

test('a Retry-After may be a date; nonsense is none, and no pause is longer than a day', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  expect(retryAfterMs('Sun, 22 Nov 2026 10:00:30 GMT', now)).toBe(30_000);
  expect(retryAfterMs('Sun, 22 Nov 2026 09:00:00 GMT', now)).toBe(0);
  expect(retryAfterMs('0.5', now)).toBe(500);
  expect(retryAfterMs('99999999', now)).toBe(86_400_000);
  expect(retryAfterMs('soon', now)).toBeNull();
  expect(retryAfterMs(null, now)).toBeNull();
});

test('a secret comes from the environment or a file, and no reason ever shows one', async () => {
  const server = await service({ status: 400, body: 'no such hook /services/T1/B2/secretsecret' });
  const url = `${server.url}/services/T1/B2/secretsecret`;
  const file = writeFile(join(makeFolder(), 'url'), `${url}\n`);
  const env = { HOOK: url };
  for (const given of [{ env: 'HOOK' }, { file }]) {
    const result = await to({ type: 'slack-webhook', url: given }, message(), { machine: machine({ env }) });
    expect(result).toMatchObject({ status: 'permanent' });
  }
  expect(server.received.map(({ path }) => path)).toEqual([
    '/services/T1/B2/secretsecret',
    '/services/T1/B2/secretsecret',
  ]);
  const gone = await to({ type: 'slack-webhook', url: 'http://127.0.0.1:1/services/secretsecret' });
  expect(JSON.stringify(gone)).not.toContain('secretsecret');
  const echo = await service({ status: 400, body: 'token xy-topsecret is bad' });
  const settings = { type: 'webhook', url: echo.url, headers: { 'x-key': 'xy-topsecret' } };
  expect(await to(settings)).toEqual({ status: 'permanent', reason: 'HTTP 400: token [redacted] is bad' });
});

test('a missing variable or file is named, and nothing is sent', async () => {
  const missing = await to({ type: 'slack-webhook', url: { env: 'NO_SUCH' } });
  expect(missing).toEqual({ status: 'permanent', reason: 'the environment variable NO_SUCH is not set' });
  const unread = await to({ type: 'slack-webhook', url: { file: '/nowhere/at/all' } });
  expect(unread).toEqual({ status: 'permanent', reason: '/nowhere/at/all cannot be read (ENOENT)' });
});

test('a Slack bot keeps a thread, makes what gets worse heard, and turns the first message into resolved', async () => {
  const server = await service({ body: { ok: true, channel: 'C1', ts: '1.5' } });
  const bot = { type: 'slack-bot', token: 'xoxb-secret', channel: '#ops', api_url: server.url };
  expect(await to(bot)).toEqual({ status: 'sent', providerId: 'C1:1.5' });
  await to(bot, message(), { first: FIRST });
  await to(bot, message({ resolves: true, title: 'Resolved: CPU', text: 'over' }), { first: FIRST });
  expect(server.received.map(({ path }) => path)).toEqual([
    '/chat.postMessage',
    '/chat.postMessage',
    '/chat.update',
    '/chat.postMessage',
  ]);
  const [begin, worse, update, over] = server.received;
  expect(begin?.headers.authorization).toBe('Bearer xoxb-secret');
  expect(begin?.json).not.toHaveProperty('thread_ts');
  expect(worse?.json).toMatchObject({ channel: '#ops', thread_ts: '1.5', reply_broadcast: true });
  expect(update?.json).toEqual({ channel: 'C1', ts: '1.5', text: 'Resolved: CPU\n\nthe first message' });
  expect(over?.json).toMatchObject({ thread_ts: '1.5', text: 'over' });
  expect(over?.json).not.toHaveProperty('reply_broadcast');
});

test('an error that Slack tells with HTTP 200 is one, and some of them pass', async () => {
  const server = await service({ body: { ok: false, error: 'channel_not_found' } });
  const bot = { type: 'slack-bot', token: 'xoxb-secret', channel: '#ops', api_url: server.url };
  expect(await to(bot)).toEqual({ status: 'permanent', reason: 'Slack answers channel_not_found' });
  server.script = [{ body: { ok: false, error: 'ratelimited' }, headers: { 'retry-after': '3' } }];
  expect(await to(bot)).toEqual({ status: 'retry', reason: 'Slack answers ratelimited', afterMs: 3_000 });
  server.script = [HTML];
  expect(await to(bot)).toMatchObject({ status: 'retry' });
});

test('where the first message cannot be changed any more, the thread still hears that it is over', async () => {
  const server = await service(
    { body: { ok: false, error: 'cant_update_message' } },
    { body: { ok: true, channel: 'C1', ts: '2' } },
  );
  const bot = { type: 'slack-bot', token: 'xoxb-secret', channel: '#ops', api_url: server.url };
  expect(await to(bot, message({ resolves: true }), { first: FIRST })).toEqual({ status: 'sent', providerId: 'C1:2' });
});

test('a webhook is signed over time and body, and says which message it repeats', async () => {
  const server = await service({ status: 204 });
  await to(
    { type: 'webhook', url: server.url, secret: 'shared secret', headers: { 'X-Team': 'ops' } },
    message({ key: 'k' }),
  );
  const [request] = server.received;
  const stamp = String(request?.headers['x-ops-timestamp']);
  expect(request?.headers['x-ops-signature']).toBe(signatureOf('shared secret', stamp, request?.text ?? ''));
  expect(request?.headers['idempotency-key']).toBe('a'.repeat(32));
  expect(request?.headers['x-team']).toBe('ops');
  expect(request?.json).toMatchObject({ version: 1, key: 'k', severity: 'critical', resolves: false });
  expect(signatureOf('shared secret', stamp, `${request?.text} `)).not.toBe(request?.headers['x-ops-signature']);
});

test('ntfy gets Korean whole, its priority by severity, and no more bytes than it takes', async () => {
  const server = await service({ body: { id: 'n1' } });
  const ntfy = { type: 'ntfy', url: server.url, topic: 'ops-topic', token: 'tk_secret' };
  expect(await to(ntfy, message({ text: '긴급 '.repeat(2_000) }))).toEqual({ status: 'sent', providerId: 'n1' });
  const [request] = server.received;
  expect(request?.json).toMatchObject({ topic: 'ops-topic', priority: 5 });
  expect(Buffer.byteLength(String(request?.json.message))).toBeLessThanOrEqual(4_096);
  expect(request?.headers.authorization).toBe('Bearer tk_secret');
  server.script = [HTML];
  expect(await to(ntfy)).toMatchObject({ status: 'retry' });
});

test('Telegram gets plain text, says in its body how long to wait, and its token stays hidden', async () => {
  const server = await service({ body: { ok: true, result: { message_id: 42 } } });
  const telegram = { type: 'telegram', token: '123:abcdef', chat_id: -100, api_url: server.url };
  expect(await to(telegram, message({ text: 'x'.repeat(9_000) }))).toEqual({ status: 'sent', providerId: '42' });
  const [request] = server.received;
  expect(request?.path).toBe('/bot123:abcdef/sendMessage');
  expect(String(request?.json.text)).toHaveLength(4_096);
  expect(request?.json).not.toHaveProperty('parse_mode');
  server.script = [{ status: 429, body: { ok: false, error_code: 429, parameters: { retry_after: 11 } } }];
  expect(await to(telegram)).toMatchObject({ status: 'retry', afterMs: 11_000 });
  server.script = [{ status: 404, body: '{"ok":false,"description":"no bot 123:abcdef"}' }];
  const refused = await to(telegram);
  expect(refused.status).toBe('permanent');
  expect(JSON.stringify(refused)).not.toContain('abcdef');
});

test('Discord gets an embed that formats and mentions nothing, and its rate limit is kept', async () => {
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.2' };
  const server = await service({ body: { id: 'd1' }, headers });
  const discord = { type: 'discord', url: `${server.url}/api/webhooks/1/hooksecret?thread_id=5` };
  const text = `@everyone *a* [x](http://y) \`z\` ${'*'.repeat(5_000)}`;
  expect(await to(discord, message({ text, title: 't'.repeat(400) }))).toEqual({
    status: 'sent',
    providerId: 'd1',
    pauseMs: 1_200,
  });
  const [request] = server.received;
  expect(request?.path).toBe('/api/webhooks/1/hooksecret?thread_id=5&wait=true');
  const [embed] = (request?.json.embeds ?? []) as { title: string; description: string }[];
  expect(embed?.title).toHaveLength(256);
  expect(embed?.description.length).toBeLessThanOrEqual(4_096);
  expect(embed?.description).toContain('\\@everyone \\*a\\* \\[x\\](http://y) \\`z\\`');
  expect(request?.json.allowed_mentions).toEqual({ parse: [] });
  server.script = [{ status: 429, body: { retry_after: 0.65, global: false } }];
  expect(await to(discord)).toMatchObject({ status: 'retry', afterMs: 650 });
});

test('PagerDuty opens and closes one incident for what belongs together', async () => {
  const server = await service({ status: 202, body: { status: 'success', dedup_key: 'fp:1' } });
  const pagerduty = { type: 'pagerduty', routing_key: 'routing-key-1', url: server.url };
  expect(await to(pagerduty, message({ thread: 'fp:1' }))).toEqual({ status: 'sent', providerId: 'fp:1' });
  await to(pagerduty, message({ thread: 'fp:1', resolves: true }));
  await to(pagerduty, message({ key: 'k'.repeat(300), title: 't'.repeat(2_000) }));
  const [opened, closed, long] = server.received.map(({ json }) => json);
  expect(opened).toMatchObject({ routing_key: 'routing-key-1', event_action: 'trigger', dedup_key: 'fp:1' });
  expect(opened?.payload).toMatchObject({ severity: 'critical', source: 'host.test' });
  expect(closed).toEqual({ routing_key: 'routing-key-1', event_action: 'resolve', dedup_key: 'fp:1' });
  expect(String(long?.dedup_key)).toHaveLength(64);
  expect(long?.payload).toMatchObject({ summary: expect.stringMatching(/^t{1022} …$/) });
  server.script = [{ status: 400, body: { status: 'invalid event', errors: ["'routing_key' is wrong"] } }];
  expect(await to(pagerduty)).toMatchObject({ status: 'permanent' });
});

test('BlueBubbles gets the same guid at every attempt; after its own error nothing is sent there again', async () => {
  const server = await service({ body: { status: 200, data: { guid: 'g1' } } });
  const bluebubbles = { type: 'bluebubbles', url: server.url, password: 'pass word', to: '+15550100' };
  expect(await to(bluebubbles)).toEqual({ status: 'sent', providerId: 'g1' });
  const [request] = server.received;
  expect(request?.path).toBe('/api/v1/message/text?password=pass%20word');
  expect(request?.json).toMatchObject({
    chatGuid: 'iMessage;-;+15550100',
    tempGuid: 'a'.repeat(32),
    method: 'apple-script',
  });
  server.script = [{ status: 500, body: { status: 500, error: { type: 'iMessage Error', message: 'pass word' } } }];
  const failed = await to(bluebubbles);
  expect(failed.status).toBe('permanent');
  expect(JSON.stringify(failed)).not.toContain('pass word');
  server.script = [{ status: 502, body: 'bad gateway' }];
  expect(await to(bluebubbles)).toMatchObject({ status: 'retry' });
});

test('iMessage is sent by argv on a Mac with imsg, and on any other machine not at all', async () => {
  const log = join(makeFolder(), 'argv');
  const mac = machine({ platform: 'darwin' });
  const imsg = program(`for word; do printf '%s\\n' "[$word]"; done > ${log}\necho '{"status":"sent","guid":"G-1"}'`);
  const settings = { type: 'imessage', to: '+15550100', program: imsg };
  const text = '-rf $(id) `id` "; rm -rf /\n두 번째 줄';
  expect(await to(settings, message({ text }), { machine: mac })).toEqual({ status: 'sent', providerId: 'G-1' });
  expect(readFileSync(log, 'utf8')).toBe(
    `[send]\n[--to]\n[+15550100]\n[--service]\n[auto]\n[--text]\n[ ${text}]\n[--json]\n`,
  );
  await to({ ...settings, to: 'chat:42' }, message(), { machine: mac });
  expect(readFileSync(log, 'utf8')).toContain('[--chat-id]\n[42]\n');
  expect(await to(settings)).toEqual({
    status: 'permanent',
    reason: 'iMessage is sent from a Mac only; this machine runs linux',
  });
  expect(
    await to({ type: 'imessage', to: '+15550100', program: '/nowhere/imsg' }, message(), { machine: mac }),
  ).toEqual({
    status: 'permanent',
    reason: 'the program /nowhere/imsg is not installed',
  });
});

test.each([
  ['echo "error: may_have_completed" >&2; exit 1', 'permanent'],
  ['echo "Not authorized to send Apple events (-1743)" >&2; exit 1', 'permanent'],
  ['echo "error: not_started: database is locked" >&2; exit 1', 'retry'],
])('imsg that ends with %s: %s', async (script, status) => {
  const settings = { type: 'imessage', to: '+15550100', program: program(script) };
  expect(await to(settings, message(), { machine: machine({ platform: 'darwin' }) })).toMatchObject({ status });
});

test('openclaw that sends, says so and never ends has sent', async () => {
  const openclaw = program(`echo 'log line'; echo '{"action":"send","payload":{"messageId":"m-1"}}'; exit 1`);
  const settings = { type: 'openclaw', program: openclaw, channel: 'whatsapp', target: '+15550100' };
  expect(await to(settings)).toEqual({ status: 'sent', providerId: 'm-1' });
  expect(await to({ ...settings, program: program('exit 3') })).toMatchObject({ status: 'retry' });
});

test('a command gets the text on its standard input and the rest in its environment', async () => {
  const out = join(makeFolder(), 'out');
  const tell = program(`{ cat; echo; echo "$OPS_MESSAGE_SEVERITY|$OPS_MESSAGE_TITLE|$1"; } > ${out}; echo id-7`);
  const settings = { type: 'command', command: [tell, '$(id)'] };
  expect(await to(settings, message({ text: 'a\0b "$HOME"', title: '$(id)' }))).toEqual({
    status: 'sent',
    providerId: 'id-7',
  });
  expect(readFileSync(out, 'utf8')).toBe('ab "$HOME"\ncritical|$(id)|$(id)\n');
});

test.each([
  ['exit 1', 'retry'],
  ['exit 75', 'retry'],
  ['exit 65', 'permanent'],
  ['exit 78', 'permanent'],
  ['kill -9 $$', 'retry'],
])('a command that ends with %s: %s', async (script, status) => {
  expect(await to({ type: 'command', command: [program(script)] })).toMatchObject({ status });
});

test('a desktop notification goes by argv, escaped where the desktop reads markup', async () => {
  const folder = makeFolder();
  const log = join(folder, 'argv');
  const path = writeFile(join(folder, 'notify-send'), `#!/bin/sh\nfor word; do echo "$word"; done > ${log}\n`);
  chmodSync(path, 0o755);
  const env = { PATH: `${folder}:${process.env.PATH}`, XDG_RUNTIME_DIR: '/run/user/1' };
  const settings = { type: 'desktop' };
  const given = message({ title: '--help', text: '<b>&' });
  expect(await to(settings, given, { machine: machine({ env }) })).toEqual({ status: 'sent', providerId: null });
  expect(readFileSync(log, 'utf8')).toBe('--app-name=ops\n--urgency=critical\n--\n--help\n&lt;b&gt;&amp;\n');
  expect(await to(settings, given, { machine: machine({ env: { PATH: folder } }) })).toMatchObject({
    reason: 'nobody is logged in to a desktop',
  });
  expect(await to(settings, given, { machine: machine({ env: { PATH: '/nowhere' } }) })).toMatchObject({
    reason: 'the program notify-send is not installed',
  });
});
