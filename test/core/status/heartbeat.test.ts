import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  appendHeartbeat,
  describeHeartbeat,
  type Heartbeat,
  lastHeartbeat,
  missedHeartbeats,
  readHeartbeatPlan,
  writeHeartbeatPlan,
} from '../../../src/core/status/heartbeat.ts';
import { makeWorkspace } from '../../helpers/index.ts';

const MINUTE_MS = 60_000;
const step = { status: 'ok', text: 'fine', actions: [] } as const;

function beatAt(time: number, change: Partial<Heartbeat> = {}): Heartbeat {
  return {
    version: 1,
    at: new Date(time).toISOString(),
    orchestratorRunId: 'run',
    trigger: 'schedule',
    status: 'ok',
    reason: null,
    durationMs: 1,
    steps: { agents: step, urgentAlarms: step, metrics: step, incidents: step } as never,
    ...change,
  };
}

function planSince(time: number, intervalMs = 30 * MINUTE_MS, enabled = true) {
  return { version: 1 as const, enabled, intervalMs, since: new Date(time).toISOString() };
}

const start = Date.UTC(2026, 0, 1);

test('each whole interval without a beat is one missed beat, and a late one within a tenth is none', () => {
  const minutes = fc.integer({ min: 0, max: 10_000 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 120 }), minutes, (interval, elapsed) => {
      const missed = missedHeartbeats(
        planSince(start, interval * MINUTE_MS),
        beatAt(start),
        start + elapsed * MINUTE_MS,
      );
      const whole = Math.floor(elapsed / interval);
      expect(missed).toBeLessThanOrEqual(whole);
      expect(missed).toBeGreaterThanOrEqual(whole - 1);
      if (elapsed <= interval * 1.1) expect(missed).toBe(0);
      if (elapsed >= interval * 1.2) expect(missed).toBeGreaterThanOrEqual(1);
    }),
  );
});

test('a beat that comes late counts those before it, and then none', () => {
  const plan = planSince(start);
  expect(missedHeartbeats(plan, beatAt(start), start + 95 * MINUTE_MS)).toBe(3 - 1 + 1);
  expect(missedHeartbeats(plan, beatAt(start + 95 * MINUTE_MS), start + 95 * MINUTE_MS)).toBe(0);
});

test('no beat is owed from before beating began, nor while it is disabled, nor is anything known without a plan', () => {
  const later = start + 5 * 60 * MINUTE_MS;
  expect(missedHeartbeats(planSince(later), beatAt(start), later)).toBe(0);
  expect(missedHeartbeats(planSince(start, MINUTE_MS, false), null, later)).toBe(0);
  expect(missedHeartbeats(null, beatAt(start), later)).toBe(null);
});

test('a clock that was set back owes nothing', () => {
  expect(missedHeartbeats(planSince(start), beatAt(start), start - 60 * MINUTE_MS)).toBe(0);
});

test('the last beat is the last one that was written, skipped or not', () => {
  const at = makeWorkspace();
  expect(lastHeartbeat(at)).toBe(null);
  appendHeartbeat(at, beatAt(start));
  appendHeartbeat(at, beatAt(start + MINUTE_MS, { status: 'skipped', reason: 'disabled', steps: null }));
  expect(lastHeartbeat(at)).toMatchObject({ status: 'skipped', reason: 'disabled' });
});

test.each(['{"version":1,"at":"2026', '{}', '[1]', '{"version":1,"at":7}', '{"version":2,"at":"x","status":"ok"}'])(
  'a line %s at the end of the log does not hide the last beat',
  (line) => {
    const at = makeWorkspace();
    appendHeartbeat(at, beatAt(start));
    writeFileSync(at.heartbeatLog, `${line}\n`, { flag: 'a' });
    const last = lastHeartbeat(at);
    expect(last?.at).toBe(new Date(start).toISOString());
    if (last !== null) expect(describeHeartbeat(last)).toContain('1. agents: ok');
  },
);

test('a plan is read as it was written', () => {
  const at = makeWorkspace();
  expect(readHeartbeatPlan(at)).toBe(null);
  writeHeartbeatPlan(at, planSince(start));
  expect(readHeartbeatPlan(at)).toEqual(planSince(start));
});

test.each(['', '{', 'null', '[]', '"text"', '{"version":1}'])('a plan that holds %j is as none', (content) => {
  const at = makeWorkspace();
  mkdirSync(at.state, { recursive: true });
  writeFileSync(join(at.state, 'heartbeat.json'), content);
  expect(readHeartbeatPlan(at)).toBe(null);
});

test('a heartbeat is told step by step, and a skipped one with its reason', () => {
  expect(describeHeartbeat(beatAt(start)).split('\n')).toHaveLength(5);
  const skipped = beatAt(start, { status: 'skipped', reason: 'disabled by hand', steps: null });
  expect(describeHeartbeat(skipped)).toContain('skipped, disabled by hand');
});
