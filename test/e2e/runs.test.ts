import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  CALM,
  deadOwner,
  makeWorkspace,
  processesIn,
  type Ran,
  runJson,
  runOps,
  startOps,
  storeRecord,
  waitFor,
  writeFile,
} from '../helpers/index.ts';

// No orchestrator runs in this workspace: a run is started, followed and ended from the command line alone.
const at = makeWorkspace(CALM);

interface Accepted {
  status: string;
  runId: string;
  childSessionKey: string;
  mode: string;
  cwd: string;
  pid: number | null;
  outcome?: { ok: boolean; status: string; exitCode: number | null; signal: string | null; reason: string | null };
}

function ops(...args: string[]): Promise<Ran> {
  return runOps(args, { workspace: at.root });
}

async function spawned(...args: string[]): Promise<Ran & { data: Accepted }> {
  const dashes = args.indexOf('--');
  const flags = dashes === -1 ? args : args.slice(0, dashes);
  const ran = await ops('agents', 'spawn', ...flags, '--json', ...(dashes === -1 ? [] : args.slice(dashes)));
  return { ...ran, data: JSON.parse(ran.stdout) };
}

test('spawning answers at once with the promised shape, and the run goes on by itself', async () => {
  const { code, data } = await spawned('job', '--label', 'long', '--', 'sleep', '600');
  expect(code).toBe(0);
  expect(data).toMatchObject({ status: 'accepted', mode: 'run', pid: expect.any(Number), cwd: expect.any(String) });
  expect(data.childSessionKey).toBe(`agent:job:subagent:${data.runId}`);
  expect(processesIn(at.root).length).toBeGreaterThan(0);
  expect((await ops('sessions', 'wait', 'long', '--timeout-seconds', '0.2')).code).toBe(2);
  const aborted = await ops('sessions', 'abort', 'long', '--reason', 'enough of it');
  expect([aborted.code, aborted.stdout]).toEqual([0, `${data.childSessionKey}: killed\n`]);
  const { data: row } = await runJson(['sessions', 'status', data.runId], { workspace: at.root });
  expect(row).toMatchObject({ status: 'killed', signal: 'SIGTERM', reason: 'enough of it', live: 'dead' });
  expect(processesIn(at.root)).toEqual([]);
});

test('the words of a command reach it as they are: no shell reads them', async () => {
  const words = ['$(touch /tmp/never)', 'a b', '', '*', "it's", '"', '--json', ';', '&&', '\\'];
  const script = 'console.log(JSON.stringify(process.argv.slice(1)))';
  const { data } = await spawned('echo', '--wait', '--', process.execPath, '-e', script, '--', ...words);
  expect(data.outcome).toMatchObject({ ok: true, status: 'done' });
  const tail = await ops('sessions', 'tail', data.runId);
  expect(JSON.parse(tail.stdout)).toEqual(words);
});

const endings: [what: string, command: string[], exit: number, outcome: object][] = [
  ['ends well', ['true'], 0, { ok: true, status: 'done' }],
  ['fails', ['sh', '-c', 'exit 7'], 1, { ok: false, status: 'failed', exitCode: 7 }],
  ['is killed', ['sh', '-c', 'kill -9 $$'], 1, { ok: false, status: 'failed', signal: 'SIGKILL' }],
  ['does not exist', ['no-such-program-here'], 1, { ok: false, status: 'failed' }],
];

test.each(endings)(
  'a command that %s is waited for, and the exit code says how it ended',
  async (_what, command, exit, outcome) => {
    const { code, data } = await spawned('job', '--wait', '--', ...command);
    expect(data.outcome).toMatchObject(outcome);
    expect(code).toBe(exit);
  },
);

test('a run that takes longer than it may is ended and called timeout', async () => {
  const { code, data } = await spawned('metrics-collector', '--wait', '--run-timeout-seconds', '0.001');
  // A quick machine may be done first; then there was nothing to end.
  expect([data.outcome?.status, code]).toEqual(data.outcome?.status === 'done' ? ['done', 0] : ['timeout', 1]);
});

test('waiting has a limit of its own, exits 2 and leaves the run running', async () => {
  const { code, data } = await spawned('job', '--wait', '--wait-timeout', '0.3', '--', 'sleep', '600');
  expect([code, data.outcome?.status]).toEqual([2, 'running']);
  const aborted = await ops('sessions', 'abort', data.runId.slice(0, 8), '--force');
  expect([aborted.code, aborted.stdout]).toEqual([0, `${data.childSessionKey}: killed\n`]);
});

test('with cleanup delete nothing is left but the run log, by which it is found by id, beginning, label and agent', async () => {
  const { data } = await spawned(
    'tidy',
    '--label',
    'swept',
    '--cleanup',
    'delete',
    '--wait',
    '--',
    'sh',
    '-c',
    'echo hi; exit 4',
  );
  expect(data.outcome).toMatchObject({ status: 'failed', exitCode: 4 });
  const files = readdirSync(at.root, { recursive: true, encoding: 'utf8' });
  expect(files.filter((file) => file.includes(data.runId))).toEqual([]);
  for (const name of [data.runId, data.runId.slice(0, 8), 'swept', 'tidy', data.childSessionKey]) {
    const found = await runJson<{ runId: string }>(['sessions', 'status', name], { workspace: at.root });
    expect([found.code, found.data.runId]).toEqual([0, data.runId]);
  }
  const listed = await ops('sessions', 'list', '--all', '--label', 'swept', '--json');
  expect(JSON.parse(listed.stdout)).toMatchObject({ count: 1, sessions: [{ status: 'failed', exitCode: 4 }] });
  expect(JSON.parse((await ops('sessions', 'list', '--label', 'swept', '--json')).stdout).count).toBe(0);
  const gone = await ops('sessions', 'history', 'swept');
  expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining('its files are gone')]);
});

