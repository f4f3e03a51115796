import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ORCHESTRATOR } from '../../src/core/sessions/names.ts';
import {
  deadOwner,
  makeFolder,
  makeWorkspace,
  PROGRAM,
  plannedWorkspace,
  type Ran,
  runJson,
  runOps,
  startOps,
  storeRecord,
  writeFile,
} from '../helpers/index.ts';

interface Failure {
  ok: false;
  error: { code: string; message: string; hint: string };
}

const at = makeWorkspace();
storeRecord(at, { agentId: 'alpha', label: 'nightly', owner: deadOwner() });

function ops(...args: string[]): Promise<Ran> {
  return runOps(args, { workspace: at.root });
}

test('the version is one line of three numbers', async () => {
  for (const flag of ['--version', '-V']) {
    const { code, stdout, stderr } = await runOps([flag]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  }
});

test('help is asked for in every way, names every noun, and is no failure', async () => {
  const all = await Promise.all([['--help'], ['-h'], ['help']].map((args) => runOps(args)));
  for (const { code, stdout } of all) {
    expect(code).toBe(0);
    for (const noun of ['agents', 'sessions', 'status', 'health', 'system', 'config', 'init', 'dashboard']) {
      expect(stdout).toMatch(new RegExp(`^  ${noun}\\b`, 'm'));
    }
  }
});

test.each([['sessions'], ['sessions', 'send'], ['agents', 'spawn'], ['system', 'heartbeat', 'last'], ['health']])(
  'help of a command is printed on standard output: %s %s %s',
  async (...words) => {
    const { code, stdout, stderr } = await runOps([...words.filter((word) => word !== undefined), '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Usage: ops');
  },
);

const suggestions: [args: string[], suggestion: string][] = [
  [['sesions'], 'sessions'],
  [['sessions', 'lst'], 'list'],
  [['sessions', 'hstory'], 'history'],
  [['agents', 'spwan'], 'spawn'],
  [['system', 'heartbeat', 'lats'], 'last'],
  [['sessions', 'list', '--limt', '5'], '--limit'],
  [['sessions', 'send', 'x', 'y', '--timeout-second', '5'], '--timeout-seconds'],
  [['statsu'], 'status'],
];

test.each(suggestions)('what is misspelt is refused with what was probably meant: %j', async (args, suggestion) => {
  const { code, stdout, stderr } = await ops(...args);
  expect([code, stdout]).toEqual([64, '']);
  expect(stderr).toContain(`Did you mean ${suggestion}?`);
});

const wrong: [args: string[], says: string][] = [
  [['sessions', 'list', '--limit', 'many'], '--limit takes a whole number from 1, not "many"'],
  [['sessions', 'list', '--limit', '0'], '--limit takes a whole number from 1, not "0"'],
  [['sessions', 'list', '--limit', '1.5'], '--limit takes a whole number'],
  [['sessions', 'list', '--status', 'alive'], '--status takes one of queued, running'],
  [['sessions', 'list', '--kind', 'x'], '--kind takes one of main, subagent, cron'],
  [['sessions', 'list', '--active', '-5'], '--active takes a number from 0'],
  [['sessions', 'list', 'alpha'], 'too many arguments'],
  [['sessions', 'send'], 'missing required argument'],
  [['sessions', 'send', 'alpha'], 'There is no message'],
  [['sessions', 'send', 'alpha', ''], 'The message is empty'],
  [['sessions', 'send', 'alpha', 'x', '-m', 'y'], 'The message is given more than once'],
  [['sessions', 'send', 'alpha', 'x', '--timeout-seconds', 'soon'], '--timeout-seconds takes a number'],
  [['agents', 'spawn'], 'missing required argument'],
  [['agents', 'spawn', 'reporter', '--cleanup', 'maybe'], '--cleanup takes one of keep, delete'],
  [['agents', 'spawn', 'reporter', '--run-timeout-seconds', '-1'], '--run-timeout-seconds takes a number'],
  [['agents', 'spawn', 'reporter', '--run-timeout-seconds', '9999999'], '--run-timeout-seconds takes a number'],
  [['sessions', 'wait', 'alpha', '--timeout-seconds', '1e99'], '--timeout-seconds takes a number'],
  [['sessions', 'tail', 'alpha', '--tail', '-1'], '--tail takes a whole number'],
  [['sessions', 'delete', 'alpha'], 'Deleting cannot be undone'],
  [['sessions', 'status', '../../x'], "is not a session's id"],
  [['agents', 'spawn', '../../x', '--', 'true'], 'is not a name for an agent'],
];

test.each(wrong)('wrong usage exits 64 and says what is wrong: %j', async (args, says) => {
  const { code, stdout, stderr } = await ops(...args);
  expect(stderr).toContain(says);
  expect([code, stdout]).toEqual([64, '']);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('with --json a failure is an object on standard output, and still text on standard error', async () => {
  const cases: [string[], number, string][] = [
    [['sessions', 'status', 'nobody'], 1, 'E_NO_SESSION'],
    [['sessions', 'list', '--limit', 'x'], 64, 'E_USAGE'],
    [['sessions', 'lst'], 64, 'E_USAGE'],
    [['agents', 'spawn', 'nobody'], 1, 'E_NO_AGENT'],
    [['agents', 'stop', 'reporter'], 1, 'E_NOT_RUNNING'],
  ];
  for (const [args, exit, error] of cases) {
    const { code, data, stderr } = await runJson<Failure>(args, { workspace: at.root });
    expect([code, data.ok, data.error.code]).toEqual([exit, false, error]);
    expect(data.error.message.length).toBeGreaterThan(5);
    expect(data.error.hint.length).toBeGreaterThan(5);
    expect(stderr).toContain(data.error.message);
  }
});

test('a name that nearly fits is suggested', async () => {
  const session = await ops('sessions', 'status', 'alpa');
  expect([session.code, session.stdout]).toEqual([1, '']);
  expect(session.stderr).toContain('Did you mean alpha?');
  const agent = await ops('agents', 'spawn', 'reportr');
  expect(agent.code).toBe(1);
  expect(agent.stderr).toContain('Did you mean reporter?');
});

test('a workspace that is not there exits 78 and says how to make one', async () => {
  const { root } = plannedWorkspace();
  for (const args of [['sessions', 'list'], ['status'], ['agents', 'list'], ['sessions', 'send', 'x', 'y']]) {
    const { code, stdout, stderr } = await runOps(args, { workspace: root });
    expect([code, stdout]).toEqual([78, '']);
    expect(stderr).toContain(`There is no workspace at ${root}`);
    expect(stderr).toContain('ops init');
  }
});

test('health says unknown, and nothing else, where it cannot look', async () => {
  const missing = await runOps(['health'], { workspace: plannedWorkspace().root });
  expect(missing.code).toBe(3);
  expect(missing.stdout).toMatch(/^UNKNOWN: There is no workspace at /);
});

test('the workspace is found: by flag, by variable, upward from here, at home', async () => {
  const home = makeFolder();
  const here = makeFolder();
  const below = join(here, 'a', 'b');
  mkdirSync(below, { recursive: true });
  for (const folder of [home, here]) mkdirSync(join(folder, 'ops-automation'), { mode: 0o700 });
  const found = async (args: string[], cwd: string, workspace?: string) => {
    const options = { cwd, env: { HOME: home, OPS_WORKSPACE: workspace } };
    const { data } = await runJson<{ workspace: string }>(['status', ...args], options);
    return data.workspace;
  };
  expect(await found([], below)).toBe(join(here, 'ops-automation'));
  expect(await found([], '/')).toBe(join(home, 'ops-automation'));
  expect(await found([], below, at.root)).toBe(at.root);
  expect(await found(['--workspace', '../../ops-automation'], below, at.root)).toBe(join(here, 'ops-automation'));
  expect(realpathSync(here)).toBe(here);
});

test('global flags may stand before the command and behind it', async () => {
  const { root } = at;
  for (const args of [
    ['--workspace', root, 'sessions', 'list', '--json'],
    ['sessions', '--workspace', root, 'list', '--json'],
    ['sessions', 'list', '--json', `--workspace=${root}`],
    ['--json', '--workspace', root, 'sessions'],
    ['sessions', '--json', '--workspace', root],
    ['sessions', '--agent', 'alpha', '--json', '--workspace', root],
  ]) {
    const { code, stdout, stderr } = await runOps(args);
    expect([args, code, stderr]).toEqual([args, 0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ totalCount: 1 });
  }
});

test('a workspace that is called like a command is no command', async () => {
  const cwd = makeFolder();
  mkdirSync(join(cwd, 'sessions'), { mode: 0o700 });
  const { code, stdout } = await runOps(['--workspace', 'sessions', 'sessions', '--json'], { cwd });
  expect([code, JSON.parse(stdout).totalCount]).toEqual([0, 0]);
});

test('sessions list --json has the shape that scripts rely on', async () => {
  const { data } = await runJson<Record<string, unknown> & { sessions: object[] }>(['sessions', 'list'], {
    workspace: at.root,
  });
  expect(data).toMatchObject({ count: 1, totalCount: 1, hasMore: false });
  const promised =
    'key id agentId kind label status live pid task startedAt updatedAt ageMs endedAt exitCode signal restarts nextRunAt usage';
  for (const field of promised.split(' ')) expect(data.sessions[0]).toHaveProperty(field);
  expect(data.sessions[0]).toMatchObject({ status: 'lost', live: 'dead', pid: null, label: 'nightly' });
});

test('an unreadable record is named on standard error, the rest is listed, and the exit code says so', async () => {
  const place = makeWorkspace();
  storeRecord(place, { agentId: 'alpha' });
  writeFile(join(place.sessions, 'torn.json'), '{"version":1');
  const { code, stdout, stderr } = await runOps(['sessions', 'list', '--json'], { workspace: place.root });
  expect([code, JSON.parse(stdout).count]).toEqual([1, 1]);
  expect(stderr).toContain('torn.json');
  const quiet = await runOps(['sessions', 'list', '--json', '--quiet'], { workspace: place.root });
  expect([quiet.code, quiet.stderr]).toEqual([1, '']);
});

test('reading commands write nothing', async () => {
  const place = makeWorkspace();
  storeRecord(place, { agentId: ORCHESTRATOR, kind: 'main', owner: deadOwner() });
  const files = () => readdirSync(place.root, { recursive: true, encoding: 'utf8' }).sort();
  const before = files();
  for (const args of [['sessions', 'list', '--all'], ['status'], ['health'], ['sessions', 'status', ORCHESTRATOR]]) {
    await runOps(args, { workspace: place.root });
  }
  expect(files()).toEqual(before);
});

test('no colour and no cursor movement goes into a pipe, whatever the variables say', async () => {
  for (const env of [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '3' }, { TERM: 'dumb' }]) {
    for (const args of [['sessions', 'list'], ['status'], ['agents', 'list'], ['--help'], ['statsu']]) {
      const { stdout, stderr } = await runOps(args, { workspace: at.root, env });
      expect(stdout + stderr).not.toContain('\u001b');
    }
  }
});

test('text from a record cannot drive the terminal', async () => {
  const place = makeWorkspace();
  storeRecord(place, { agentId: 'evil', label: '\u001b[2Jowned', task: 'a\rb\u0007\u009b31m' });
  for (const args of [
    ['sessions', 'list'],
    ['sessions', 'status', 'evil'],
    ['status', '--deep'],
  ]) {
    const { stdout } = await runOps(args, { workspace: place.root });
    expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  }
});

test('a reader that leaves early ends the program quietly', async () => {
  const place = makeWorkspace();
  for (let index = 0; index < 300; index += 1) storeRecord(place, { agentId: 'many', task: 'x'.repeat(200) });
  const child = spawn('sh', ['-c', '"$0" "$1" sessions list --json --limit all | head -1', process.execPath, PROGRAM], {
    env: { PATH: process.env.PATH, OPS_WORKSPACE: place.root },
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  await new Promise((resolve) => child.on('close', resolve));
  expect(stderr).toBe('');
});

test('an answer that finds no room is a failure, and nobody is shown a stack', async () => {
  const shell = (line: string) =>
    new Promise<{ code: number | null; stderr: string }>((resolve) => {
      const env = { PATH: process.env.PATH, OPS_WORKSPACE: at.root };
      const child = spawn('sh', ['-c', line, process.execPath, PROGRAM], { env, stdio: ['ignore', 'ignore', 'pipe'] });
      let stderr = '';
      child.stderr?.on('data', (chunk) => {
        stderr += chunk;
      });
      child.on('close', (code) => resolve({ code, stderr }));
    });
  for (const words of ['sessions list', 'status --json', 'config get', '--help']) {
    const { code, stderr } = await shell(`"$0" "$1" ${words} > /dev/full`);
    expect([words, code, stderr]).toEqual([words, 1, expect.stringContaining('no space left')]);
  }
  // Messages that find none cost nothing.
  expect(await shell('"$0" "$1" sessions list 2> /dev/full')).toMatchObject({ code: 0 });
});

test.each([
  [['statsu'], 'Did you mean status?'],
  [['logs', 'tmplates'], 'Did you mean templates?'],
  [['status', '--jsn'], 'Did you mean --json?'],
  [['help', 'exitcodes'], 'Did you mean exit-codes?'],
  [['sessions', 'list', '--log-level', 'loud'], 'silent, error, warn, info, debug'],
])('ops %j is a wrong usage, and says what was probably meant', async (args, said) => {
  const { code, stderr } = await runOps(args, { workspace: at.root });
  expect([code, stderr]).toEqual([64, expect.stringContaining(said)]);
  expect(stderr).toMatch(/^ops: /);
});

test('standard input that nobody asked for does not hold a command up', async () => {
  const child = startOps(['sessions', 'list', '--json'], { workspace: at.root, input: 'never read' });
  expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(0);
});

test('words behind -- that a command does not take are refused, not forgotten', async () => {
  const { code, stderr } = await ops('sessions', 'list', '--', 'alpha');
  expect(code).toBe(64);
  expect(stderr).toContain('too many arguments');
});

test('a message that begins with a dash can be sent behind --', async () => {
  const { code, data } = await runJson<{ status: string }>(
    ['sessions', 'send', ORCHESTRATOR, '--timeout-seconds', '0'],
    { workspace: at.root },
  ).catch(() => ({ code: -1, data: { status: '' } }));
  expect(code).toBe(64);
  expect(data).toMatchObject({ ok: false });
  const sent = await ops('sessions', 'send', ORCHESTRATOR, '--timeout-seconds', '0', '--json', '--', '-status');
  expect([sent.code, JSON.parse(sent.stdout).status]).toEqual([0, 'queued']);
});

test('a command that has others below it leaves them their options', async () => {
  const at = makeWorkspace();
  const file = join(at.root, 'some.log');
  writeFileSync(file, Array.from({ length: 20 }, (_, index) => `line ${index} error\n`).join(''));
  const { stdout } = await runOps(['logs', 'search', 'error', file, '--limit', '3'], { workspace: at.root });
  expect(stdout.split('\n').filter((line) => line.includes('error'))).toHaveLength(3);
});
