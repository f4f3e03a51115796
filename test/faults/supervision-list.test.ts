import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Layout } from '../../src/core/files/layout.ts';
import { type Owner, ownerState } from '../../src/core/process/identity.ts';
import { listRecords } from '../../src/core/sessions/registry.ts';
import { readRuns } from '../../src/core/sessions/run-log.ts';
import {
  endProcessesOf,
  killOrchestrator,
  plannedWorkspace,
  processesIn,
  runJson,
  runOps,
  startOrchestrator,
  waitFor,
} from '../helpers/index.ts';
import {
  awaitLife,
  awaitState,
  type Life,
  lifeOf,
  makeFleet,
  output,
  runsOf,
  say,
  statusOf,
} from '../supervision/support/fleet.ts';

// What users of PM2, supervisord, process-compose and others report again and again. The numbers are those of their issues.

const TWENTY = Array.from({ length: 20 }, (_, index) => `agent-${index + 1}`);
const QUICK = { min_uptime_seconds: 0.2, backoff: { initial_seconds: 0.1, max_seconds: 0.2 } };

/** The environment of a process; empty where it has just ended. */
function environmentOf(pid: number): string {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`;
  } catch {
    return '';
  }
}

function orchestrators(at: Layout): Owner[] {
  return processesIn(at.root).filter(({ pid }) =>
    environmentOf(pid).includes('\0OPS_SESSION_ID=ops-orchestrator.main\0'),
  );
}

/** How many processes of a session there are that lead a run: copies of it. */
function copies(at: Layout, id: string): number {
  const own = processesIn(at.root)
    .map(({ pid }) => environmentOf(pid))
    .filter((environment) => environment.includes(`\0OPS_SESSION_ID=${id}\0`));
  return new Set(own.map((environment) => /\0OPS_RUN_ID=([^\0]+)/.exec(environment)?.[1])).size;
}

// The orchestrator looks every 10 s whether an output has to be rotated: the flood runs beside the tests that come first.
let flooded: { at: Layout; owner: Owner; quiet: number };

function memoryOf(owner: Owner): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${owner.pid}/status`, 'utf8'))?.[1]);
}

beforeAll(async () => {
  const flood = 'head -c 150000000 /dev/zero | tr "\\0" "x"; sleep 600';
  const at = makeFleet({ loud: { command: ['sh', '-c', flood], persistent: true } });
  const owner = await startOrchestrator(at);
  await awaitLife(at, 'loud');
  flooded = { at, owner, quiet: memoryOf(owner) };
});

test('1. twenty simultaneous first commands make one orchestrator, and all succeed (PM2 #5477, #2503, supervisord #480)', async () => {
  const at = plannedWorkspace();
  const ran = await Promise.all(
    TWENTY.map(() => runOps(['agents', 'spawn', 'ops-orchestrator'], { workspace: at.root, limitMs: 60_000 })),
  );
  expect(ran.map(({ code, stderr }) => `${code} ${stderr}`)).toEqual(TWENTY.map(() => '0 '));
  expect(new Set(ran.map(({ stdout }) => /pid (\d+)/.exec(stdout)?.[1])).size).toBe(1);
  // One that found another in its place may still be ending; a second one would stay.
  await waitFor(() => orchestrators(at).length === 1, { what: 'one orchestrator alone' });
  await endProcessesOf(at.root);
}, 90_000);

