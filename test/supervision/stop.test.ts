import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { processesWith } from '../../src/core/process/cookie.ts';
import { ownerOf, ownerState } from '../../src/core/process/identity.ts';
import type { SessionRecord } from '../../src/core/sessions/record.ts';
import { spawnSession } from '../../src/core/sessions/spawn.ts';
import { endLeftovers, stopSession } from '../../src/core/sessions/stop.ts';
import { makeWorkspace, storeRecord, waitFor } from '../helpers/index.ts';

const at = makeWorkspace();
/** For what ignores the signal: the test waits for it to be over. */
const GRACE_MS = 200;
/** For what takes it: a busy machine may let it wait for longer than the short one. */
const LONG_GRACE_MS = 20_000;

/** Starts a command as a session and waits until it has said `ready`. */
async function start(script: string, needed = 1): Promise<SessionRecord> {
  const { record } = spawnSession(at, {
    agentId: 'job',
    kind: 'subagent',
    argv: ['sh', '-c', script],
    requester: 'test',
  });
  await waitFor(() => alive(record).length >= needed, { what: `${needed} processes of ${script}` });
  return record;
}

function alive(record: SessionRecord): number[] {
  const pids = processesWith('OPS_RUN_ID', [record.runId]).get(record.runId) ?? [];
  return pids.filter((pid) => ownerOf(pid) !== null);
}

function stop(record: SessionRecord, options: { force?: boolean; graceMs?: number } = {}) {
  return stopSession(at, record, { reason: 'test', graceMs: GRACE_MS, ...options });
}

test('what listens to SIGTERM ends by it, and says so', async () => {
  const record = await start('sleep 600', 2);
  expect(await stop(record, { graceMs: LONG_GRACE_MS })).toMatchObject({
    forced: false,
    record: { status: 'killed', signal: 'SIGTERM' },
  });
  expect(alive(record)).toEqual([]);
});

test('a child that ignores SIGTERM is killed after the grace', async () => {
  const record = await start("trap '' TERM; sleep 600 & wait; sleep 600", 3);
  expect(await stop(record)).toMatchObject({ forced: true, record: { status: 'killed', signal: 'SIGKILL' } });
  expect(alive(record)).toEqual([]);
});

test('a child that left the group, by setsid and by two forks, is ended with the others', async () => {
  const record = await start('setsid sleep 600 & (setsid sh -c "sleep 600 & sleep 600" &) ; exec sleep 600', 6);
  await stop(record);
  expect(alive(record)).toEqual([]);
});

test('an escaped child that ignores SIGTERM is killed, too', async () => {
  const record = await start(`setsid sh -c "trap '' TERM; sleep 600 & while :; do wait; done" & exec sleep 600`, 4);
  await stop(record);
  await waitFor(() => alive(record).length === 0, { what: 'the end of the escaped' });
});

test('when its leader is gone and the group lives, the group is ended before it counts as stopped', async () => {
  const record = await start('sleep 600 & sleep 600', 4);
  process.kill(record.owner?.pid ?? 0, 'SIGKILL');
  await waitFor(() => record.owner !== null && ownerState(record.owner) === 'dead');
  expect(alive(record).length).toBeGreaterThan(0);
  await stop(record);
  expect(alive(record)).toEqual([]);
});

test('what a killed keeper left behind is ended before the next run, also outside of its group', async () => {
  const record = await start('setsid sleep 600 & exec sleep 600', 3);
  process.kill(record.owner?.pid ?? 0, 'SIGKILL');
  await waitFor(() => record.owner !== null && ownerState(record.owner) === 'dead');
  endLeftovers(record);
  await waitFor(() => alive(record).length === 0, { what: 'the end of the leftovers' });
});

test('a process that got the number of an ended session is never signalled', async () => {
  const foreign = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  const owner = ownerOf(foreign.pid ?? 0);
  if (owner === null) throw new Error('sleep did not start');
  const record = storeRecord(at, { owner: { ...owner, startTime: '1' }, argv: ['sleep', '600'] });
  for (const force of [false, true]) await stop(record, { force });
  endLeftovers(record);
  expect(ownerState(owner)).toBe('live');
  foreign.kill('SIGKILL');
});

test('a suspended session that is stopped takes the signal and ends', async () => {
  const record = await start('sleep 600', 2);
  process.kill(-(record.owner?.pid ?? 0), 'SIGSTOP');
  expect(await stop({ ...record, status: 'suspended' }, { graceMs: LONG_GRACE_MS })).toMatchObject({ forced: false });
  expect(alive(record)).toEqual([]);
});
