import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Layout } from '../../../../src/core/files/layout.ts';
import { deliverDue } from '../../../../src/core/notify/outbox/deliver.ts';
import { entryId, GIVE_UP_MS, newEntry, type OutboxEntry } from '../../../../src/core/notify/outbox/entry.ts';
import {
  enqueue,
  listOutbox,
  outboxFolder,
  readEntry,
  requeue,
  saveQueued,
  settle,
} from '../../../../src/core/notify/outbox/store.ts';
import type { NotifyConfig } from '../../../../src/core/notify/reach.ts';
import { makeWorkspace } from '../../../helpers/index.ts';
import { type Service, service } from '../loopback.ts';
import { configOf, machine, message } from '../messages.ts';

const NOW = Date.parse('2026-11-22T10:00:00.000Z');
const MINUTE = 60_000;

/** Half of every backoff, so that nothing depends on chance. */
function deliver(at: Layout, config: NotifyConfig, now = NOW, options: Parameters<typeof deliverDue>[3] = {}) {
  return deliverDue(at, config, now, { machine: machine(), random: () => 0.5, deadlineMs: 1_000, ...options });
}

function slack({ url }: Service) {
  return { type: 'slack-webhook', url };
}

function hook({ url }: Service) {
  return { type: 'webhook', url };
}

function texts({ received }: Service): unknown[] {
  return received.map(({ json }) => json.text);
}

test('a message is sent once, and its key is never queued again', async () => {
  const at = makeWorkspace();
  const server = await service();
  const given = message();
  expect(enqueue(at, given, { now: NOW })).toBe(true);
  expect(enqueue(at, given, { now: NOW })).toBe(false);
  const delivery = await deliver(at, configOf({ slack: slack(server) }));
  expect(delivery).toMatchObject({ failed: 0, dead: [], nextDueAt: null, busy: false, fault: null });
  expect(enqueue(at, given, { now: NOW })).toBe(false);
  await deliver(at, configOf({ slack: slack(server) }));
  expect(server.received).toHaveLength(1);
  const [sent] = listOutbox(at, 'sent').entries;
  expect(sent?.sent).toEqual({ channel: 'slack', at: expect.stringMatching(/^2026-11-22T10:00:0/), providerId: null });
  expect(listOutbox(at, 'queued').entries).toEqual([]);
});

test('what lies in the outbox holds no secret and no control character', () => {
  const at = makeWorkspace();
  enqueue(at, message({ text: 'password=hunter2hunter2 \u001b[31mred', title: 'a\nb' }), { now: NOW });
  const [entry] = listOutbox(at, 'queued').entries;
  expect(entry?.outgoing).toMatchObject({ text: 'password=[redacted] red', title: 'a b' });
});

test('a failure for now is tried again later, with a backoff that grows and is kept over a restart', async () => {
  const at = makeWorkspace();
  const server = await service({ status: 500 });
  const config = configOf({ hook: hook(server) });
  enqueue(at, message(), { now: NOW });
  let now = NOW;
  const waits: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    const { nextDueAt } = await deliver(at, config, now);
    waits.push(Date.parse(nextDueAt ?? '') - now);
    now = Date.parse(nextDueAt ?? '');
  }
  expect(server.received).toHaveLength(12);
  const rounded = waits.map((wait) => Math.round(wait / 100) * 100);
  for (const [index, most] of [500, 1_000, 2_000, 4_000, 8_000, 16_000].entries()) {
    expect(rounded[index]).toBeGreaterThanOrEqual(most);
    expect(rounded[index]).toBeLessThan(most + 1_000);
  }
  expect(Math.max(...waits)).toBeLessThanOrEqual(5 * MINUTE + 1_000);
  expect(listOutbox(at, 'queued').entries[0]?.channels.hook?.attempts).toBe(12);
});

test('Retry-After is kept for the message and for all that waits behind it', async () => {
  const at = makeWorkspace();
  const server = await service({ status: 429, headers: { 'retry-after': '30' } }, { body: 'ok' });
  const config = configOf({ hook: hook(server) });
  enqueue(at, message(), { now: NOW });
  enqueue(at, message(), { now: NOW + 1 });
  const first = await deliver(at, config, NOW + 10);
  expect(server.received).toHaveLength(1);
  expect(Date.parse(first.nextDueAt ?? '') - NOW).toBeGreaterThanOrEqual(30_000);
  await deliver(at, config, NOW + 29_000);
  expect(server.received).toHaveLength(1);
  await deliver(at, config, NOW + 32_000);
  expect(server.received).toHaveLength(3);
});

