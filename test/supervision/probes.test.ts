import { utimesSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processesWith } from '../../src/core/process/cookie.ts';
import { ownerOf } from '../../src/core/process/identity.ts';
import { runCommand } from '../../src/core/process/run-command.ts';
import { runProbe } from '../../src/core/supervision/probe.ts';
import { makeFolder, waitFor } from '../helpers/index.ts';

const cwd = makeFolder();
const surroundings = { cwd, env: { ...process.env, PROBE_COOKIE: cwd } };
const timing = { interval_seconds: 1, timeout_seconds: 0.5, initial_delay_seconds: 0, failures: 1 };
const answers = createHttpServer((request, response) => {
  const code = Number(request.url?.slice(1));
  if (code === 0) return;
  response.writeHead(code, { location: '/500' }).end('x'.repeat(100_000));
});
const silent = createServer(() => {});

function portOf(server: { address: () => unknown }): number {
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  for (const server of [answers, silent]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  answers.closeAllConnections();
  answers.close();
  silent.close();
});

test.each([
  [200, null],
  [204, null],
  [302, null],
  [404, 'HTTP 404'],
  [503, 'HTTP 503'],
])('an HTTP answer of %d is %s', async (code, result) => {
  expect(await runProbe({ ...timing, http: `http://127.0.0.1:${portOf(answers)}/${code}` }, surroundings)).toBe(result);
});

test('an HTTP server that does not answer, or is not there, is a reason and not an exception', async () => {
  expect(await runProbe({ ...timing, http: `http://127.0.0.1:${portOf(answers)}/0` }, surroundings)).toMatch(
    /abort|timeout/i,
  );
  expect(await runProbe({ ...timing, http: 'http://127.0.0.1:1/' }, surroundings)).not.toBeNull();
});

test('a port that takes a connection is good, by number and with its host; a closed one is not', async () => {
  const port = portOf(silent);
  for (const tcp of [`${port}`, `127.0.0.1:${port}`])
    expect(await runProbe({ ...timing, tcp }, surroundings)).toBeNull();
  expect(await runProbe({ ...timing, tcp: '127.0.0.1:1' }, surroundings)).toContain('ECONNREFUSED');
});

test('a file is good while it is young; its path goes from the agent’s folder', async () => {
  const file = { path: 'beat', max_age_seconds: 60 };
  expect(await runProbe({ ...timing, file }, surroundings)).toContain('ENOENT');
  writeFileSync(join(cwd, 'beat'), '');
  expect(await runProbe({ ...timing, file }, surroundings)).toBeNull();
  const old = Date.now() / 1_000 - 120;
  utimesSync(join(cwd, 'beat'), old, old);
  expect(await runProbe({ ...timing, file }, surroundings)).toMatch(/is 1\d\d s old/);
});

test.each([
  ['that succeeds', ['true'], null],
  ['that fails', ['sh', '-c', 'exit 4'], 'exited with 4'],
  ['that is not there', ['no-such-probe'], 'spawn no-such-probe ENOENT'],
  ['that takes too long', ['sleep', '600'], 'took longer than 500 ms'],
  ['that prints a lot', ['sh', '-c', 'head -c 3000000 /dev/zero'], null],
])('a command %s', async (_what, command, result) => {
  expect(await runProbe({ ...timing, command }, surroundings)).toBe(result);
});

function left(): number[] {
  const pids = processesWith('PROBE_COOKIE', [cwd]).get(cwd) ?? [];
  return pids.filter((pid) => ownerOf(pid) !== null);
}

test('what a command leaves behind keeps nobody waiting, and is ended', async () => {
  const options = { ...surroundings, limitMs: 5_000 };
  expect(await runCommand(['sh', '-c', 'sleep 600 & echo hi'], options)).toMatchObject({
    code: 0,
    said: 'hi',
    overdue: false,
  });
  expect(await runCommand(['sh', '-c', 'sleep 600; true'], { ...options, limitMs: 200 })).toMatchObject({
    overdue: true,
  });
  await waitFor(() => left().length === 0, { what: 'the end of what they left behind' });
});

test('standard input is given whole, also to a command that does not read it', async () => {
  const input = 'a'.repeat(300_000);
  expect((await runCommand(['wc', '-c'], { ...surroundings, limitMs: 5_000, input })).said).toBe('300000');
  expect(await runCommand(['true'], { ...surroundings, limitMs: 5_000, input })).toMatchObject({ code: 0 });
});
