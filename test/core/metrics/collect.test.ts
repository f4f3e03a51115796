import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { configSchema } from '../../../src/core/config/schema.ts';
import { collect } from '../../../src/core/metrics/collect.ts';
import { dayOf, readOpenDay } from '../../../src/core/metrics/history/open-day.ts';
import { readState, statePath } from '../../../src/core/metrics/state.ts';
import { temporaryWorkspace } from './temporary-workspace.ts';

const config = configSchema.parse({});
const options = { intervalSeconds: 300 };
const onLinux = process.platform === 'linux';

test('the first sample of a machine has real numbers: it takes two readings', async () => {
  const at = temporaryWorkspace();
  const { sample, problems } = await collect(at, config, options);
  expect(problems).toEqual([]);
  expect(JSON.parse(readFileSync(at.latestMetrics, 'utf8'))).toEqual(sample);
  expect(sample.summary.missing).toEqual([]);
  expect(sample.summary.cpuPercent).not.toBeNull();
  expect(sample.summary.memoryPercent).toBeGreaterThan(0);
  expect(sample.summary.worstDisk?.percent).toBeGreaterThan(0);
  expect(sample.summary.uptimeSeconds).toBeGreaterThan(0);
  expect(sample.processes?.topMemory.length).toBeGreaterThan(0);
});

test.runIf(onLinux)('with every core busy the CPU reads nearly 100 percent', async () => {
  const at = temporaryWorkspace();
  const burners = cpus().map(() => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
  try {
    await sleep(400);
    const { sample } = await collect(at, config, options);
    expect(sample.summary.cpuPercent).toBeGreaterThan(95);
    expect(sample.summary.warnings[0]).toMatchObject({ metric: 'cpu_usage', level: 'critical', threshold: 90 });
  } finally {
    for (const burner of burners) burner.kill('SIGKILL');
  }
});

test('the second sample compares with the counters of the first and waits for nothing', async () => {
  const at = temporaryWorkspace();
  await collect(at, config, options);
  await sleep(450);
  const { sample } = await collect(at, config, options);
  expect(sample.windowSeconds).toBeGreaterThan(0.4);
  const { rows, damaged } = readOpenDay(at, dayOf(Date.parse(sample.at)));
  expect(rows.length).toBeGreaterThan(0);
  expect(damaged).toBe(0);
  expect(rows.at(-1)?.values.cpu_percent).toBe(sample.summary.cpuPercent);
});

test('counters of another boot are not compared with', async () => {
  const at = temporaryWorkspace();
  await collect(at, config, options);
  const state = readState(at);
  const busy = { ...state.counters, bootId: 'another boot', uptimeSeconds: 1, cpu: [0, 0, 0, 0, 0] };
  writeFileSync(statePath(at), JSON.stringify({ ...state, counters: busy }));
  const { sample } = await collect(at, config, options);
  expect(sample.windowSeconds).toBeLessThan(60);
});

test('a state file cut at any byte costs one comparison and stops nothing', async () => {
  const at = temporaryWorkspace();
  await collect(at, config, options);
  const whole = readFileSync(statePath(at), 'utf8');
  for (let length = 0; length < whole.length - 2; length += 1 + Math.floor(whole.length / 150)) {
    writeFileSync(statePath(at), whole.slice(0, length));
    expect(readState(at).counters).toBeNull();
  }
  expect(readdirSync(at.quarantine)).not.toEqual([]);
});
