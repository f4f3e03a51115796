import { execFile, execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';
import { runAll, runCheck, runDueChecks, writeResults } from '../../../../src/core/metrics/health/run-checks.ts';
import { healthChecksSchema } from '../../../../src/core/metrics/health-check-schema.ts';
import { besideDeadMount } from '../dead-mount.ts';
import { temporaryFolder, temporaryWorkspace } from '../temporary-workspace.ts';

const PROGRAM = join(import.meta.dirname, '../../../../bin/ops.js');

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function web(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  return `http://127.0.0.1:${await listen(server)}/`;
}

function checkOf(given: object) {
  const [check] = healthChecksSchema.parse([{ name: 'a check', timeout_seconds: 3, ...given }]);
  if (check === undefined) throw new Error('no check');
  return check;
}

test('a healthy page is ok with its latency, another status is not', async () => {
  const url = await web((request, response) =>
    response.writeHead(request.url === '/bad' ? 503 : 200).end('all is well'),
  );
  expect(await runCheck(checkOf({ type: 'http', url, body_pattern: 'well$' }))).toMatchObject({
    status: 'ok',
    type: 'http',
  });
  const bad = await runCheck(checkOf({ type: 'http', url: `${url}bad`, severity: 'warning' }));
  expect(bad).toMatchObject({ status: 'warning', message: 'status 503 (expected 200)' });
  const other = await runCheck(checkOf({ type: 'http', url, body_pattern: '^ready' }));
  expect(other).toMatchObject({ status: 'critical', message: 'status 200, but the body does not match ^ready' });
});

test('a redirect is followed only as often as allowed', async () => {
  const url = await web((request, response) => {
    if (request.url === '/end') response.end('here');
    else response.writeHead(302, { location: '/end' }).end();
  });
  expect((await runCheck(checkOf({ type: 'http', url }))).message).toBe(
    'status 302, a redirect to /end (expected 200)',
  );
  expect((await runCheck(checkOf({ type: 'http', url, max_redirects: 1 }))).status).toBe('ok');
});

test('a body of 300 MB costs no more memory than the limit', async () => {
  let sent = 0;
  const url = await web((_, response) => {
    const block = Buffer.alloc(1 << 20, 'x');
    const pump = () => {
      while (sent < 300) {
        sent += 1;
        if (!response.write(block)) return void response.once('drain', pump);
      }
      response.end();
    };
    pump();
  });
  const result = await runCheck(checkOf({ type: 'http', url, body_pattern: 'never' }));
  expect(result.message).toBe('status 200, but the first 1048576 bytes do not match never');
  expect(sent).toBeLessThan(60);
});

test('a server that hangs costs its timeout', async () => {
  const url = await web(() => undefined);
  const result = await runCheck(checkOf({ type: 'http', url, timeout_seconds: 0.1 }));
  expect(result).toMatchObject({ status: 'critical', message: 'no answer within 0.1 s', latencyMs: null });
});

test('a server that sends one byte after another, of the headers or of the body, costs its timeout', async () => {
  const port = await listen(
    createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (asked) => {
        const whole = asked.toString().startsWith('GET /body');
        if (whole) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n');
        const head = 'HTTP/1.1 200 OK\r\nx-slow: ';
        let sent = 0;
        const drip = setInterval(() => socket.write((whole ? '' : head)[sent++] ?? 'x'), 5);
        socket.on('close', () => clearInterval(drip));
      });
    }),
  );
  const ask = (path: string) =>
    runCheck(
      checkOf({ type: 'http', url: `http://127.0.0.1:${port}/${path}`, body_pattern: 'y', timeout_seconds: 0.3 }),
    );
  expect((await ask('body')).message).toBe('no answer within 0.3 s');
  expect((await ask('headers')).message).toBe('no answer within 0.3 s');
});

test('a header of ours goes to the server it is for, and not on to another', async () => {
  const seen: (string | undefined)[] = [];
  const other = await web((request, response) => {
    seen.push(request.headers.authorization);
    response.end();
  });
  const url = await web((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(302, { location: request.url === '/' ? '/again' : other }).end();
  });
  const check = { type: 'http', url, max_redirects: 2, headers: { Authorization: 'Bearer a' } };
  expect((await runCheck(checkOf(check))).status).toBe('ok');
  expect(seen).toEqual(['Bearer a', 'Bearer a', undefined]);
});

test('many checks run at once, but not all of them, and answer in their order', async () => {
  let now = 0;
  let most = 0;
  const url = await web((_, response) => {
    now += 1;
    most = Math.max(most, now);
    setTimeout(() => {
      now -= 1;
      response.end();
    }, 30);
  });
  const checks = healthChecksSchema.parse(
    Array.from({ length: 20 }, (_, index) => ({ name: `check ${index}`, type: 'http', url: `${url}${index}` })),
  );
  const results = await runAll(checks);
  expect(results.map(({ name, up }) => [name, up])).toEqual(checks.map(({ name }) => [name, true]));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(8);
});