test('a channel that refuses for good gives way to the next one at once, and the reason is kept', async () => {
  const at = makeWorkspace();
  const bad = await service({ status: 404, body: 'no_service' });
  const good = await service();
  enqueue(at, message(), { now: NOW });
  const delivery = await deliver(at, configOf({ bad: slack(bad), good: slack(good) }));
  expect([bad.received.length, good.received.length]).toEqual([1, 1]);
  expect(delivery.sent[0]?.sent?.channel).toBe('good');
  expect(delivery.sent[0]?.channels.bad?.refused).toBe('HTTP 404: no_service');
});

test('imessage on a machine that is no Mac says so, and the next channel is taken', async () => {
  const at = makeWorkspace();
  const server = await service();
  const order = ['imessage', 'slack'];
  enqueue(at, message(), { now: NOW });
  const config = configOf({ slack: slack(server) }, { escalation_channels: order });
  expect((await deliver(at, config)).sent[0]?.sent?.channel).toBe('slack');
});

test('a channel that fails for now gives way after a minute of a critical message, not before', async () => {
  const at = makeWorkspace();
  const down = await service({ status: 503 });
  const up = await service();
  const config = configOf({ down: hook(down), up: hook(up) });
  enqueue(at, message(), { now: NOW });
  await deliver(at, config, NOW);
  await deliver(at, config, NOW + 30_000);
  expect(up.received).toHaveLength(0);
  down.script = [{ status: 503, headers: { 'retry-after': '600' } }];
  const delivery = await deliver(at, config, NOW + 61_000);
  expect(delivery.sent[0]?.sent?.channel).toBe('up');
  expect(up.received).toHaveLength(1);
});

test('nothing is told before its time', async () => {
  const at = makeWorkspace();
  const server = await service();
  const deliverAfter = new Date(NOW + 60 * MINUTE).toISOString();
  enqueue(at, message({ severity: 'warning', deliverAfter }), { now: NOW });
  expect((await deliver(at, configOf({ hook: hook(server) }))).nextDueAt).toBe(deliverAfter);
  expect(server.received).toHaveLength(0);
  await deliver(at, configOf({ hook: hook(server) }), NOW + 60 * MINUTE);
  expect(server.received).toHaveLength(1);
});

test('what was held back until the morning is one message, and what was over by then is one line of it', async () => {
  const at = makeWorkspace();
  const server = await service();
  const held = { severity: 'warning', deliverAfter: new Date(NOW).toISOString() } as const;
  enqueue(at, message({ ...held, title: 'disk', thread: 't1' }), { now: NOW - 60 * MINUTE });
  enqueue(at, message({ ...held, title: 'disk is fine', thread: 't1', resolves: true }), { now: NOW - 30 * MINUTE });
  enqueue(at, message({ ...held, title: 'memory', thread: 't2' }), { now: NOW - 20 * MINUTE });
  const delivery = await deliver(at, configOf({ hook: hook(server) }));
  expect(delivery.sent).toHaveLength(3);
  expect(texts(server)).toEqual([
    '📋 2 messages that were held back until 10:00\n- 09:00 disk (resolved 09:30)\n- 09:40 memory',
  ]);
});

test('the critical comes first, then the oldest, and what resolves comes after what it resolves', async () => {
  const at = makeWorkspace();
  const server = await service();
  enqueue(at, message({ severity: 'warning', text: 'two' }), { now: NOW });
  enqueue(at, message({ text: 'over', thread: 't', resolves: true }), { now: NOW + 1 });
  enqueue(at, message({ severity: 'warning', text: 'three', thread: 't' }), { now: NOW + 2 });
  enqueue(at, message({ text: 'one' }), { now: NOW + 3 });
  await deliver(at, configOf({ hook: hook(server) }), NOW + 10);
  expect(texts(server)).toEqual(['one', 'two', 'three', 'over']);
});

test('what resolves waits while what it resolves is not told', async () => {
  const at = makeWorkspace();
  const server = await service({ status: 500 }, { body: 'ok' });
  const config = configOf({ hook: hook(server) });
  enqueue(at, message({ text: 'begins', thread: 't' }), { now: NOW });
  await deliver(at, config);
  enqueue(at, message({ text: 'over', thread: 't', resolves: true }), { now: NOW + 100 });
  await deliver(at, config, NOW + 200);
  expect(texts(server)).toEqual(['begins']);
  await deliver(at, config, NOW + 2_000);
  expect(texts(server)).toEqual(['begins', 'begins', 'over']);
});

