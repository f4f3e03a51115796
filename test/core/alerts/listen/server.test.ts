import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listen } from '../../../../src/core/alerts/listen/server.ts';
import { defaultTokenPath, shows, tokenFor } from '../../../../src/core/alerts/listen/token.ts';
import { takeUrgent } from '../../../../src/core/alerts/urgent/take.ts';
import { makeWorkspace } from '../../../helpers/index.ts';
import { filesIn, taker } from '../urgent/support.ts';
import { listening, post, TOKEN } from './support.ts';

const ALARM = { message: 'Disk of db1 is full' };

test('an alarm is on disk when it is accepted, with no orchestrator to take it', async () => {
  const at = makeWorkspace();
  const { url, lines } = await listening(at);
  const { status, body } = await post(`${url}/alerts`, ALARM);
  expect([status, body]).toEqual([202, { ok: true, status: 'stored', alarms: 1, file: body.file, problems: [] }]);
  expect(filesIn(at, 'incoming')).toEqual([body.file]);
  expect(statSync(join(at.urgentAlerts, body.file ?? '')).mode & 0o777).toBe(0o600);
  expect(lines).toEqual(['202 POST /alerts 1']);
});

test('each address takes its shape, and what it stored is read as that shape again', async () => {
  const at = makeWorkspace();
  const { url } = await listening(at);
  const labels = { alertname: 'Down', instance: 'a', severity: 'critical' };
  const past = '2026-11-20T09:00:00Z';
  expect((await post(`${url}/alertmanager`, { alerts: [{ status: 'firing', labels }] })).status).toBe(202);
  // What `amtool alert add` sends: no annotations, and a time in the past means that it is over.
  expect((await post(`${url}/api/v2/alerts`, [{ labels, endsAt: past }])).status).toBe(200);
  expect((await post(`${url}/alerts/webhook?from=x`, { title: 'Latency', severity: 'high', value: 7 })).status).toBe(
    202,
  );
  const { take, calls } = taker();
  await takeUrgent(at, { take });
  expect(
    calls.flat().map((alarm) => [alarm.status, alarm.labels.source, alarm.severity, alarm.labels.severity]),
  ).toEqual([
    ['firing', 'alertmanager', 'critical', 'critical'],
    ['resolved', 'prometheus', 'critical', 'critical'],
    ['firing', 'urgent', 'warning', undefined],
  ]);
  expect(filesIn(at, 'rejected')).toEqual([]);
});

test.each([
  ['/alerts', '', 'the body is empty'],
  ['/alerts', '{"message":', 'the body is not JSON'],
  ['/alerts', '7', 'the body is neither a JSON object nor a list of them'],
  ['/alerts', '{"a":1}', 'the body has no message, title, summary, name or metric'],
  ['/alertmanager', '{"message":"x"}', 'the body has no list of alerts'],
  ['/alertmanager', '[{"labels":{"alertname":"x"}}]', 'the body has no list of alerts'],
  ['/api/v2/alerts', '{"alerts":[]}', 'the body is no list of alerts'],
  ['/alerts', `{"message":"x","deep":${'['.repeat(300_000)}${']'.repeat(300_000)}}`, 'the body is nested too deeply'],
])('%s refuses %.20j and says why', async (path, body, reason) => {
  const at = makeWorkspace();
  const { url } = await listening(at);
  const answered = await post(url + path, body);
  expect(answered.status).toBe(400);
  expect(answered.body).toEqual({ ok: false, error: expect.stringContaining(reason) });
  expect(filesIn(at, 'incoming')).toEqual([]);
});

test('without the token nothing is taken, and nothing is said of what is there', async () => {
  const at = makeWorkspace();
  const { url } = await listening(at);
  const statusWith = async (authorization: string) =>
    (await post(`${url}/alerts`, ALARM, { headers: { authorization } })).status;
  for (const wrong of ['', 'Bearer', `Bearer ${TOKEN}x`, `Bearer x${TOKEN}`, `Basic ${TOKEN}`, TOKEN, 'Bearer ']) {
    expect(await statusWith(wrong), wrong).toBe(401);
  }
  expect((await post(`${url}/alerts`, ALARM, { headers: {} })).headers.get('www-authenticate')).toContain('Bearer');
  expect(filesIn(at, 'incoming')).toEqual([]);
  expect(await statusWith(`bearer ${TOKEN}`)).toBe(202);
  expect(await statusWith(`Basic ${Buffer.from(`anyone:${TOKEN}`).toString('base64')}`)).toBe(202);
  expect(shows('Bearer ', '')).toBe(false);
});