test('checks that hang in a dead file system cost no other check its turn', async (context) => {
  const at = temporaryWorkspace();
  const folder = temporaryFolder();
  const ask = [process.execPath, PROGRAM, '--workspace', at.root, 'metrics', 'check', '--json'];
  const [program = '', ...args] = besideDeadMount(folder, ask) ?? [];
  if (program === '') return context.skip('needs root and /dev/fuse');
  const url = (await web((_, response) => response.end())).replace('127.0.0.1', 'localhost');
  const hung = Array.from({ length: 6 }, (_, index) => ({
    ...{ name: `hung ${index}`, type: 'file', path: join(folder, String(index)), timeout_seconds: 2 },
  }));
  const fine = [
    { name: 'file', type: 'file', path: PROGRAM },
    { name: 'name', type: 'http', url, latency_warning_ms: 4_000, latency_critical_ms: 4_500 },
  ];
  writeFileSync(join(at.root, 'orchestrator-config.json'), JSON.stringify({ health_checks: [...hung, ...fine] }));
  const asked = promisify(execFile)(program, args, { timeout: 20_000 });
  asked.child.stdin?.end();
  const told = await asked.catch((error: { stdout: string }) => error);
  const { checks, failed } = JSON.parse(told.stdout) as { checks: { name: string; status: string }[]; failed: number };
  expect(checks.filter(({ status }) => status === 'ok').map(({ name }) => name)).toEqual(['file', 'name']);
  expect(failed).toBe(6);
});

test('a slow answer is judged by its time, in both levels', async () => {
  const url = await web((_, response) => setTimeout(() => response.end('ok'), 60));
  const slow = { type: 'http', url, latency_warning_ms: 20 };
  expect((await runCheck(checkOf({ ...slow, latency_critical_ms: 20_000 }))).status).toBe('warning');
  expect((await runCheck(checkOf({ ...slow, latency_critical_ms: 30 }))).status).toBe('critical');
});

test('a port that is open answers, one that is closed does not', async () => {
  const port = await listen(createTcpServer((socket) => socket.end()));
  expect((await runCheck(checkOf({ type: 'tcp', host: '127.0.0.1', port }))).status).toBe('ok');
  const closed = await runCheck(checkOf({ type: 'tcp', host: '127.0.0.1', port: 1 }));
  expect(closed).toMatchObject({ status: 'critical', message: expect.stringContaining('ECONNREFUSED') });
});

const openssl = (() => {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!openssl)('a certificate that nobody vouches for is found, with its days', async () => {
  const folder = temporaryFolder();
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-nodes', '-days', '20', '-subj', '/CN=localhost', '-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', ...subject], {
    stdio: 'ignore',
  });
  const files = { key: readFileSync(key), cert: readFileSync(certificate) };
  const port = await listen(createSecureServer(files, (_, response) => response.end('ok')));
  const result = await runCheck(checkOf({ type: 'tls', host: '127.0.0.1', port, server_name: 'localhost' }));
  expect(result.message).toMatch(/^the certificate is not trusted: /);
  expect(result.value).toBe(19);
  const url = `https://127.0.0.1:${port}/`;
  expect((await runCheck(checkOf({ type: 'http', url }))).status).toBe('critical');
  expect((await runCheck(checkOf({ type: 'http', url, verify_certificate: false }))).status).toBe('ok');
  const own = { type: 'tls', host: '127.0.0.1', port, server_name: 'localhost', verify_certificate: false };
  const message = 'the certificate is valid for 19 days more';
  expect(await runCheck(checkOf(own))).toMatchObject({ status: 'warning', up: true, value: 19, message });
  expect((await runCheck(checkOf({ ...own, critical_days: 25 }))).status).toBe('critical');
  expect((await runCheck(checkOf({ ...own, warning_days: 10 }))).status).toBe('ok');
});

test.skipIf(!openssl)('a certificate that has run out is critical, whoever vouches for it', async () => {
  const folder = temporaryFolder();
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const ca = join(folder, 'ca.cnf');
  writeFileSync(join(folder, 'index.txt'), '');
  writeFileSync(join(folder, 'serial'), '01');
  writeFileSync(
    ca,
    `[ca]\ndefault_ca=own\n[own]\ndatabase=${folder}/index.txt\nserial=${folder}/serial\nnew_certs_dir=${folder}\ndefault_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n`,
  );
  const run = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const request = join(folder, 'request.pem');
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key];
  run('req', '-new', ...newKey, '-subj', '/CN=localhost', '-out', request);
  const span = ['-startdate', '20200101000000Z', '-enddate', '20200201000000Z'];
  run('ca', '-batch', '-config', ca, '-selfsign', '-keyfile', key, '-in', request, '-out', certificate, ...span);
  const port = await listen(createSecureServer({ key: readFileSync(key), cert: readFileSync(certificate) }));
  const result = await runCheck(checkOf({ type: 'tls', host: '127.0.0.1', port, verify_certificate: false }));
  expect(result).toMatchObject({ status: 'critical', message: expect.stringContaining('ran out on Feb  1') });
  expect(result.value).toBeLessThan(-1_000);
});

