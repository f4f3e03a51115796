import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readJobState } from '../../src/core/schedule/slots.ts';
import {
  endProcessesOf,
  makeFolder,
  type Ran,
  runJson,
  runOps,
  startOrchestrator,
  waitFor,
  writeFile,
} from '../helpers/index.ts';
import { awaitLife, awaitState, lifeOf, makeFleet, output, runsOf, say, statusOf } from './support/fleet.ts';

// One team for all of this file: agents from the configuration first, then what is done from the command line.
const folder = makeFolder();
const QUICK = { min_uptime_seconds: 0.2, backoff: { initial_seconds: 0.1, max_seconds: 0.2 } };
const SAY_ENVIRONMENT = 'echo "$FROM_FILE|$FROM_BOTH|$OPS_AGENT_ID|$OPS_INSTANCE|$(pwd)"; exec sleep 600';
const HUNGRY = 'const kept = Buffer.alloc(200e6, 1); setInterval(() => kept.length, 60_000)';

const at = makeFleet({
  web: {
    command: ['sh', '-c', SAY_ENVIRONMENT],
    persistent: true,
    instances: 2,
    cwd: 'site',
    env: { FROM_BOTH: 'configuration' },
    env_file: 'site/variables',
    ...QUICK,
  },
  hungry: { command: [process.execPath, '-e', HUNGRY], persistent: true, memory_limit_mb: 150, ...QUICK },
  sick: {
    command: ['sleep', '600'],
    persistent: true,
    live: { command: ['false'], interval_seconds: 0.1, failures: 2 },
    ...QUICK,
  },
  late: {
    command: ['sleep', '600'],
    persistent: true,
    ready: { tcp: '127.0.0.1:1' },
    ready_timeout_seconds: 0.5,
    ...QUICK,
  },
  listener: { command: ['cat'], persistent: true, on_message: 'stdin', ...QUICK },
  answerer: {
    command: ['sleep', '600'],
    persistent: true,
    on_message: ['sh', '-c', 'echo "heard: $(cat)"; sleep 600 &'],
  },
  deaf: { command: ['sleep', '600'], persistent: true },
});
const site = join(dirname(at.root), 'site');

function ops(...args: string[]): Promise<Ran> {
  return runOps(args, { workspace: at.root, cwd: folder });
}

async function done(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await ops(...args);
  expect([code, stderr], args.join(' ')).toEqual([0, '']);
  return stdout;
}

beforeAll(async () => {
  writeFile(join(site, 'variables'), 'FROM_FILE="of the file"\nFROM_BOTH=file\n');
  await startOrchestrator(at);
});

afterAll(() => endProcessesOf(at.root));

test('environment, file of variables, folder and instance are as configured; paths go from the folder of the workspace', async () => {
  for (const [id, instance] of [
    ['web.main', 1],
    ['web.main-2', 2],
  ] as const) {
    const line = await waitFor(() => output(at, id).split('\n')[0] || null);
    expect(line).toBe(`of the file|configuration|web|${instance}|${site}`);
  }
});

test('what uses more memory than it may is restarted, and the reason is kept', async () => {
  const run = await waitFor(() => runsOf(at, 'hungry')[0]);
  expect(run).toMatchObject({
    status: 'failed',
    reason: expect.stringMatching(/^used \d+ MB of memory, its limit is 150 MB$/),
  });
  await done('agents', 'stop', 'hungry');
});

test('what fails its liveness probe is restarted, and what is not ready in time, too', async () => {
  const sick = await waitFor(() => runsOf(at, 'sick')[0]);
  expect(sick.reason).toBe('its liveness probe failed: exited with 1');
  const late = await waitFor(() => runsOf(at, 'late')[0]);
  expect(late.reason).toBe('it was not ready within 0.5 s');
  // Else they are restarted all the time, beside every test that follows.
  await done('agents', 'stop', 'sick', 'late');
});

test('a message goes to standard input, or to a command whose output is the reply, or is refused with the way to change that', async () => {
  await awaitLife(at, 'listener');
  expect(await say(at, 'listener', '$HOME "and" so on')).toMatchObject({ status: 'ok' });
  await waitFor(() => output(at, 'listener.main').includes('$HOME "and" so on\n'));
  expect(await say(at, 'answerer', 'how are you')).toMatchObject({ status: 'ok', reply: 'heard: how are you' });
  expect(await say(at, 'deaf', 'how are you')).toMatchObject({
    status: 'error',
    reply: expect.stringContaining('on_message'),
  });
});

test('an order to an agent of one word is an order, not a message to it', async () => {
  const before = await awaitLife(at, 'listener');
  expect(await say(at, 'listener', 'restart')).toMatchObject({ status: 'ok' });
  await awaitLife(at, 'listener', ({ pid }) => pid !== before.pid);
});

