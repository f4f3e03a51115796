import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepDelivering } from '../../../src/core/notify/keep-delivering.ts';
import { deliverDue } from '../../../src/core/notify/outbox/deliver.ts';
import { enqueue, listOutbox } from '../../../src/core/notify/outbox/store.ts';
import type { Delivery } from '../../../src/core/notify/outbox/work.ts';
import { deliveryOf, newNotification, tell } from '../../../src/core/notify/tell.ts';
import { tellNow } from '../../../src/core/notify/tell-now.ts';
import { ownerOf } from '../../../src/core/process/identity.ts';
import { endProcess, makeWorkspace, waitFor } from '../../helpers/index.ts';
import { service } from './loopback.ts';
import { configOf, machine, message } from './messages.ts';

function hook(url: string) {
  return { type: 'webhook', url };
}

test('what anybody queues goes out without being asked for, and what fails is tried again', async () => {
  const at = makeWorkspace();
  const server = await service({ status: 503 }, { status: 204 });
  const rounds: Delivery[] = [];
  const config = configOf({ hook: hook(server.url) });
  const delivering = keepDelivering(
    at,
    () => config,
    (delivery) => rounds.push(delivery),
  );
  enqueue(at, message());
  await waitFor(() => listOutbox(at, 'sent').entries.length === 1);
  expect(server.received).toHaveLength(2);
  enqueue(at, message());
  await waitFor(() => listOutbox(at, 'sent').entries.length === 2);
  await delivering.close();
  expect(rounds.flatMap(({ sent }) => sent)).toHaveLength(2);
  enqueue(at, message());
  expect(listOutbox(at, 'queued').entries).toHaveLength(1);
});

test('closing leaves a message that is under way in the outbox, as not tried', async () => {
  const at = makeWorkspace();
  const server = await service('hang');
  const config = configOf({ hook: hook(server.url) });
  const delivering = keepDelivering(
    at,
    () => config,
    () => undefined,
  );
  enqueue(at, message());
  await waitFor(() => server.received.length === 1);
  await delivering.close();
  expect(listOutbox(at, 'queued').entries[0]?.attempts).toEqual([]);
});

test('while another process delivers nothing is tried; the claim of a dead one holds nobody', async () => {
  const at = makeWorkspace();
  const server = await service({ status: 204 });
  const config = configOf({ hook: hook(server.url) });
  enqueue(at, message());
  const claim = join(at.alerts, 'outbox', 'deliverer.json');
  const other = spawn('sleep', ['60']);
  const owner = ownerOf(other.pid ?? 0);
  if (owner === null) throw new Error('there is no other process');
  writeFileSync(claim, JSON.stringify(owner));
  const waiting = await deliverDue(at, config);
  expect(waiting).toMatchObject({ busy: true, sent: [] });
  expect(waiting.nextDueAt).not.toBeNull();
  await endProcess(owner);
  expect((await deliverDue(at, config)).sent).toHaveLength(1);
  expect(existsSync(claim)).toBe(false);
});

test('what the disk cannot take is told past it, over the first channel that takes it', async () => {
  const down = await service({ status: 500 });
  const up = await service({ status: 204 });
  const config = configOf({ down: hook(down.url), up: hook(up.url) }, { escalation_channels: ['imessage', 'down'] });
  const told = await tellNow(config, message(), { machine: machine() });
  expect(told).toMatchObject({ channel: 'up', reasons: { down: 'HTTP 500' } });
  expect(up.received).toHaveLength(1);
});

test('a notification says whether it was delivered, only after the receiver has', async () => {
  const at = makeWorkspace();
  const server = await service({ status: 204 });
  const told = newNotification({ severity: 'warning', subject: 'failing web', text: 'web failed\nfor good' });
  tell(at, told);
  expect(deliveryOf(at, told)).toEqual({ delivered: null, reason: 'it is queued' });
  await deliverDue(at, configOf({ hook: hook(server.url) }));
  expect(server.received[0]?.json).toMatchObject({ title: 'web failed', text: 'web failed\nfor good' });
  expect(deliveryOf(at, told)).toEqual({ delivered: { channel: 'hook', at: expect.any(String) }, reason: null });
});