test('a name server that is not there is an answer too late', async () => {
  const check = { type: 'dns', hostname: 'example.invalid', servers: ['127.0.0.1:9'], timeout_seconds: 0.3 };
  expect((await runCheck(checkOf(check))).status).toBe('critical');
});

test('a name server that never answers costs its timeout', async () => {
  const silent = createSocket('udp4');
  await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve));
  try {
    const servers = [`127.0.0.1:${silent.address().port}`];
    const check = { type: 'dns', hostname: 'example.invalid', servers, timeout_seconds: 0.2 };
    expect(await runCheck(checkOf(check))).toMatchObject({ status: 'critical', latencyMs: null });
  } finally {
    silent.close();
  }
});

test('a process is found by its name, and one that does not run is missed', async () => {
  const name = readFileSync('/proc/self/comm', 'utf8').trim();
  expect((await runCheck(checkOf({ type: 'process', process: name }))).status).toBe('ok');
  const missing = await runCheck(checkOf({ type: 'process', process: 'no-such-program' }));
  expect(missing).toMatchObject({ status: 'critical', value: 0 });
});

test('a file that is too old, too small or not there fails', async () => {
  const path = join(temporaryFolder(), 'backup.tar');
  const check = { type: 'file', path, max_age_seconds: 3_600, min_bytes: 3 };
  expect((await runCheck(checkOf(check))).message).toBe(`${path} is not there`);
  writeFileSync(path, 'x');
  expect((await runCheck(checkOf(check))).message).toContain('holds 1 bytes');
  writeFileSync(path, 'xxxx');
  expect((await runCheck(checkOf(check))).status).toBe('ok');
  const past = Date.now() / 1_000 - 7_200;
  utimesSync(path, past, past);
  expect((await runCheck(checkOf(check))).message).toMatch(/changed 720\d s ago \(threshold: 3600 s\)/);
});

test('a command is judged by its exit code and output, and no shell reads it', async () => {
  const node = process.execPath;
  const ok = await runCheck(checkOf({ type: 'command', command: [node, '-p', '"a;b"'], output_pattern: '^a;b' }));
  expect(ok).toMatchObject({ status: 'ok', message: 'exit code 0: a;b' });
  const failed = await runCheck(checkOf({ type: 'command', command: [node, '-e', 'process.exit(3)'] }));
  expect(failed.message).toBe('exit code 3 (expected 0)');
  const missing = await runCheck(checkOf({ type: 'command', command: ['/no/such/program; true'] }));
  expect(missing).toMatchObject({ status: 'critical', message: expect.stringContaining('ENOENT') });
});

test('a command that hangs and will not be asked to stop is ended with everything it started', async () => {
  const mark = join(temporaryFolder(), 'group');
  const command = ['/bin/sh', '-c', `trap '' TERM; sleep 60 & echo $$ > ${mark}; wait`];
  const result = await runCheck(checkOf({ type: 'command', command, timeout_seconds: 1.5 }));
  expect(result.message).toBe('no answer within 1.5 s');
  const group = readFileSync(mark, 'utf8').trim();
  const running = () =>
    execFileSync('ps', ['-e', '-o', 'pgid=,stat='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => new RegExp(`^\\s*${group}\\s+[^Z]`).test(line));
  await vi.waitFor(() => expect(running()).toEqual([]), { timeout: 10_000, interval: 100 });
});

test('a check runs only as often as it wants, and its last result stands meanwhile', async () => {
  const at = temporaryWorkspace();
  const path = join(temporaryFolder(), 'file');
  const checks = healthChecksSchema.parse([
    { name: 'rare', type: 'file', path, interval_seconds: 3_600 },
    { name: 'often', type: 'file', path, interval_seconds: 1 },
    { name: 'off', type: 'file', path, enabled: false },
  ]);
  const first = await runDueChecks(at, checks, Date.now());
  writeResults(at, first);
  expect(first.map(({ name, status }) => [name, status])).toEqual([
    ['rare', 'critical'],
    ['often', 'critical'],
  ]);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  const second = await runDueChecks(at, checks, Date.now() + 60_000);
  expect(second.map(({ status }) => status)).toEqual(['critical', 'ok']);
});

test('mistakes in the configuration are named', () => {
  const problems = (given: object[]) =>
    healthChecksSchema.safeParse(given).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];
  expect(problems([{ name: 'a', type: 'http', url: 'ftp://x' }])[0]).toContain('http://');
  expect(problems([{ name: 'a', type: 'http', url: 'http://x', body_pattern: '(' }])[0]).toContain(
    'regular expression',
  );
  expect(problems([{ name: 'a', type: 'command', command: 'rm -rf /' }])).toHaveLength(1);
  expect(problems([{ name: 'a', type: 'tcp', host: 'x', port: 1, latency_warning_ms: 9e3 }])[0]).toContain(
    'must not be above',
  );
  const twice = { name: 'a', type: 'process', process: 'x' };
  expect(problems([twice, twice])).toEqual(['1.name "a" names two checks']);
});
