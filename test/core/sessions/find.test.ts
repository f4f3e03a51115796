import { expect, test } from 'vitest';
import type { Layout } from '../../../src/core/files/layout.ts';
import { findRecord, findSession } from '../../../src/core/sessions/find.ts';
import { appendRun, runEntryOf } from '../../../src/core/sessions/run-log.ts';
import { deadOwner, makeWorkspace, recordOf, storeRecord } from '../../helpers/index.ts';

const ONE = '11111111-aaaa-4aaa-8aaa-000000000001';
const TWO = '11111111-bbbb-4bbb-8bbb-000000000002';

function found(at: Layout, name: string): string {
  const session = findSession(at, name);
  return session.where === 'registry' ? session.record.runId : session.run.runId;
}

function logged(at: Layout, change: Parameters<typeof recordOf>[0]): void {
  appendRun(at, runEntryOf(recordOf({ ...change, endedAt: '2026-01-01T00:00:00.000Z' }), 'done', null));
}

test('a session is found by key, id, run id, label, agent and a beginning of its run id', () => {
  const at = makeWorkspace();
  const { key } = storeRecord(at, { runId: ONE, agentId: 'alpha', label: 'nightly' });
  storeRecord(at, { runId: '22222222-aaaa-4aaa-8aaa-000000000001', agentId: 'beta' });
  for (const name of [key, ONE, 'nightly', 'alpha', '1111', ONE.slice(0, 8)]) expect(found(at, name)).toBe(ONE);
});

test('an agent\u2019s name means its lasting session, before any single run', () => {
  const at = makeWorkspace();
  storeRecord(at, { agentId: 'alpha', runId: ONE });
  const main = storeRecord(at, { agentId: 'alpha', kind: 'main' });
  expect(found(at, 'alpha')).toBe(main.runId);
});

test('of several runs of an agent the one that lives is meant', () => {
  const at = makeWorkspace();
  storeRecord(at, { agentId: 'alpha', runId: TWO, status: 'done' });
  storeRecord(at, { agentId: 'alpha', owner: deadOwner() });
  storeRecord(at, { agentId: 'alpha', runId: ONE });
  expect(found(at, 'alpha')).toBe(ONE);
});

test.each([
  ['running', 'running'],
  ['done', 'done'],
] as const)('of two runs, %s and %s, none is guessed, and both are named', (one, two) => {
  const at = makeWorkspace();
  storeRecord(at, { agentId: 'alpha', runId: ONE, status: one });
  storeRecord(at, { agentId: 'alpha', runId: TWO, status: two });
  for (const name of ['alpha', '1111']) {
    expect(() => findSession(at, name)).toThrow(expect.objectContaining({ code: 'E_AMBIGUOUS' }));
    expect(() => findSession(at, name)).toThrow(TWO);
  }
  expect(found(at, ONE.slice(0, 12))).toBe(ONE);
});

test('a beginning of fewer than four characters finds nothing', () => {
  const at = makeWorkspace();
  storeRecord(at, { runId: ONE });
  expect(() => findSession(at, '111')).toThrow('No session is named "111"');
});

test('an ended run whose files are gone is found in the run log by key, run id, beginning, label and agent', () => {
  const at = makeWorkspace();
  logged(at, { runId: ONE, agentId: 'alpha', label: 'nightly' });
  const key = `agent:alpha:subagent:${ONE}`;
  for (const name of [key, ONE, ONE.slice(0, 6), 'nightly', 'alpha']) expect(found(at, name)).toBe(ONE);
  expect(() => findRecord(at, ONE)).toThrow(/has ended \(done\) and its files are gone/);
});

test('of the logged runs of an agent the last is meant, and a beginning of two is ambiguous', () => {
  const at = makeWorkspace();
  logged(at, { runId: ONE, agentId: 'alpha' });
  logged(at, { runId: TWO, agentId: 'alpha' });
  expect(found(at, 'alpha')).toBe(TWO);
  expect(() => findSession(at, '1111')).toThrow(expect.objectContaining({ code: 'E_AMBIGUOUS' }));
});

test('a beginning that fits one living and one ended run means the living one', () => {
  const at = makeWorkspace();
  storeRecord(at, { runId: ONE });
  logged(at, { runId: TWO });
  expect(found(at, '11111111')).toBe(ONE);
});

test('a name that nearly fits is suggested', () => {
  const at = makeWorkspace();
  storeRecord(at, { agentId: 'metrics-collector' });
  expect(() => findSession(at, 'metrics-colector')).toThrow(
    expect.objectContaining({ code: 'E_NO_SESSION', hint: expect.stringContaining('Did you mean metrics-collector?') }),
  );
});

test.each(['../../x', '../sessions/a', 'a\\b', 'a\0b', '/etc/passwd'])('%j is refused as a name', (name) => {
  expect(() => findSession(makeWorkspace(), name)).toThrow(expect.objectContaining({ code: 'E_NAME' }));
});
