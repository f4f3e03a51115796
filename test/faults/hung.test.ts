import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Layout } from '../../src/core/files/layout.ts';
import { type Owner, ownerOf, ownerState } from '../../src/core/process/identity.ts';
import type { SendResult } from '../../src/core/sessions/send.ts';
import {
  endProcess,
  endProcessesOf,
  makeWorkspace,
  runJson,
  runOps,
  startOrchestrator,
  waitFor,
} from '../helpers/index.ts';
import { ageLease } from './support/lease.ts';
import { expectClear } from './support/messages.ts';
import { makeRecord, ORCHESTRATOR_ID, orchestratorRecord, placeRecord } from './support/records.ts';
import { tally } from './support/senders.ts';

interface Listed {
  sessions: { id: string; live: string; status: string; pid: number | null }[];
}

describe('a hung orchestrator', () => {
  let at: Layout;
  let owner: Owner;
  let kept = '';

  beforeAll(async () => {
    at = makeWorkspace({ agents: { 'metrics-collector': { enabled: false } } });
    owner = await startOrchestrator(at);
    process.kill(owner.pid, 'SIGSTOP');
    ageLease(at, ORCHESTRATOR_ID, 20_000);
  });

  test('is listed as stale, by a list that does not wait for it', async () => {
    const { code, data } = await runJson<Listed>(['sessions', 'list'], { workspace: at.root, limitMs: 10_000 });
    expect(code).toBe(0);
    expect(data.sessions.find(({ id }) => id === ORCHESTRATOR_ID)).toMatchObject({
      live: 'stale',
      status: 'running',
      pid: owner.pid,
    });
    const text = await runOps(['sessions', 'list'], { workspace: at.root });
    expect(text.stdout).toContain('running (stale)');
  });

  test('is a critical state of health', async () => {
    const ran = await runOps(['health'], { workspace: at.root });
    expect(ran.code).toBe(2);
    expect(ran.stdout).toContain(`the orchestrator (pid ${owner.pid}) hangs`);
  });

  test('keeps messages, and no sender waits longer than it said', async () => {
    const ran = await runJson<SendResult>(
      ['sessions', 'send', 'ops-orchestrator', 'status', '--timeout-seconds', '0.3'],
      { workspace: at.root },
    );
    expectClear(ran, 2);
    expect(ran.data).toMatchObject({ status: 'timeout', delivery: { status: 'pending' }, reply: null });
    kept = ran.data.messageId;
  });

  test('is named to whoever wants to start another, with the way to end it', async () => {
    const ran = await runOps(['agents', 'spawn', 'ops-orchestrator'], { workspace: at.root });
    expectClear(ran, 78);
    expect(ran.stderr).toContain(`Process ${owner.pid} is the orchestrator`);
    expect(ran.stderr).toContain('--force');
  });

  test('is ended by force, and what it was sent is answered by the next one', async () => {
    const stopped = await runOps(['agents', 'stop', 'ops-orchestrator', '--force'], { workspace: at.root });
    expect(stopped.code, stopped.stderr).toBe(0);
    expect(ownerState(owner)).toBe('dead');
    await startOrchestrator(at);
    await waitFor(() => tally(at, [kept]).unanswered.length === 0, { what: 'the reply' });
    await endProcessesOf(at.root);
  });
});

describe('a pid that was given to another process', () => {
  let foreign: ChildProcess;
  let reused: Owner;

  beforeAll(() => {
    foreign = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const owner = ownerOf(foreign.pid ?? 0);
    if (owner === null) throw new Error('sleep did not start');
    reused = { ...owner, startTime: String(Number(owner.startTime) - 1) };
  });

  afterAll(async () => {
    const owner = ownerOf(reused.pid);
    if (owner !== null) await endProcess(owner);
  });

  test('is not taken for the session, nor hit by what is meant for it', async () => {
    const at = makeWorkspace();
    const record = makeRecord({ status: 'running', owner: reused, endedAt: null, exitCode: null });
    placeRecord(at, record);
    const { data } = await runJson<Listed>(['sessions', 'list'], { workspace: at.root });
    expect(data.sessions).toMatchObject([{ id: record.id, status: 'lost', live: 'dead', pid: null }]);
    await runOps(['sessions', 'abort', record.id, '--force'], { workspace: at.root });
    expect(ownerState({ ...reused, startTime: String(Number(reused.startTime) + 1) })).toBe('live');
  });

  test('does not keep an orchestrator from starting', async () => {
    const at = makeWorkspace({ agents: { 'metrics-collector': { enabled: false } } });
    placeRecord(at, orchestratorRecord({ status: 'running', owner: reused, endedAt: null }));
    const owner = await startOrchestrator(at);
    expect(owner.pid).not.toBe(reused.pid);
    expect(ownerState({ ...reused, startTime: String(Number(reused.startTime) + 1) })).toBe('live');
    await endProcessesOf(at.root);
  });
});
