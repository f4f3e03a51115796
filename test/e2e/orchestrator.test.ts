import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readJsonLines } from '../../src/core/files/json-lines.ts';
import { type Owner, ownerState } from '../../src/core/process/identity.ts';
import { ORCHESTRATOR } from '../../src/core/sessions/names.ts';
import { readRecord } from '../../src/core/sessions/registry.ts';
import { openAlerts } from '../../src/core/status/alert-facts.ts';
import type { Heartbeat } from '../../src/core/status/heartbeat.ts';
import {
  CALM,
  makeWorkspace,
  PROGRAM,
  processesIn,
  type Ran,
  runJson,
  runOps,
  startOrchestrator,
  waitFor,
  writeFile,
} from '../helpers/index.ts';

// One orchestrator for the whole file. Its agents: the built-in ones, and a command that stays.
const at = makeWorkspace({
  ...CALM,
  agents: { web: { command: ['sleep', '600'], persistent: true } },
});
let owner: Owner;

interface Sent {
  runId: string | null;
  messageId: string;
  sessionKey: string;
  status: string;
  delivery: { status: string; duplicate: boolean };
  reply: string | null;
}

interface Row {
  key: string;
  agentId: string;
  status: string;
  live: string;
  pid: number | null;
}

function ops(args: string[], input?: string): Promise<Ran> {
  return runOps(args, { workspace: at.root, ...(input === undefined ? {} : { input }) });
}

async function send(text: string, ...flags: string[]): Promise<Ran & { data: Sent }> {
  return runJson<Sent>(['sessions', 'send', ORCHESTRATOR, text, ...flags], { workspace: at.root });
}

async function rows(...flags: string[]): Promise<Row[]> {
  const { data } = await runJson<{ sessions: Row[] }>(['sessions', 'list', ...flags], { workspace: at.root });
  return data.sessions;
}

beforeAll(async () => {
  owner = await startOrchestrator(at);
  await waitFor(() => readJsonLines<Heartbeat>(at.heartbeatLog).values.length > 0, { what: 'the first heartbeat' });
});

test('starting it again is no error and names the process and the workspace', async () => {
  const { code, stdout } = await ops(['agents', 'spawn', ORCHESTRATOR, '--task', 'Start ops automation orchestrator']);
  expect(code).toBe(0);
  expect(stdout).toContain(`pid ${owner.pid}`);
  expect(stdout).toContain(at.root);
  const { data } = await runJson(['agents', 'spawn', ORCHESTRATOR], { workspace: at.root });
  expect(data).toMatchObject({
    status: 'accepted',
    alreadyRunning: true,
    pid: owner.pid,
    childSessionKey: 'agent:ops-orchestrator:main',
    mode: 'session',
    cwd: expect.any(String),
    runId: expect.any(String),
  });
});

test('a second orchestrator process exits 78 and names the owner with its pid and start time', async () => {
  const id = 'ops-orchestrator.main';
  const child = spawn(process.execPath, [PROGRAM, '__session', id], {
    env: { PATH: process.env.PATH, OPS_WORKSPACE: at.root, OPS_SESSION_ID: id },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(78);
  expect(stderr).toContain(`Process ${owner.pid} `);
  expect(stderr).toContain(readRecord(at, id)?.startedAt);
  expect(ownerState(owner)).toBe('live');
});

test('of several that start it at once nobody makes a second', async () => {
  const all = await Promise.all(Array.from({ length: 3 }, () => ops(['agents', 'spawn', ORCHESTRATOR, '--json'])));
  for (const { code, stdout } of all) expect([code, JSON.parse(stdout).pid]).toEqual([0, owner.pid]);
});

test('the sessions that run are listed live, with their own pids', async () => {
  const sessions = await rows();
  expect(sessions.find(({ agentId }) => agentId === ORCHESTRATOR)).toMatchObject({ pid: owner.pid, live: 'live' });
  const web = sessions.find(({ agentId }) => agentId === 'web');
  expect(web).toMatchObject({ key: 'agent:web:main', status: 'running', live: 'live' });
  expect(readFileSync(`/proc/${web?.pid}/cmdline`, 'utf8')).toContain('sleep');
});

test('"Restart all agents" is answered with what was restarted, agent by agent, and it was', async () => {
  const before = (await rows('--agent', 'web'))[0]?.pid;
  const { code, stdout } = await ops(['sessions', 'send', ORCHESTRATOR, 'Restart all agents']);
  expect(code).toBe(0);
  for (const agent of ['metrics-collector', 'logs-analyzer', 'reporter', 'web']) {
    expect(stdout).toMatch(new RegExp(`^- ${agent}: .*started`, 'm'));
  }
  expect((await rows('--agent', 'web'))[0]?.pid).not.toBe(before);
});

test('the same is understood in Korean', async () => {
  const { code, data } = await send('web 재시작해줘');
  expect([code, data.status]).toEqual([0, 'ok']);
  expect(data.reply).toMatch(/^Restarted 1 of 1 agent:\n- web: /);
});

test('what is not understood exits 1, says so, lists what is, and nothing happens', async () => {
  const before = await rows('--agent', 'web');
  for (const text of ['please do something nice', 'restart all agents except web', 'stop wbe', 'restart']) {
    const { code, data } = await send(text);
    expect([code, data.status]).toEqual([1, 'error']);
    expect(data.reply).toMatch(/I did not understand that|Nothing was done/);
  }
  expect((await rows('--agent', 'web'))[0]?.pid).toBe(before[0]?.pid);
});

test('a message is taken from the argument, from -m, from a file and from standard input', async () => {
  const file = writeFile(join(at.root, '..', 'message.txt'), 'status of web\n');
  const target = ['sessions', 'send', ORCHESTRATOR];
  const all = await Promise.all([
    ops([...target, 'status of web']),
    ops([...target, '-m', 'status of web']),
    ops([...target, '--message-file', file]),
    ops([...target, '-'], 'status of web\n'),
  ]);
  for (const { code, stdout, stderr } of all) {
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^web: (running|starting)/);
  }
});

test('a message file that is not there, an empty input and 64 KiB and one byte are refused before anything is sent', async () => {
  const target = ['sessions', 'send', ORCHESTRATOR];
  const missing = await ops([...target, '--message-file', '/nowhere/message']);
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('cannot be read (ENOENT)')]);
  expect((await ops([...target, '-'], ' \n')).code).toBe(64);
  const long = await ops([...target, '-'], 'x'.repeat(64 * 1024 + 1));
  expect([long.code, long.stderr]).toEqual([64, expect.stringContaining('longer than 65536 bytes')]);
});