test('with cleanup keep the output stays and can be read', async () => {
  const { data } = await spawned(
    'noisy',
    '--wait',
    '--',
    'sh',
    '-c',
    'for i in 1 2 3; do echo line $i; done; echo err >&2',
  );
  const tail = await ops('sessions', 'tail', data.runId, '--tail', '2');
  expect([tail.code, tail.stdout, tail.stderr]).toEqual([0, 'line 3\nerr\n', '']);
  expect((await ops('sessions', 'tail', data.runId, '--tail', '0')).stdout).toBe('');
});

test('a run can be followed while it writes, until it has ended', async () => {
  const { data } = await spawned('slow', '--', 'sh', '-c', 'for i in 1 2 3; do echo step $i; sleep 0.2; done');
  const { code, stdout } = await ops('sessions', 'tail', data.runId, '--follow');
  expect([code, stdout]).toEqual([0, 'step 1\nstep 2\nstep 3\n']);
});

test('following prints every byte once, also of a line in parts, and of a run whose files are gone at its end', async () => {
  const script =
    'let n = 0; const t = setInterval(() => { process.stdout.write("한" + n + (n % 3 ? " " : "\\n")); if (++n > 150) clearInterval(t); }, 5)';
  const { data } = await spawned('parts', '--cleanup', 'delete', '--', process.execPath, '-e', script);
  const { stdout } = await ops('sessions', 'tail', data.runId, '--follow');
  expect(stdout).toBe(Array.from({ length: 151 }, (_, n) => `한${n}${n % 3 ? ' ' : '\n'}`).join(''));
});

test('a session of a single run takes no messages, and says where orders go', async () => {
  const { data } = await spawned('deaf', '--', 'sleep', '600');
  const sent = await ops('sessions', 'send', data.runId, 'hello');
  expect([sent.code, sent.stdout]).toEqual([1, expect.stringContaining('Orders about agents go to ops-orchestrator')]);
  await ops('sessions', 'abort', data.runId, '--force');
});

test('deleting spares what runs, needs a yes, and keeps the outcome', async () => {
  const { data } = await spawned('job', '--', 'sleep', '600');
  const running = await ops('sessions', 'delete', data.runId, '--yes');
  expect([running.code, running.stdout]).toEqual([1, expect.stringContaining('end it first: ops sessions abort')]);
  await ops('sessions', 'abort', data.runId);
  const dry = await ops('sessions', 'delete', data.runId, '--dry-run');
  expect([dry.code, dry.stdout]).toEqual([0, `${data.childSessionKey}: would be deleted\n`]);
  expect(existsSync(join(at.sessions, `${data.runId}.json`))).toBe(true);
  const { code, data: deleted } = await runJson(['sessions', 'delete', data.runId, 'nobody', '--yes'], {
    workspace: at.root,
  });
  expect(code).toBe(1);
  expect(deleted).toMatchObject({
    ok: false,
    operation: 'delete',
    results: [
      { ok: true, status: 'deleted' },
      { key: 'nobody', ok: false, error: expect.stringContaining('No session') },
    ],
  });
  expect(existsSync(join(at.sessions, `${data.runId}.json`))).toBe(false);
  const found = await runJson(['sessions', 'status', data.runId], { workspace: at.root });
  expect(found.data).toMatchObject({ status: 'killed' });
});

test('cleanup removes what is over age, moves what is broken, and touches nothing else', async () => {
  const place = makeWorkspace({ ...CALM, retention: { sessions_days: 1 } });
  const old = { status: 'done', endedAt: '2020-01-01T00:00:00.000Z' } as const;
  const gone = storeRecord(place, old);
  const lasting = storeRecord(place, { ...old, agentId: 'a', kind: 'main' });
  const lost = storeRecord(place, { owner: deadOwner(), updatedAt: old.endedAt });
  writeFile(join(place.sessions, 'torn.json'), '{');
  const cleanup = async (...flags: string[]) => {
    const { code, data } = await runJson(['sessions', 'cleanup', ...flags], { workspace: place.root });
    return { code, ...(data as object) };
  };
  const found = { beforeCount: 3, afterCount: 2, removed: [gone.id], quarantined: 1 };
  expect(await cleanup('--dry-run')).toMatchObject({ code: 0, dryRun: true, ...found });
  expect(readdirSync(place.sessions).length).toBe(4);
  expect(await cleanup()).toMatchObject({ code: 0, dryRun: false, ...found });
  expect(readdirSync(place.sessions).sort()).toEqual([`${lasting.id}.json`, `${lost.id}.json`].sort());
});

test('an interrupted wait leaves the run running', async () => {
  const waiting = startOps(['agents', 'spawn', 'job', '--label', 'alone', '--wait', '--', 'sleep', '600'], {
    workspace: at.root,
  });
  const find = async () => {
    const { data } = await runJson<{ status: string; pid: number }>(['sessions', 'status', 'alone'], {
      workspace: at.root,
    });
    return data;
  };
  const { pid } = await waitFor(async () => ((await find()).status === 'running' ? find() : null));
  waiting.kill('SIGINT');
  await new Promise((resolve) => waiting.on('exit', resolve));
  expect(await find()).toMatchObject({ status: 'running', pid });
  expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('sleep');
  await ops('sessions', 'abort', 'alone', '--force');
});
