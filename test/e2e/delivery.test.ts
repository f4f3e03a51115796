import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readDeliveries } from '../../src/core/notify/deliveries.ts';
import { CALM, makeWorkspace, runJson, startOrchestrator, waitFor, writeFile } from '../helpers/index.ts';

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

/** A webhook's receiver that answers with each status in turn, the last one for ever. */
async function receiver(statuses: readonly number[]): Promise<{ url: string; got: Record<string, unknown>[] }> {
  const got: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => {
      body += data;
    });
    request.on('end', () => {
      got.push(JSON.parse(body));
      response.writeHead(statuses[Math.min(got.length, statuses.length) - 1] ?? 500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, got };
}

test('what the orchestrator has to tell goes over the first channel that can, and is sent only when the receiver says so', async () => {
  const { url, got } = await receiver([503, 204]);
  const at = makeWorkspace({
    ...CALM,
    channels: { hook: { type: 'webhook', url } },
    escalation_channels: ['imessage', 'hook'],
  });
  await startOrchestrator(at);
  writeFile(join(at.urgentAlerts, 'database.json'), JSON.stringify({ message: 'Database down', severity: 'critical' }));
  await waitFor(() => got.length >= 2, { what: 'the second attempt' });
  expect(got[0]).toMatchObject({ severity: 'critical', text: expect.stringContaining('Database down') });
  expect(got[1]?.id).toBe(got[0]?.id);
  const told = await waitFor(() => readDeliveries(at)[0], { what: 'the record of it' });
  expect(told).toMatchObject({ channel: 'hook', severity: 'critical', reason: null });
  expect((await runJson(['outbox', 'list', '--all'], { workspace: at.root })).data).toMatchObject({
    messages: [{ state: 'sent' }],
  });
});

test('channels are listed with what keeps one from being used, and a test is sent only where the answer is good', async () => {
  const { url } = await receiver([204]);
  const at = makeWorkspace({ channels: { hook: { type: 'webhook', url } }, escalation_channels: ['slack', 'hook'] });
  expect((await runJson(['channels'], { workspace: at.root })).data).toMatchObject({
    channels: [
      { name: 'slack', problem: expect.stringContaining('no channel slack is configured') },
      { name: 'hook', problem: null },
    ],
  });
  expect((await runJson(['channels', 'test', 'hook'], { workspace: at.root })).data).toMatchObject({
    tests: [{ channel: 'hook', status: 'sent' }],
  });
});
