import { beforeAll, expect, test } from 'vitest';
import { readJsonLines } from '../../src/core/files/json-lines.ts';
import { type Owner, ownerState } from '../../src/core/process/identity.ts';
import { ORCHESTRATOR } from '../../src/core/sessions/names.ts';
import { readRuns } from '../../src/core/sessions/run-log.ts';
import type { Heartbeat } from '../../src/core/status/heartbeat.ts';
import {
  CALM,
  endProcess,
  killOrchestrator,
  makeWorkspace,
  type Ran,
  runJson,
  runOps,
  startOrchestrator,
  waitFor,
} from '../helpers/index.ts';

// The tests of this file tell one story, in their order: what runs, kill -9, what is said then, and the next start.
const at = makeWorkspace({
  ...CALM,
  agents: {
    web: { command: ['sleep', '600'], persistent: true },
    short: { command: ['sh', '-c', 'sleep 1; exit 3'], restart: 'never', cleanup: 'keep' },
  },
});

interface Row {
  agentId: string;
  status: string;
  live: string;
  pid: number | null;
}

let first: Owner;
let web: Row | undefined;
let beat: Heartbeat | undefined;
let queued: string;

function ops(...args: string[]): Promise<Ran> {
  return runOps(args, { workspace: at.root });
}

async function rowOf(agent: string): Promise<Row | undefined> {
  const { data } = await runJson<{ sessions: Row[] }>(['sessions', 'list', '--agent', agent], { workspace: at.root });
  return data.sessions[0];
}

beforeAll(async () => {
  first = await startOrchestrator(at);
  web = await waitFor(async () => {
    const row = await rowOf('web');
    return row?.status === 'running' ? row : null;
  });
  beat = await waitFor(() => readJsonLines<Heartbeat>(at.heartbeatLog).values[0], { what: 'the first heartbeat' });
  await ops('sessions', 'send', ORCHESTRATOR, 'run short');
  await killOrchestrator(at);
});

test('after kill -9 the list, the status and health say so at once, and the agents go on', async () => {
  expect(await rowOf(ORCHESTRATOR)).toMatchObject({ status: 'lost', live: 'dead', pid: null });
  expect(await rowOf('web')).toMatchObject({ status: 'running', live: 'live', pid: web?.pid });
  const status = await ops('status');
  expect([status.code, status.stdout]).toEqual([0, expect.stringContaining('died without a word')]);
  const health = await ops('health');
  expect([health.code, health.stdout]).toEqual([2, expect.stringMatching(/^CRITICAL: .*died without a word/)]);
});

test('a message that is sent meanwhile is kept, said to be queued, and exits 2', async () => {
  const { code, data, stderr } = await runJson<{ status: string; messageId: string; note: string }>(
    ['sessions', 'send', ORCHESTRATOR, 'status of web'],
    { workspace: at.root },
  );
  expect([code, data.status, stderr]).toEqual([2, 'queued', '']);
  queued = data.messageId;
  const told = await ops('sessions', 'send', ORCHESTRATOR, 'status of web', '--timeout-seconds', '0');
  expect([told.code, told.stdout]).toEqual([0, expect.stringContaining('Queued: ')]);
});

test('who needs the orchestrator is told that it does not run', async () => {
  for (const args of [
    ['agents', 'stop', 'web'],
    ['system', 'heartbeat', 'now'],
    ['agents', 'restart', 'all'],
  ]) {
    const { code, stderr } = await ops(...args);
    expect([code, stderr]).toEqual([1, expect.stringContaining('The orchestrator does not run')]);
  }
});

test('the last heartbeat outlives who made it', async () => {
  const { data } = await runJson<Heartbeat>(['system', 'heartbeat', 'last'], { workspace: at.root });
  expect(data).toMatchObject({ at: beat?.at, trigger: 'start' });
});

test('the next one takes over what runs and starts nothing twice', async () => {
  const second = await startOrchestrator(at);
  expect(second.pid).not.toBe(first.pid);
  expect(ownerState(first)).toBe('dead');
  expect(await rowOf('web')).toMatchObject({ pid: web?.pid, status: 'running', live: 'live' });
  const { data } = await runJson<{ agents: { id: string; state: string }[] }>(['agents', 'list'], {
    workspace: at.root,
  });
  expect(data.agents.map(({ id }) => id)).toContain('web');
});

test('what was sent meanwhile is answered, once', async () => {
  const history = ['sessions', 'history', ORCHESTRATOR];
  const replies = await waitFor(async () => {
    const { data } = await runJson<{ messages: { inReplyTo: string | null }[] }>(history, { workspace: at.root });
    const found = data.messages.filter(({ inReplyTo }) => inReplyTo === queued);
    return found.length > 0 ? found : null;
  });
  expect(replies).toEqual([expect.objectContaining({ text: expect.stringContaining('web: ') })]);
});

test('how a run ended that nobody followed is known by its exit code, once', async () => {
  const runs = await waitFor(() => {
    const ended = readRuns(at, { recent: false }).filter(({ agentId }) => agentId === 'short');
    return ended.length > 0 ? ended : null;
  });
  expect(runs).toEqual([expect.objectContaining({ status: 'failed', exitCode: 3 })]);
});

test('an agent that is killed under the new one is started again', async () => {
  const row = await rowOf('web');
  process.kill(row?.pid ?? 0, 'SIGKILL');
  const again = await waitFor(async () => {
    const now = await rowOf('web');
    return now?.status === 'running' && now.pid !== row?.pid && now.live === 'live' ? now : null;
  });
  expect(again.pid).not.toBe(row?.pid);
});

test('a word that was given holds over a restart: what is paused stays paused', async () => {
  await ops('sessions', 'send', ORCHESTRATOR, 'pause reporter');
  const restarted = await ops('agents', 'restart', ORCHESTRATOR);
  expect(restarted.code).toBe(0);
  const { data } = await runJson<{ reply: string }>(['sessions', 'send', ORCHESTRATOR, 'status of reporter'], {
    workspace: at.root,
  });
  expect(data.reply).toContain('reporter: paused');
});

test('stopping the orchestrator leaves the agents running and says so; --with-agents stops them too', async () => {
  const pid = (await rowOf('web'))?.pid ?? 0;
  const left = await ops('agents', 'stop', ORCHESTRATOR);
  expect([left.code, left.stdout]).toEqual([0, expect.stringContaining('Still running: agent:web:main')]);
  expect(await rowOf('web')).toMatchObject({ pid, live: 'live' });
  expect((await ops('agents', 'stop', ORCHESTRATOR)).stdout).toContain('does not run');
  await startOrchestrator(at);
  expect(await rowOf('web')).toMatchObject({ pid, live: 'live' });
  const all = await ops('agents', 'stop', ORCHESTRATOR, '--with-agents');
  expect([all.code, all.stdout]).toEqual([0, expect.stringContaining('Stopped with it: agent:web:main')]);
  expect(await rowOf('web')).toMatchObject({ status: 'killed', live: 'dead' });
});

test('an orchestrator that hangs is told from one that works, and is ended by force', async () => {
  const owner = await startOrchestrator(at);
  process.kill(owner.pid, 'SIGSTOP');
  const stopped = await ops('agents', 'stop', ORCHESTRATOR, '--force');
  expect([stopped.code, stopped.stdout]).toEqual([0, expect.stringContaining('was killed')]);
  expect(ownerState(owner)).toBe('dead');
  await endProcess(owner);
});
