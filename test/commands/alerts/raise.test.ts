import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AgentRun } from '../../../src/agents/agent.ts';
import { run as handleAlarms } from '../../../src/agents/alert-handler/index.ts';
import { run as raise } from '../../../src/commands/alerts/raise.ts';
import type { Input } from '../../../src/commands/command.ts';
import { fingerprintOf } from '../../../src/core/alerts/alert.ts';
import { keepUrgent } from '../../../src/core/alerts/urgent/keep.ts';
import { takeUrgent } from '../../../src/core/alerts/urgent/take.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { ORCHESTRATOR } from '../../../src/core/sessions/names.ts';
import { touchLease } from '../../../src/core/sessions/view.ts';
import { filesIn, taker } from '../../core/alerts/urgent/support.ts';
import { makeWorkspace, recordOf, storeRecord } from '../../helpers/index.ts';

async function call(at: Layout, args: string[], options: Record<string, unknown> = {}) {
  const input = { args, rest: [], options, json: false, quiet: false, root: at.root, open: () => at };
  const result = await raise(input as unknown as Input);
  return { ...result, data: result?.data as Record<string, string>, text: result?.text ?? '' };
}

/** As if this process were the orchestrator of the workspace. */
function pretendToBeTheOrchestrator(at: Layout): void {
  touchLease(at, storeRecord(at, { agentId: ORCHESTRATOR, kind: 'main' }).id);
}

test('an alarm that is raised while nobody runs is stored, and it says so', async () => {
  const at = makeWorkspace();
  const { data, text, warnings, exitCode } = await call(at, ['Disk of db1 is full'], { wait: true });
  expect(data).toMatchObject({ ok: true, status: 'stored', orchestrator: false });
  expect(text).toContain('Stored: alerts/urgent/');
  expect(warnings).toEqual(['nobody is running: it is told when the orchestrator is started (ops up)']);
  expect(exitCode).toBe(2);
  expect(JSON.parse(readFileSync(join(at.root, data.file ?? ''), 'utf8'))).toMatchObject({
    message: 'Disk of db1 is full',
    severity: 'critical',
  });
  expect((await call(at, ['another one'])).exitCode).toBe(0);
});

test('every option is part of the alarm, and the same name and resource end it', async () => {
  const at = makeWorkspace();
  const what = { name: 'disk_full', resource: '/data', label: ['team=db', 'zone=a=b'] };
  const reading = { metric: 'disk_usage', value: '97%', threshold: '90' };
  const { data } = await call(at, ['full'], { ...what, ...reading, severity: 'warning' });
  await call(at, [], { ...what, metric: 'disk_usage', resolved: true });
  const { take, calls } = taker();
  await takeUrgent(at, { take });
  const [begun, over] = calls.flat();
  expect(begun).toMatchObject({
    labels: { alertname: 'disk_full', resource: '/data', team: 'db', zone: 'a=b', source: 'urgent' },
    ...{ status: 'firing', severity: 'warning', message: 'full', value: 97, threshold: 90, unit: '%' },
  });
  expect(over?.status).toBe('resolved');
  expect([data.fingerprint, fingerprintOf(over?.labels ?? {})]).toEqual(
    Array(2).fill(fingerprintOf(begun?.labels ?? {})),
  );
});

test('where an orchestrator lives it is waited for until it has taken the alarm', async () => {
  const at = makeWorkspace();
  pretendToBeTheOrchestrator(at);
  const late = await call(at, ['x'], { wait: true, timeoutSeconds: '0.05' });
  expect([late.exitCode, late.data.status, late.warnings]).toEqual([2, 'stored', []]);
  const { take, messages } = taker();
  const kept = keepUrgent(at, { take, locale: () => 'en', taken: () => {}, failed: () => {} });
  const { exitCode, data } = await call(at, ['y'], { wait: true });
  await kept.close();
  expect([exitCode, data.status]).toEqual([0, 'taken']);
  expect(messages()).toEqual(['x', 'y']);
});

test.each([
  [[], {}, 'There is nothing to tell'],
  [[' '], {}, 'There is nothing to tell'],
  [['x'], { severity: 'bad' }, '--severity takes one of'],
  [['x'], { value: 'much' }, '--value takes a number'],
  [['x'], { label: ['a=b', 'message'] }, '--label takes name=value'],
])('%j with %j is refused', async (args, options, reason) => {
  const at = makeWorkspace();
  await expect(call(at, args, options)).rejects.toThrow(reason);
  expect(filesIn(at, 'incoming')).toEqual([]);
});

function handler(at: Layout, task: string | null): Promise<string> {
  const session = recordOf({ agentId: 'alert-handler', task });
  return handleAlarms({ at, session, signal: new AbortController().signal } as AgentRun);
}

test('the alert-handler hands the alarms of its task on', async () => {
  const at = makeWorkspace();
  const alarms = {
    source: 'metrics-collector',
    alerts: [{ severity: 'warning', metric: 'cpu_usage', value: 75, threshold: 70, message: 'CPU is busy' }],
  };
  expect(await handler(at, JSON.stringify(alarms))).toMatch(/^1 alarm stored in alerts\/urgent\/.*; no orchestrator/);
  expect(await handler(at, 'a plain sentence')).toContain('1 alarm stored');
  const { take, messages } = taker();
  await takeUrgent(at, { take });
  expect(messages()).toEqual(['CPU is busy', 'a plain sentence']);
});

test.each([
  [null, 'There is no alarm in the task'],
  ['{"message": "cut', 'The task is not JSON'],
  ['{"alerts": [1]}', 'The task is no JSON object'],
])('the alert-handler fails on the task %j, and says why', async (task, reason) => {
  const at = makeWorkspace();
  await expect(handler(at, task)).rejects.toThrow(reason);
  expect(filesIn(at, 'incoming')).toEqual([]);
});

test('an empty list of alarms is nothing to tell', async () => {
  const at = makeWorkspace();
  expect(await handler(at, '{"source":"metrics-collector","alerts":[]}')).toBe(
    'no alarm in the task, so nothing to tell',
  );
  expect(filesIn(at, 'incoming')).toEqual([]);
});

test('the alert-handler waits for the orchestrator to take what it hands on', async () => {
  const at = makeWorkspace();
  pretendToBeTheOrchestrator(at);
  const { take } = taker();
  const kept = keepUrgent(at, { take, locale: () => 'en', taken: () => {}, failed: () => {} });
  expect(await handler(at, '[{"message":"one"},{"message":"two"}]')).toMatch(/^2 alarms taken, alerts\/urgent\//);
  await kept.close();
});
