import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Desk } from '../../src/agents/orchestrator/desk.ts';
import { keepOverload, overloadNews } from '../../src/agents/orchestrator/overload.ts';
import { startLanes } from '../../src/agents/orchestrator/runs.ts';
import { runDue } from '../../src/agents/orchestrator/schedules.ts';
import { statusOf } from '../../src/agents/orchestrator/unit.ts';
import { readProcessStat } from '../../src/core/process/identity.ts';
import { processTree } from '../../src/core/process/tree.ts';
import { readRecord } from '../../src/core/sessions/registry.ts';
import { BOUNDS, CALM, nextOverload, type Pressure } from '../../src/core/supervision/overload.ts';
import { waitFor } from '../helpers/index.ts';
import { makeDesk, unitOf } from './support/fleet.ts';

const HIGH: Pressure = { source: 'psi', cpu: 90, memory: 0 };
const BETWEEN: Pressure = { source: 'psi', cpu: 45, memory: 0 };
const LOW: Pressure = { source: 'psi', cpu: 5, memory: 0 };
const UNKNOWN: Pressure = { source: 'psi', cpu: null, memory: null };

function after(...looks: Pressure[]): boolean {
  return looks.reduce(nextOverload, CALM).overloaded;
}

test('one busy moment is no overload, two in a row are, and between the bounds nothing changes', () => {
  expect(after(HIGH)).toBe(false);
  expect(after(HIGH, LOW, HIGH, LOW)).toBe(false);
  expect(after(HIGH, HIGH)).toBe(true);
  expect(after(HIGH, HIGH, BETWEEN, BETWEEN, BETWEEN, BETWEEN)).toBe(true);
  expect(after(BETWEEN, BETWEEN, BETWEEN)).toBe(false);
  expect(after(HIGH, HIGH, LOW, LOW)).toBe(true);
  expect(after(HIGH, HIGH, LOW, LOW, LOW)).toBe(false);
});

test('what cannot be measured neither begins nor ends an overload', () => {
  expect(after(HIGH, UNKNOWN, HIGH)).toBe(true);
  expect(after(HIGH, HIGH, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)).toBe(true);
});

test('whatever comes, it begins only above the upper bound and ends only below the lower one', () => {
  const share = fc.double({ min: 0, max: 100, noNaN: true });
  const pressure = fc.record({ source: fc.constantFrom('psi' as const, 'usage' as const), cpu: share, memory: share });
  fc.assert(
    fc.property(fc.array(pressure, { maxLength: 60 }), (looks) => {
      let state = CALM;
      for (const look of looks) {
        const next = nextOverload(state, look);
        const { enter, leave } = BOUNDS[look.source];
        if (next.overloaded && !state.overloaded) expect(look.cpu > enter.cpu || look.memory > enter.memory).toBe(true);
        if (!next.overloaded && state.overloaded)
          expect(look.cpu <= leave.cpu && look.memory <= leave.memory).toBe(true);
        state = next;
      }
    }),
  );
});

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

async function overloadedDesk(): Promise<{ desk: Desk; press: (pressure: Pressure) => void }> {
  const sleep = { command: ['sh', '-c', 'sleep 600 & wait'], persistent: true };
  const desk = await makeDesk({
    vital: sleep,
    extra: {
      ...sleep,
      essential: false,
      live: { command: ['false'], interval_seconds: 0.05, failures: 2 },
      min_uptime_seconds: 0.3,
    },
    held: { ...sleep, essential: false, overload: 'hold' },
    cron: { command: ['true'], schedule: '* * * * * *', essential: false },
  });
  for (const id of ['vital', 'extra', 'held']) await startLanes(desk, unitOf(desk, id));
  let pressure = LOW;
  closing.push(keepOverload(desk, () => pressure, 10));
  return {
    desk,
    press(next) {
      pressure = next;
    },
  };
}

function tree(desk: Desk, id: string): number[] {
  const [run] = unitOf(desk, id).runs.values();
  return run?.record.owner === null || run === undefined ? [] : processTree(run.record.owner.pid);
}

function stopped(desk: Desk, id: string): boolean {
  return tree(desk, id).every((pid) => readProcessStat(pid)?.state === 'T');
}

test('under overload what is not essential stands still or is held, and afterwards all goes on', async () => {
  const { desk, press } = await overloadedDesk();
  await waitFor(() => tree(desk, 'extra').length >= 3 && tree(desk, 'vital').length >= 3);
  press(HIGH);
  await waitFor(() => unitOf(desk, 'extra').shed && stopped(desk, 'extra'), { what: 'the suspension' });
  expect(readRecord(desk.at, 'extra.main')?.status).toBe('suspended');
  expect(statusOf(unitOf(desk, 'extra')).state).toBe('suspended');
  expect([stopped(desk, 'vital'), stopped(desk, 'held')]).toEqual([false, false]);
  expect(readFileSync(desk.at.ownLog, 'utf8')).toContain('The machine is overloaded: CPU pressure 90 %');
  runDue(desk, Date.now() + 5_000);
  expect(unitOf(desk, 'cron').runs.size).toBe(0);
  // Its probe, which always fails, is not asked meanwhile: else it would be ended for not answering.
  const pids = tree(desk, 'extra');
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(tree(desk, 'extra')).toEqual(pids);
  if (process.getuid?.() === 0) expect(tree(desk, 'vital').map(getPriority)).toEqual([10, 10, 10]);
  press(LOW);
  await waitFor(() => !unitOf(desk, 'extra').shed, { what: 'the end of the overload' });
  await waitFor(() => !stopped(desk, 'extra'), { what: 'the going on' });
  expect(tree(desk, 'vital').map(getPriority)).toEqual([0, 0, 0]);
});

test('overload is told when it lasts, and over when it has stayed away: what comes and goes is no news', () => {
  const said: string[] = [];
  const news = overloadNews({ tell: (text) => said.push(text), over: () => said.push('over') });
  const during = (from: number, to: number, overloaded: boolean) => {
    for (let now = from; now <= to; now += 5_000) news(overloaded, 'overloaded', now);
  };
  during(0, 45_000, true);
  during(50_000, 100_000, false);
  expect(said).toEqual([]);
  during(105_000, 170_000, true);
  expect(said).toEqual(['overloaded']);
  during(175_000, 400_000, false);
  during(405_000, 430_000, true);
  during(435_000, 700_000, false);
  expect(said).toEqual(['overloaded']);
  during(705_000, 740_000, false);
  expect(said).toEqual(['overloaded', 'over']);
});