test('other addresses and methods are refused, and health needs no token', async () => {
  const { url } = await listening(makeWorkspace());
  const statusOf = async (path: string, init: RequestInit) => (await fetch(url + path, init)).status;
  expect(await statusOf('/health', {})).toBe(200);
  expect(await statusOf('/health', { method: 'POST' })).toBe(405);
  expect(await statusOf('/alerts', {})).toBe(405);
  expect(await statusOf('/', {})).toBe(404);
  expect(await statusOf('/constructor', { method: 'POST' })).toBe(404);
  expect(
    (await post(`${url}/alerts`, ALARM, { headers: { authorization: `Bearer ${TOKEN}`, 'content-encoding': 'gzip' } }))
      .status,
  ).toBe(415);
});

test('a body that is too long is refused, said beforehand or not', async () => {
  const at = makeWorkspace();
  const { url } = await listening(at);
  const long = JSON.stringify({ message: 'x'.repeat(1_000_001) });
  expect((await post(`${url}/alerts`, long)).status).toBe(413);
  const chunked = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const sent = request(`${url}/alerts`, { method: 'POST', headers }, (answer) => resolve(answer.statusCode));
    sent.on('error', reject);
    for (let index = 0; index < 20; index += 1) sent.write('x'.repeat(100_000));
    sent.end();
  });
  expect(chunked).toBe(413);
  expect((await post(`${url}/alerts`, { message: 'y'.repeat(900_000) })).status).toBe(202);
  expect(filesIn(at, 'incoming')).toHaveLength(1);
});

test('a sender that goes away amidst its body leaves nothing, and the next one is served', async () => {
  const at = makeWorkspace();
  const { url } = await listening(at);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(
    `POST /alerts HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\ncontent-length: 50\r\n\r\n{"mess`,
  );
  await new Promise<void>((resolve) => setTimeout(resolve, 20));
  socket.destroy();
  expect((await post(`${url}/alerts`, ALARM)).status).toBe(202);
  expect(filesIn(at, 'incoming')).toHaveLength(1);
});

test('of many posts at once each accepted one is a file of its own', async () => {
  const at = makeWorkspace();
  const { url } = await listening(at);
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => post(`${url}/alerts`, { message: `alarm ${index}` })),
  );
  expect(answers.every(({ status }) => status === 202)).toBe(true);
  expect(new Set(answers.map(({ body }) => body.file))).toEqual(new Set(filesIn(at, 'incoming')));
  const { take, messages } = taker();
  await takeUrgent(at, { take });
  expect(new Set(messages()).size).toBe(100);
});

test('what cannot be stored is not accepted, and its sender may try again', async () => {
  const at = makeWorkspace();
  const { url } = await listening(at);
  renameSync(at.temporary, `${at.temporary}-aside`);
  writeFileSync(at.temporary, 'a file where the folder should be');
  const { status, headers, body } = await post(`${url}/alerts`, ALARM);
  expect([status, headers.get('retry-after')]).toEqual([503, '5']);
  expect(body.error).toContain('a folder was expected');
  rmSync(at.temporary);
  mkdirSync(at.temporary);
  expect((await post(`${url}/alerts`, ALARM)).status).toBe(202);
});

test('it listens on loopback only, and says that a port is taken', async () => {
  const at = makeWorkspace();
  const { url } = await listening(at);
  const options = { token: TOKEN, served: () => {} };
  for (const host of ['0.0.0.0', '::', '192.168.0.1', 'example.com', '127.0.0.1.example.com']) {
    await expect(listen(at, { ...options, host, port: 0 })).rejects.toThrow("no address of this machine's own");
  }
  const port = Number(new URL(url).port);
  await expect(listen(at, { ...options, host: '127.0.0.1', port })).rejects.toThrow(
    `Port ${port} of 127.0.0.1 is in use`,
  );
});

test('the token is made once, for its user only, and one that is none is refused', () => {
  const at = makeWorkspace();
  const made = tokenFor(at, undefined);
  expect(made).toEqual({ token: readFileSync(made.path, 'utf8').trim(), path: defaultTokenPath(at), isExposed: false });
  expect(made.token.length).toBeGreaterThan(40);
  expect(tokenFor(at, undefined).token).toBe(made.token);
  chmodSync(made.path, 0o644);
  expect(tokenFor(at, made.path).isExposed).toBe(true);
  writeFileSync(made.path, 'short\n');
  expect(() => tokenFor(at, undefined)).toThrow('holds no token');
  expect(() => tokenFor(at, join(at.root, 'missing'))).toThrow('cannot be read');
});