test('sending is answered with the whole promised shape', async () => {
  const { data } = await send('status');
  expect(data).toMatchObject({
    runId: readRecord(at, 'ops-orchestrator.main')?.runId,
    messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    sessionKey: 'agent:ops-orchestrator:main',
    status: 'ok',
    delivery: { status: 'delivered' },
    reply: expect.stringContaining('web: '),
  });
});

test('with a timeout of 0 a message is accepted at once, and answered later in the history', async () => {
  const { code, data } = await send('status of reporter', '--timeout-seconds', '0');
  expect([code, data.status, data.reply]).toEqual([0, 'accepted', null]);
  const history = ['sessions', 'history', ORCHESTRATOR];
  const reply = await waitFor(async () => {
    const ran = await runJson<{ messages: { inReplyTo: string | null; role: string }[] }>(history, {
      workspace: at.root,
    });
    return ran.data.messages.find(({ inReplyTo }) => inReplyTo === data.messageId);
  });
  expect(reply).toMatchObject({ role: 'agent', text: expect.stringContaining('reporter: ') });
});

test('the same idempotency key is done once and answered with the same reply', async () => {
  const first = await send('run reporter', '--idempotency-key', 'once');
  const second = await send('run reporter', '--idempotency-key', 'once');
  expect(second.data.messageId).toBe(first.data.messageId);
  expect([second.code, second.data.reply]).toEqual([first.code, first.data.reply]);
  expect([first.data.delivery.duplicate, second.data.delivery.duplicate]).toEqual([false, true]);
});

test('the history has the shape that scripts rely on', async () => {
  const { data } = await runJson<{ sessionKey: string; messages: object[]; events: object[] }>(
    ['sessions', 'history', ORCHESTRATOR, '--limit', '4'],
    { workspace: at.root },
  );
  expect(data.sessionKey).toBe('agent:ops-orchestrator:main');
  expect(data.messages).toHaveLength(4);
  for (const message of data.messages) {
    expect(Object.keys(message).sort()).toEqual(['at', 'from', 'id', 'inReplyTo', 'role', 'text']);
  }
  expect(Array.isArray(data.events)).toBe(true);
});

test('agents are stopped, started, paused and resumed from the command line', async () => {
  const state = async (id: string) => {
    const { data } = await runJson<{ agents: { id: string; state: string }[] }>(['agents', 'list'], {
      workspace: at.root,
    });
    return data.agents.find((agent) => agent.id === id)?.state;
  };
  expect((await ops(['agents', 'stop', 'web'])).stdout).toMatch(/^Stopped 1 of 1 agent:\n- web: run .* ended/);
  await waitFor(async () => (await state('web')) === 'stopped');
  expect((await rows('--agent', 'web', '--status', 'running')).length).toBe(0);
  expect((await ops(['agents', 'start', 'web'])).code).toBe(0);
  await waitFor(async () => (await state('web')) === 'running');
  expect((await send('pause reporter')).data.reply).toContain('its schedule is held until resume');
  await waitFor(async () => (await state('reporter')) === 'paused');
  expect((await send('resume reporter')).data.reply).toContain('next run ');
  const unknown = await ops(['agents', 'stop', 'nobody']);
  expect([unknown.code, unknown.stdout]).toEqual([1, expect.stringContaining('there is no agent "nobody"')]);
});