describe('twenty command agents', () => {
  let at: Layout;
  let before: Map<string, Life>;
  const ticking = 'while :; do echo tick; sleep 0.1; done';

  beforeAll(async () => {
    const agents = TWENTY.map((id) => [id, { command: ['sh', '-c', ticking], persistent: true }]);
    const short = { command: ['sh', '-c', 'sleep 1; exit 7'], restart: 'never', cleanup: 'keep' };
    at = makeFleet({ ...Object.fromEntries(agents), short });
    await startOrchestrator(at);
    before = new Map(await Promise.all(TWENTY.map(async (id) => [id, await awaitLife(at, id)] as const)));
  }, 60_000);

  afterAll(() => endProcessesOf(at.root));

  const lives = () => TWENTY.map((id) => [id, lifeOf(at, id)?.pid]);
  const ticks = (id: string) => output(at, `${id}.main`).length;

  test('3. none dies or stalls when the orchestrator dies or hangs (PM2 #2174, #5802, process-compose #57, flox #1613)', async () => {
    const stalls = async () => {
      const then = TWENTY.map(ticks);
      await waitFor(() => TWENTY.every((id, index) => ticks(id) > (then[index] ?? 0)), { what: 'a tick of each' });
    };
    const hung = orchestrators(at)[0];
    if (hung === undefined) throw new Error('no orchestrator');
    process.kill(hung.pid, 'SIGSTOP');
    await stalls();
    process.kill(hung.pid, 'SIGCONT');
    await runOps(['sessions', 'send', 'ops-orchestrator', 'run short'], { workspace: at.root });
    await killOrchestrator(at);
    await stalls();
    expect(lives()).toEqual(TWENTY.map((id) => [id, before.get(id)?.pid]));
  }, 60_000);

  test('2. the next orchestrator adopts each of them and starts no second copy (supervisord #1444, #1104, PM2 #5699)', async () => {
    await startOrchestrator(at);
    await waitFor(() => TWENTY.every((id) => (statusOf(at, id)?.sessionKeys.length ?? 0) === 1), {
      what: 'the adoption',
    });
    expect(lives()).toEqual(TWENTY.map((id) => [id, before.get(id)?.pid]));
    expect(TWENTY.map((id) => copies(at, `${id}.main`))).toEqual(TWENTY.map(() => 1));
    await waitFor(() => runsOf(at, 'short').length > 0);
    expect(runsOf(at, 'short')).toMatchObject([{ exitCode: 7, status: 'failed' }]);
  });

  test('2. a keeper that is killed while no orchestrator lives leaves no second copy either', async () => {
    const [one = ''] = TWENTY;
    const life = await awaitLife(at, one);
    await killOrchestrator(at);
    process.kill(life.keeper.pid, 'SIGKILL');
    await startOrchestrator(at);
    await awaitLife(at, one, ({ pid }) => pid !== life.pid);
    await waitFor(() => copies(at, `${one}.main`) === 1, { what: 'the end of the first copy' });
    expect(runsOf(at, one).map(({ runId }) => runId)).toContain(life.record.runId);
  });

  test('2. starts, restarts and double starts at once make one process (PM2 #5699, process-compose #347)', async () => {
    const verbs = ['start', 'restart', 'start', 'restart', 'restart', 'start'];
    const ran = await Promise.all(verbs.map((verb) => runOps(['agents', verb, 'agent-2'], { workspace: at.root })));
    expect(ran.map(({ code }) => code)).toEqual(verbs.map(() => 0));
    await awaitLife(at, 'agent-2');
    expect(copies(at, 'agent-2.main')).toBe(1);
  });

  test('5. corrupt state is kept in quarantine, told, and costs itself alone (PM2 #2827, #2971)', async () => {
    await killOrchestrator(at);
    writeFileSync(join(at.state, 'lanes.json'), '{"version":1,"lanes":{"agent-3":{}}}');
    writeFileSync(join(at.state, 'holds.json'), '{"version":1,"holds":{"agent-3":5}}');
    truncateSync(join(at.sessions, 'agent-4.main.json'), 40);
    const pid = before.get('agent-4')?.pid ?? 0;
    await startOrchestrator(at);
    expect(lives().filter(([id]) => id !== 'agent-1' && id !== 'agent-2' && id !== 'agent-4')).toEqual(
      TWENTY.slice(2)
        .filter((id) => id !== 'agent-4')
        .map((id) => [id, before.get(id)?.pid]),
    );
    const list = await runJson<{ sessions: unknown[] }>(['sessions', 'list'], { workspace: at.root });
    expect(list.code).toBe(0);
    expect([lifeOf(at, 'agent-4')?.pid, copies(at, 'agent-4.main')]).toEqual([pid, 1]);
    expect(readdirSync(at.quarantine).join()).toContain('agent-4.main.json');
  });

  test('8. stopping all leaves no process (PM2 #6084, process-compose #520, supervisord #1101)', async () => {
    const stopped = await runOps(['agents', 'stop', 'ops-orchestrator', '--with-agents'], { workspace: at.root });
    expect(stopped.code, stopped.stderr).toBe(0);
    await waitFor(() => processesIn(at.root).length === 0, { what: 'no process' });
    expect(listRecords(at).records.filter(({ endedAt }) => endedAt === null)).toEqual([]);
  });
});

// These two beside each other: one of them mostly waits for seconds to begin.
test.concurrent('7. no slot runs twice or without a record, over kill -9 of the orchestrator (PM2 #2395, #5834, #4952)', async () => {
  const at = makeFleet({ tick: { command: ['sh', '-c', 'sleep 0.3'], schedule: '* * * * * *' } });
  for (let round = 0; round < 4; round += 1) {
    await startOrchestrator(at);
    await new Promise((resolve) => setTimeout(resolve, 700 + round * 130));
    await killOrchestrator(at);
  }
  await startOrchestrator(at);
  await waitFor(() => readRuns(at, { recent: false }).filter(({ agentId }) => agentId === 'tick').length >= 3);
  await endProcessesOf(at.root);
  const runs = [...readRuns(at, { recent: false }), ...listRecords(at).records].filter(
    ({ agentId }) => agentId === 'tick',
  );
  const slots = [...new Map(runs.map((run) => [run.runId, run.slot])).values()].filter((slot) => slot !== null);
  expect(slots.length).toBeGreaterThan(3);
  expect(new Set(slots).size).toBe(slots.length);
}, 60_000);

