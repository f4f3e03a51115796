import { expect, test } from 'vitest';
import { run as list } from '../../../src/commands/channels/list.ts';
import { run as testChannels } from '../../../src/commands/channels/test.ts';
import { run as broadcast } from '../../../src/commands/message/broadcast.ts';
import { run as send } from '../../../src/commands/message/send.ts';
import { run as drop } from '../../../src/commands/outbox/drop.ts';
import { run as outbox } from '../../../src/commands/outbox/list.ts';
import { run as retry } from '../../../src/commands/outbox/retry.ts';
import { enqueue, listOutbox } from '../../../src/core/notify/outbox/store.ts';
import { service } from '../../core/notify/loopback.ts';
import { message } from '../../core/notify/messages.ts';
import { makeWorkspace } from '../../helpers/index.ts';
import { call } from '../call.ts';

test('without a configuration the list says of every channel why nothing can be sent over it', async () => {
  const { text, data, warnings } = await call(list, makeWorkspace());
  expect(data.channels).toMatchObject([
    { name: 'imessage', type: null, order: 1, problem: expect.stringMatching(/^no channel imessage is configured/) },
    { name: 'slack', type: null, order: 2, problem: 'no channel slack is configured' },
  ]);
  expect(text).toMatch(/^slack .* 2 .* not usable {2}no channel slack is configured$/m);
  expect(warnings).toHaveLength(1);
});

test('a channel that is not there is refused, and those that are there are named', async () => {
  const given = { options: { channel: 'slcak', message: 'hello' } };
  await expect(call(send, makeWorkspace(), given)).rejects.toMatchObject({
    code: 'E_USAGE',
    hint: 'None is configured.',
  });
  await expect(call(testChannels, makeWorkspace())).rejects.toMatchObject({ code: 'E_CONFIG' });
});

test.each([
  [{ options: {} }, 'There is no message'],
  [{ args: ['one'], options: { message: 'two' } }, 'The message is given twice'],
  [{ options: { message: '  ' } }, 'The message is empty'],
  [{ options: { message: 'x'.repeat(70_000) } }, 'The message is longer than 65536 bytes'],
])('a message that is none is refused: %o', async (given, text) => {
  await expect(call(send, makeWorkspace(), given)).rejects.toThrow(text);
});

test('a message without any channel stays queued, and says why', async () => {
  const at = makeWorkspace();
  const { data, exitCode } = await call(send, at, { options: { message: 'hello', timeoutSeconds: '0.2' } });
  expect(data).toMatchObject({ status: 'queued', reason: expect.stringContaining('no channel slack is configured') });
  expect(exitCode).toBe(2);
  expect(listOutbox(at, 'queued').entries).toHaveLength(1);
});

test('the outbox shows what waits and why, tries dead ones again, and forgets what is dropped', async () => {
  const at = makeWorkspace();
  enqueue(at, message({ title: 'one' }));
  enqueue(at, message({ title: 'two' }));
  const [first] = listOutbox(at, 'queued').entries;
  expect((await call(outbox, at)).text).toMatch(/queued .* not tried yet .*one/);
  await call(drop, at, { args: [first?.id.slice(0, 8) ?? ''] });
  expect((await call(outbox, at, { options: { state: 'dead' } })).data).toMatchObject({ count: 1, totalCount: 1 });
  const retried = await call(retry, at, { args: ['all'] });
  expect(retried.data.queued).toHaveLength(2);
  expect(retried.warnings).toEqual(['the orchestrator does not run; they wait until it does']);
  await call(drop, at, { args: ['all'] });
  await call(drop, at, { args: ['all'] });
  expect((await call(outbox, at, { options: { all: true } })).text).toBe('Nothing waits, and nothing is undelivered.');
  await expect(call(drop, at, { args: ['abc'] })).rejects.toMatchObject({ code: 'E_USAGE' });
});

test('a message is sent and its receiver named; the same key sends nothing twice', async () => {
  const server = await service({ body: { id: 'n7' } });
  const ntfy = { type: 'ntfy', url: server.url, topic: 'ops-topic' };
  const at = makeWorkspace({ channels: { phone: ntfy } });
  const given = { args: ['hello\nworld'], options: { channel: 'phone', target: 'other-topic', idempotencyKey: 'k' } };
  const sent = await call(send, at, given);
  expect(sent).toMatchObject({ exitCode: 0, text: 'Sent over phone to other-topic: n7' });
  expect(server.received[0]?.json).toMatchObject({ topic: 'other-topic', title: 'hello', message: 'hello\nworld' });
  expect(await call(send, at, given)).toMatchObject({ exitCode: 0, data: { status: 'sent', providerId: 'n7' } });
  expect(server.received).toHaveLength(1);
});

test('a message that nobody takes fails, and nothing but the truth is said of it', async () => {
  const server = await service({ status: 403, body: 'invalid_token' });
  const at = makeWorkspace({ channels: { slack: { type: 'slack-webhook', url: server.url } } });
  const refused = await call(send, at, { options: { message: 'hello', channel: 'slack' } });
  expect(refused).toMatchObject({ exitCode: 1, text: 'Not sent: slack: HTTP 403: invalid_token' });
});

test('a broadcast goes to every channel that can be used, or to every target', async () => {
  const server = await service({ body: { ok: true, result: { message_id: 3 } } });
  const telegram = { type: 'telegram', token: 'token-1', chat_id: 1, api_url: server.url };
  const hook = { type: 'webhook', url: server.url };
  const at = makeWorkspace({ channels: { telegram, hook, mac: { type: 'imessage', to: '+1', program: '/nowhere' } } });
  const all = await call(broadcast, at, { options: { message: 'hello' } });
  expect(all).toMatchObject({ exitCode: 0, data: { ok: true } });
  expect(server.received.map(({ path }) => path).sort()).toEqual(['/', '/bottoken-1/sendMessage']);
  await call(broadcast, at, { options: { message: 'hello', channel: 'telegram', targets: ['5', '6'] } });
  expect(
    server.received
      .slice(2)
      .map(({ json }) => json.chat_id)
      .sort(),
  ).toEqual(['5', '6']);
});

test('a test tells of every channel whether it works, and leaves no incident open', async () => {
  const server = await service({ status: 202, body: { status: 'success', dedup_key: 'd' } });
  const duty = { type: 'pagerduty', routing_key: 'routing-key', url: server.url };
  const at = makeWorkspace({ channels: { duty, slack: { type: 'slack-webhook', url: { env: 'NO_SUCH_VARIABLE' } } } });
  const { data, exitCode } = await call(testChannels, at);
  expect(exitCode).toBe(1);
  expect(data.tests).toMatchObject([
    { channel: 'duty', status: 'sent' },
    { channel: 'slack', status: 'failed', reason: 'the environment variable NO_SUCH_VARIABLE is not set' },
  ]);
  expect(server.received.map(({ json }) => json.event_action)).toEqual(['trigger', 'resolve']);
});
