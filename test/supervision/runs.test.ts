import type { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { lookAtAdopted, lookAtUndying } from '../../src/agents/orchestrator/adopted.ts';
import { adoptRun, startLanes, startRun, stopRuns } from '../../src/agents/orchestrator/runs.ts';
import { exitPath } from '../../src/core/keeper/keeper.ts';
import { ownerState } from '../../src/core/process/identity.ts';
import { readRecord } from '../../src/core/sessions/registry.ts';
import { settleSession } from '../../src/core/sessions/settle.ts';
import { waitFor, writeFile } from '../helpers/index.ts';
import { lifeOf, makeDesk, runsOf, unitOf } from './support/fleet.ts';

const SLEEP = { web: { command: ['sleep', '600'], persistent: true } };

test('the kernel’s late word on a run that was stopped is not taken for the end of the run after it', async () => {
  const desk = await makeDesk(SLEEP);
  const unit = unitOf(desk, 'web');
  const [first] = await startLanes(desk, unit);
  const [run] = unit.runs.values();
  const child: EventEmitter | null = run?.child ?? null;
  const listeners = child?.listeners('exit') ?? [];
  child?.removeAllListeners('exit');
  await stopRuns(desk, unit, 'test');
  const [second] = await startLanes(desk, unit);
  expect(second?.runId).not.toBe(first?.runId);
  for (const listener of listeners) listener.call(child, null, 'SIGTERM');
  expect([...unit.runs.values()].map(({ record }) => record.runId)).toEqual([second?.runId]);
  expect(readRecord(desk.at, 'web.main')).toMatchObject({ runId: second?.runId, status: 'running' });
});

test('a run that nobody followed is settled, and what is left of it ended, before another takes its place', async () => {
  const desk = await makeDesk(SLEEP);
  const unit = unitOf(desk, 'web');
  const [first] = await startLanes(desk, unit);
  const life = await waitFor(() => lifeOf(desk.at, 'web'));
  for (const run of unit.runs.values()) run.child?.removeAllListeners('exit');
  unit.runs.clear();
  process.kill(life.keeper.pid, 'SIGKILL');
  await waitFor(() => ownerState(life.keeper) === 'dead');
  const [second] = await startLanes(desk, unit);
  expect(second?.runId).not.toBe(first?.runId);
  expect(runsOf(desk.at, 'web')).toMatchObject([{ runId: first?.runId, status: 'lost' }]);
  await waitFor(() => lifeOf(desk.at, 'web')?.pid !== life.pid && !isAlive(life.pid), {
    what: 'the end of the old command',
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('an agent whose folder is not there has failed to start, and says which folder', async () => {
  const desk = await makeDesk({ web: { command: ['sleep', '600'], persistent: true, cwd: '/no/such/folder' } });
  const unit = unitOf(desk, 'web');
  expect(await startLanes(desk, unit)).toEqual([]);
  expect(unit.lanes[0]?.givenUp).toContain('its folder /no/such/folder is not there');
  expect(unit.runs.size).toBe(0);
});

test('what was given up is not started again by whoever starts what should be up', async () => {
  const desk = await makeDesk(SLEEP);
  const unit = unitOf(desk, 'web');
  const [lane] = unit.lanes;
  if (lane === undefined) throw new Error('no lane');
  lane.givenUp = 'failed 11 times in a row';
  expect(await startLanes(desk, unit)).toEqual([]);
});

test('the end of an adopted run is known by its keeper’s word alone, while the keeper still lives', async () => {
  const desk = await makeDesk(SLEEP);
  const unit = unitOf(desk, 'web');
  const [record] = await startLanes(desk, unit);
  if (record === undefined) throw new Error('it did not start');
  unit.runs.clear();
  adoptRun(desk, unit, record);
  lookAtAdopted(desk);
  expect([...unit.runs.values()].map((run) => run.record.runId)).toEqual([record.runId]);
  writeFile(exitPath(desk.at, 'web.main'), '9\n');
  lookAtAdopted(desk);
  expect([...unit.runs.values()].map((run) => run.record.runId)).not.toContain(record.runId);
  expect(runsOf(desk.at, 'web')).toMatchObject([{ runId: record.runId, status: 'failed', exitCode: 9 }]);
});

test('a built-in agent that said its end and cannot end, as in a dead mount, keeps its place no longer than two looks', async () => {
  const desk = await makeDesk({});
  const unit = unitOf(desk, 'metrics-collector');
  const [lane] = unit.lanes;
  if (lane === undefined) throw new Error('no lane');
  const record = await startRun(desk, unit, lane, { kind: 'subagent' });
  const pid = record?.owner?.pid ?? [...unit.runs.values()][0]?.child?.pid;
  if (record === null || pid === undefined) throw new Error('it did not start');
  process.kill(pid, 'SIGSTOP');
  lookAtUndying(desk);
  lookAtUndying(desk);
  expect(unit.runs.size).toBe(1);
  settleSession(desk.at, record.id, record.runId, { status: 'done', exitCode: 0, reason: 'a sample' });
  lookAtUndying(desk);
  expect(unit.runs.size).toBe(1);
  lookAtUndying(desk);
  expect(unit.runs.size).toBe(0);
  expect(unit.last).toMatchObject({ status: 'done' });
});