test.concurrent('4. and 9. a list answers beside a hung orchestrator, prints JSON alone, and starts nothing (PM2 #281, #627, #79)', async () => {
  const at = makeFleet({ web: { command: ['sleep', '600'], persistent: true } });
  const reading = [
    ['sessions', 'list'],
    ['agents', 'list'],
    ['status'],
    ['cron', 'list'],
    ['cron', 'runs'],
    ['agents', 'show', 'web'],
    ['cron', 'status'],
  ];
  for (const words of reading) {
    const { stdout } = await runJson(words, { workspace: at.root });
    expect(stdout.trimStart()[0], words.join(' ')).toBe('{');
  }
  expect(processesIn(at.root)).toEqual([]);
  const owner = await startOrchestrator(at);
  process.kill(owner.pid, 'SIGSTOP');
  for (const words of reading) await runJson(words, { workspace: at.root, limitMs: 10_000 });
  process.kill(owner.pid, 'SIGKILL');
  await endProcessesOf(at.root);
}, 60_000);

describe('restarts', () => {
  let at: Layout;
  const failing = (script: string, settings: object = {}) => ({
    command: ['sh', '-c', script],
    persistent: true,
    ...QUICK,
    ...settings,
  });

  beforeAll(async () => {
    at = makeFleet({
      later: failing('sleep 0.4; exit 1', { crash_loop_limit: 3 }),
      first: failing('exit 1', { min_uptime_seconds: 5, start_retries: 2 }),
      fine: failing('sleep 0.4; exit 0', { restart: 'on-failure' }),
      never: failing('exit 4', { restart: 'never' }),
      three: failing('exit 3', { restart: 'on-failure', success_exit_codes: [0, 3] }),
      waits: { command: ['sleep', '600'], persistent: true, depends_on: ['first'] },
      circle: { command: ['sleep', '600'], persistent: true, depends_on: ['waits'] },
    });
    await startOrchestrator(at);
  });

  afterAll(() => endProcessesOf(at.root));

  test('6. what dies after a while each time is given up, and not shown as healthy (PM2 #2584, #4355, sleep2agi #1231)', async () => {
    const status = await awaitState(at, 'later', 'failed');
    expect(status.reason).toContain('failed 4 times in a row');
    expect(runsOf(at, 'later')).toHaveLength(4);
    expect((await awaitState(at, 'first', 'failed')).reason).toContain(
      'did not start: it ended at once 3 times in a row',
    );
    expect(runsOf(at, 'first')).toHaveLength(3);
  });

  test('6. what ends well, or may end so, is not restarted, and never is never', async () => {
    await awaitState(at, 'never', 'failed');
    await awaitState(at, 'fine', 'idle');
    for (const id of ['fine', 'never', 'three']) expect(runsOf(at, id)).toHaveLength(1);
    expect(runsOf(at, 'three')).toMatchObject([{ status: 'done', exitCode: 3 }]);
  });

  test('6. the count outlives the orchestrator: what was given up is not tried again by the next one', async () => {
    await killOrchestrator(at);
    await startOrchestrator(at);
    await awaitState(at, 'later', 'failed');
    for (const [id, count] of [
      ['later', 4],
      ['first', 3],
      ['never', 1],
    ] as const)
      expect(runsOf(at, id)).toHaveLength(count);
  });

  test('12. who waits says for whom, and is started when that one comes up (process-compose #400, #544, supervisord #122)', async () => {
    expect((await awaitState(at, 'waits', 'waiting')).reason).toBe('first is not healthy yet');
    expect(statusOf(at, 'circle')?.reason).toBe('waits is not healthy yet');
    const settings = ['command=["sleep","600"]', 'min_uptime_seconds=0.2'];
    const edited = await runOps(['agents', 'edit', 'first', ...settings.flatMap((setting) => ['--set', setting])], {
      workspace: at.root,
    });
    expect(edited.code, edited.stderr).toBe(0);
    for (const id of ['first', 'waits', 'circle']) await awaitLife(at, id);
    expect((await awaitState(at, 'circle', 'running')).reason).toBeNull();
  });

  test('6. a person’s start forgives, and a restart tells which process it ended and which it started', async () => {
    expect(await say(at, 'ops-orchestrator', 'start later')).toMatchObject({ status: 'ok' });
    await waitFor(() => runsOf(at, 'later').length >= 5);
    const { reply } = await say(at, 'ops-orchestrator', 'restart first');
    expect(reply).toMatch(/first: run [0-9a-f]{8} ended, run [0-9a-f]{8} started \(pid \d+\)/);
  });
});

test('11. the orchestrator’s memory does not grow with what its agents write (PM2 #6113, #5145, #4737)', async () => {
  const { at, owner, quiet } = flooded;
  const path = join(at.output, 'loud.main.log');
  const rotated = () =>
    readdirSync(at.output).some((name) => name.startsWith('loud.main.log.') && name.endsWith('.gz'));
  const written = () => rotated() && (statSync(path, { throwIfNoEntry: false })?.size ?? 0) < 1_000;
  await waitFor(written, { limitMs: 40_000, everyMs: 100, what: 'the flood' });
  expect(memoryOf(owner) - quiet).toBeLessThan(40_000);
  expect(ownerState(owner)).toBe('live');
  await endProcessesOf(at.root);
}, 60_000);