test('an agent is added, found running, changed, and only that one is touched', async () => {
  const other = await awaitLife(at, 'deaf');
  await done(
    'agents',
    'add',
    'status',
    '--persistent',
    '--env',
    'A=1',
    '--set',
    'min_uptime_seconds=0.1',
    '--',
    'sh',
    '-c',
    'echo "A=$A"; exec sleep 600',
  );
  const first = await awaitLife(at, 'status');
  await done('agents', 'edit', 'status', '--env', 'A=2', '--set', 'log.max_mb=50');
  const second = await awaitLife(at, 'status', ({ pid }) => pid !== first.pid);
  expect(output(at, 'status.main')).toBe('A=1\nA=2\n');
  // Its name is a word of an order.
  await done('agents', 'restart', 'status');
  await awaitLife(at, 'status', ({ pid }) => pid !== second.pid);
  await done('agents', 'disable', 'status');
  await awaitState(at, 'status', 'disabled');
  expect(lifeOf(at, 'status')).toBeNull();
  await done('agents', 'enable', 'status');
  await awaitLife(at, 'status');
  await done('agents', 'delete', 'status', '--force');
  await waitFor(() => statusOf(at, 'status') === undefined && lifeOf(at, 'status') === null);
  expect(lifeOf(at, 'deaf')?.pid).toBe(other.pid);
  expect(JSON.parse(readFileSync(at.config, 'utf8')).agents).not.toHaveProperty('status');
});

test('a change that is not accepted is refused with its reason, and everything goes on', async () => {
  const life = await awaitLife(at, 'deaf');
  const text = readFileSync(at.config, 'utf8');
  const refused = await ops('agents', 'edit', 'deaf', '--set', 'instances=0');
  expect([refused.code === 0, refused.stderr]).toEqual([false, expect.stringContaining('instances')]);
  expect(readFileSync(at.config, 'utf8')).toBe(text);
  writeFile(at.config, '{ "agents": ');
  const reloaded = await ops('agents', 'reload');
  expect([reloaded.code, `${reloaded.stdout}${reloaded.stderr}`]).toEqual([
    1,
    expect.stringContaining('the last good one goes on'),
  ]);
  writeFile(at.config, text);
  await done('agents', 'reload');
  expect(lifeOf(at, 'deaf')?.pid).toBe(life.pid);
});

test('a job is added, run now, waited for, shown, and looking at it moves nothing', async () => {
  await done(
    'cron',
    'add',
    'report',
    '--cron',
    '0 0 1 1 *',
    '--tz',
    'Asia/Seoul',
    '--command-env',
    'X=y',
    '--',
    'sh',
    '-c',
    'echo "X=$X"; exit 3',
  );
  const ran = await runJson<{ outcome: object }>(['cron', 'run', 'report', '--wait'], { workspace: at.root });
  expect([ran.code, ran.data.outcome]).toEqual([1, expect.objectContaining({ status: 'failed', exitCode: 3 })]);
  const runs = await runJson<{ entries: object[] }>(['cron', 'runs', 'report', '--status', 'error'], {
    workspace: at.root,
  });
  expect(runs.data.entries).toMatchObject([{ exitCode: 3, slot: null }]);
  const next = () => runJson<{ jobs: { nextRunAt: string }[] }>(['cron', 'list'], { workspace: at.root });
  const [one, two] = [await next(), await next()];
  expect(one.data.jobs.map(({ nextRunAt }) => nextRunAt)).toEqual(two.data.jobs.map(({ nextRunAt }) => nextRunAt));
  expect(one.data.jobs[0]?.nextRunAt).toMatch(/-12-31T15:00:00.000Z$/);
  expect(readJobState(at, 'report')).toBeNull();
  await done('cron', 'disable', 'report');
  const disabled = await ops('cron', 'run', 'report');
  expect([disabled.code, disabled.stderr]).toEqual([64, expect.stringContaining('ops cron enable report')]);
  await done('cron', 'rm', 'report');
});

test('a job that only fails is disabled, told, and says why; enabled again it runs again', async () => {
  await done('cron', 'add', 'bad', '--every', '1s', '--failure-limit', '1', '--', 'sh', '-c', 'exit 5');
  const shown = await waitFor(async () => {
    const { data } = await runJson<{ status: string; autoDisabled: { reason: string } | null }>(
      ['cron', 'show', 'bad'],
      { workspace: at.root },
    );
    return data.autoDisabled === null ? null : data;
  });
  expect(shown).toMatchObject({
    status: 'disabled',
    autoDisabled: { reason: 'failed 1 times in a row, last exited with 5' },
  });
  const runs = await runJson<{ entries: { exitCode: number; slot: string }[] }>(['cron', 'runs', 'bad'], {
    workspace: at.root,
  });
  expect(runs.data.entries).toMatchObject([{ exitCode: 5, slot: expect.any(String) }]);
  // The status file follows what happens, gathered.
  await waitFor(() => statusOf(at, 'bad') === undefined);
  await done('cron', 'enable', 'bad');
  await waitFor(() => runsOf(at, 'bad').length > 1);
  await done('cron', 'rm', 'bad');
});

test('a job for once runs at its time, once, and goes when it may', async () => {
  await done('cron', 'add', 'soon', '--at', '1s', '--delete-after-run', '--', 'true');
  await waitFor(() => runsOf(at, 'soon').length === 1);
  await waitFor(async () => (await ops('cron', 'show', 'soon')).code === 1);
  expect(runsOf(at, 'soon')).toMatchObject([{ status: 'done' }]);
});