test('status says how everything stands, and health is its exit code', async () => {
  const { data, code } = await runJson<Record<string, unknown>>(['status'], { workspace: at.root });
  expect(code).toBe(0);
  expect(data).toMatchObject({
    workspace: at.root,
    orchestrator: { status: 'running', live: 'live', pid: owner.pid },
    heartbeat: { missed: 0, enabled: true },
    self: { responses: { count: expect.any(Number) }, spawns: { successRate: expect.any(Number) } },
  });
  const exits: Record<string, number> = { ok: 0, warning: 1, critical: 2, unknown: 3 };
  const health = await runJson<{ health: string }>(['health'], { workspace: at.root });
  expect(health.code).toBe(exits[health.data.health]);
  const status = await ops(['status', '--exit-code']);
  expect(status.code).toBe(health.code);
  expect(status.stdout).toMatch(/^Health +/);
});

test('an urgent alarm is taken at once, and makes health critical until it is over; its incident stays for a person', async () => {
  const path = writeFile(join(at.urgentAlerts, 'disk.json'), '{"message":"the disk is on fire"}');
  await waitFor(() => !existsSync(path), { what: 'the alarm to be taken' });
  const { code, stdout } = await ops(['health']);
  expect([code, stdout]).toEqual([2, expect.stringMatching(/^CRITICAL: .*the disk is on fire/)]);
  await waitFor(() => openAlerts(at, Date.now()).length > 0, { what: 'the alert' });
  await waitFor(() => readFileSync(at.dashboardFile, 'utf8').includes('the disk is on fire'));
  await ops(['system', 'heartbeat', 'now']);
  expect((await ops(['system', 'heartbeat', 'last'])).stdout).toContain('2. urgent alarms: critical');
  const { data } = await runJson<{ alerts: { fingerprint: string }[] }>(['alerts'], { workspace: at.root });
  const fingerprints = data.alerts.map(({ fingerprint }) => fingerprint);
  expect((await ops(['alerts', 'resolve', ...fingerprints])).code).toBe(0);
  expect((await ops(['health'])).stdout).not.toContain('on fire');
  const { incidents } = (await runJson<{ incidents: { id: string }[] }>(['incidents'], { workspace: at.root })).data;
  expect(incidents).toHaveLength(1);
  expect((await ops(['incidents', 'resolve', incidents[0]?.id ?? '', '--note', 'it was a drill'])).code).toBe(0);
  expect(readdirSync(at.resolvedIncidents)).toHaveLength(1);
});

test('a heartbeat on command does the four steps, and is the last one', async () => {
  const { code, stdout } = await ops(['system', 'heartbeat', 'now']);
  expect(code).toBe(0);
  for (const step of ['1. agents: ', '2. urgent alarms: ', '3. metrics: ', '4. incidents: '])
    expect(stdout).toContain(step);
  const { data } = await runJson<Heartbeat>(['system', 'heartbeat', 'last'], { workspace: at.root });
  expect(data).toMatchObject({ trigger: 'command', missedSince: 0 });
  expect(Object.keys(data.steps ?? {})).toEqual(['agents', 'urgentAlarms', 'metrics', 'incidents']);
});

test('the dashboard file begins with its time and holds sessions, summary, alarms, incidents and the orchestrator itself', async () => {
  const text = await waitFor(() => {
    const now = readFileSync(at.dashboardFile, 'utf8');
    return now.includes('"cpuPercent"') ? now : null;
  });
  expect(text).toMatch(/^Last updated: \d{4}-\d\d-\d\dT[\d:.]+Z\n/);
  expect(text).toContain('agent:ops-orchestrator:main');
  for (const title of ['Sessions', 'Metrics', 'Urgent alarms', 'Incidents', 'Orchestrator'])
    expect(text).toContain(`## ${title}`);
});

test('the readings are those of this machine', () => {
  const { summary } = JSON.parse(readFileSync(at.latestMetrics, 'utf8'));
  const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  expect(Math.abs(summary.uptimeSeconds - uptime)).toBeLessThan(300);
  expect(summary.memoryPercent).toBeGreaterThan(0);
  expect(summary.memoryPercent).toBeLessThan(100);
});

test('a run of a built-in agent can be waited for and is found afterwards', async () => {
  const { code, data } = await runJson<{ runId: string; outcome: { status: string } }>(
    ['agents', 'spawn', 'metrics-collector', '--wait', '--cleanup', 'delete', '--label', 'by-hand'],
    { workspace: at.root },
  );
  expect([code, data.outcome.status]).toEqual([0, 'done']);
  const found = await runJson<Row & { label: string }>(['sessions', 'status', 'by-hand'], { workspace: at.root });
  expect(found.data).toMatchObject({ status: 'done', runId: data.runId, live: 'dead' });
});

test('shutting down by message ends the orchestrator and leaves the agents running', async () => {
  const web = (await rows('--agent', 'web'))[0]?.pid;
  const { code, data } = await send('shut down');
  expect([code, data.reply]).toEqual([0, expect.stringContaining('Shutting down')]);
  await waitFor(() => ownerState(owner) === 'dead');
  expect((await rows('--agent', 'web'))[0]).toMatchObject({ pid: web, live: 'live', status: 'running' });
  expect(processesIn(at.root).some(({ pid }) => pid === web)).toBe(true);
  const health = await ops(['health']);
  expect([health.code, health.stdout]).toEqual([3, expect.stringContaining('the orchestrator is stopped since')]);
});