test('two messages to Slack keep a second between them', async () => {
  const at = makeWorkspace();
  const server = await service();
  const slept: number[] = [];
  for (let index = 0; index < 3; index += 1) enqueue(at, message(), { now: NOW });
  await deliver(at, configOf({ slack: slack(server) }), NOW, {
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
    },
  });
  expect(server.received).toHaveLength(3);
  expect(slept).toHaveLength(2);
  expect(Math.min(...slept)).toBeGreaterThan(900);
});

test('a channel that hangs holds up no other one, and a message that comes meanwhile goes out', async () => {
  const at = makeWorkspace();
  const hanging = await service('hang');
  const quick = await service();
  const config = configOf({ hanging: hook(hanging), quick: hook(quick) });
  enqueue(at, message({ channels: ['hanging'] }), { now: NOW });
  const slow = deliver(at, config, NOW, { deadlineMs: 500 });
  enqueue(at, message({ channels: ['quick'] }), { now: NOW });
  const fast = await deliver(at, config);
  expect(fast.sent).toHaveLength(1);
  expect(hanging.received.length).toBeLessThanOrEqual(1);
  expect((await slow).failed).toBe(1);
  expect(hanging.received).toHaveLength(1);
});

test('given up after a day, it is dead and told over another channel, once', async () => {
  const at = makeWorkspace();
  const down = await service({ status: 500 });
  const up = await service();
  const config = configOf({ down: hook(down), up: hook(up) }, { escalation_channels: ['down'] });
  enqueue(at, message({ title: 'CPU', text: 'the alarm itself' }), { now: NOW });
  await deliver(at, config);
  const { dead } = await deliver(at, config, NOW + GIVE_UP_MS);
  expect(dead[0]?.dead?.reason).toBe('given up after 24 h: down: HTTP 500');
  await deliver(at, config, NOW + GIVE_UP_MS + 1_000);
  await deliver(at, config, NOW + GIVE_UP_MS + 2_000);
  expect(down.received).toHaveLength(1);
  expect(texts(up)).toEqual([
    'This message could not be delivered (given up after 24 h: down: HTTP 500):\n\nthe alarm itself',
  ]);
});

test('a message that nobody could try for two days is tried once before it is given up', async () => {
  const at = makeWorkspace();
  const server = await service();
  enqueue(at, message(), { now: NOW });
  expect((await deliver(at, configOf({ hook: hook(server) }), NOW + 2 * GIVE_UP_MS)).sent).toHaveLength(1);
});

test('refused by all its channels it is dead at once; that a dead letter is dead is told to nobody', async () => {
  const at = makeWorkspace();
  const bad = await service({ status: 400, body: 'invalid_payload' });
  const other = await service({ status: 403, body: 'invalid_token' });
  const config = configOf({ bad: slack(bad), other: slack(other) }, { escalation_channels: ['bad'] });
  enqueue(at, message(), { now: NOW });
  expect((await deliver(at, config)).dead[0]?.dead?.reason).toBe('bad: HTTP 400: invalid_payload');
  expect((await deliver(at, config, NOW + MINUTE)).dead).toHaveLength(1);
  expect(await deliver(at, config, NOW + 2 * MINUTE)).toMatchObject({ dead: [], nextDueAt: null });
  expect(listOutbox(at, 'dead').entries).toHaveLength(2);
});

test('without any channel messages wait, and go out together once there is one', async () => {
  const at = makeWorkspace();
  const server = await service();
  const none = configOf({}, { escalation_channels: ['imessage', 'slack'] });
  enqueue(at, message({ title: 'one' }), { now: NOW });
  enqueue(at, message({ title: 'two' }), { now: NOW });
  const waiting = await deliver(at, none);
  expect(Date.parse(waiting.nextDueAt ?? '') - NOW).toBeGreaterThanOrEqual(5 * MINUTE);
  expect(listOutbox(at, 'queued').entries[0]?.waiting?.reason).toBe(
    'imessage: no channel imessage is configured, and iMessage is sent from a Mac only (this machine runs linux); slack: no channel slack is configured',
  );
  await deliver(at, configOf({ slack: slack(server) }), NOW + 5 * MINUTE);
  expect(server.received).toHaveLength(1);
  expect(String(texts(server)[0])).toMatch(/^📋 2 messages that were held back\n- 10:00 (?:one|two)\n/);
});

test('a dead message can be queued anew, and begins anew', async () => {
  const at = makeWorkspace();
  const server = await service({ status: 404, body: 'no_service' }, { body: 'ok' });
  const config = configOf({ slack: slack(server) });
  enqueue(at, message(), { now: NOW });
  const { dead } = await deliver(at, config);
  expect(requeue(at, dead[0] as OutboxEntry, NOW + MINUTE)).toBe(true);
  expect(listOutbox(at, 'dead').entries).toEqual([]);
  expect((await deliver(at, config, NOW + MINUTE)).sent).toHaveLength(1);
});

test('a target replaces the receiver of a channel, and one that has a single receiver says so', async () => {
  const at = makeWorkspace();
  const server = await service({ body: { ok: true, result: { message_id: 1 } } });
  const telegram = { type: 'telegram', token: 'token-1', chat_id: 1, api_url: server.url };
  enqueue(at, message({ channels: ['telegram'] }), { now: NOW, target: '-77' });
  enqueue(at, message({ channels: ['slack'] }), { now: NOW, target: '-77' });
  const { sent, dead } = await deliver(at, configOf({ telegram, slack: slack(server) }));
  expect(server.received.map(({ json }) => json.chat_id).filter((id) => id !== undefined)).toContain('-77');
  expect(sent).toHaveLength(1);
  expect(dead[0]?.dead?.reason).toBe('slack: it has one receiver only');
});

test('a clock that was set back holds no message', async () => {
  const at = makeWorkspace();
  const server = await service({ status: 500 }, { body: 'ok' });
  const config = configOf({ hook: hook(server) });
  enqueue(at, message(), { now: NOW + 120 * MINUTE });
  await deliver(at, config, NOW + 120 * MINUTE);
  expect((await deliver(at, config, NOW)).sent).toHaveLength(1);
});

test('a thread is known by its first message, by channel', async () => {
  const at = makeWorkspace();
  const server = await service({ body: { ok: true, channel: 'C1', ts: '1.5' } });
  const config = configOf({ bot: { type: 'slack-bot', token: 'xoxb-1', channel: '#ops', api_url: server.url } });
  enqueue(at, message({ thread: 't' }), { now: NOW });
  await deliver(at, config);
  enqueue(at, message({ thread: 't', resolves: true }), { now: NOW + 2_000 });
  await deliver(at, config, NOW + 2_000);
  expect(server.received.map(({ path, json }) => [path, json.thread_ts])).toEqual([
    ['/chat.postMessage', undefined],
    ['/chat.update', undefined],
    ['/chat.postMessage', '1.5'],
  ]);
});

test('a file that is no message goes to quarantine and stops nothing', async () => {
  const at = makeWorkspace();
  const server = await service();
  enqueue(at, message(), { now: NOW });
  const torn = join(outboxFolder(at, 'queued'), `${entryId('torn')}.json`);
  writeFileSync(torn, '{"version":1,');
  writeFileSync(join(outboxFolder(at, 'queued'), `${entryId('other')}.json`), JSON.stringify(newEntry(message(), NOW)));
  const delivery = await deliver(at, configOf({ hook: hook(server) }));
  expect(delivery.unreadable).toHaveLength(2);
  expect(delivery.sent).toHaveLength(1);
  expect(existsSync(torn)).toBe(false);
  expect(readdirSync(at.quarantine).filter((name) => name.endsWith('.json'))).toHaveLength(2);
});

test('a crash between sending and marking costs one repetition; one after marking costs nothing', async () => {
  const at = makeWorkspace();
  const server = await service();
  const config = configOf({ hook: hook(server) });
  const given = message();
  enqueue(at, given, { now: NOW });
  const id = entryId(given.key);
  const before = readEntry(at, 'queued', id) as OutboxEntry;
  await deliver(at, config);
  // As a crash left it that came after the sent one was made, and before the queued one was removed.
  saveQueued(at, before);
  expect(await deliver(at, config)).toMatchObject({ sent: [], nextDueAt: null });
  expect(server.received).toHaveLength(1);
  expect(listOutbox(at, 'queued').entries).toEqual([]);
});

test('one that a person drops while it waits is not sent, and not brought back', async () => {
  const at = makeWorkspace();
  const server = await service({ status: 500 });
  const given = message();
  enqueue(at, given, { now: NOW });
  const entry = readEntry(at, 'queued', entryId(given.key)) as OutboxEntry;
  const delivering = deliver(at, configOf({ hook: hook(server) }));
  settle(at, { ...entry, dead: { at: new Date(NOW).toISOString(), reason: 'dropped' } });
  await delivering;
  await deliver(at, configOf({ hook: hook(server) }), NOW + MINUTE);
  expect(server.received.length).toBeLessThanOrEqual(1);
  expect(listOutbox(at, 'queued').entries).toEqual([]);
  expect(listOutbox(at, 'dead').entries).toHaveLength(1);
});
