import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { run } from '../../../src/agents/metrics-collector/index.ts';
import { configSchema } from '../../../src/core/config/schema.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { dayOf, openDayPath, readOpenDay } from '../../../src/core/metrics/history/open-day.ts';
import { readLatest } from '../../../src/core/metrics/latest.ts';
import type { SessionRecord } from '../../../src/core/sessions/record.ts';
import { readMetrics } from '../../../src/core/status/facts.ts';
import { besideDeadMount, deadMount } from '../../core/metrics/dead-mount.ts';
import { temporaryWorkspace } from '../../core/metrics/temporary-workspace.ts';
import { makeWorkspace, processesIn, waitFor } from '../../helpers/index.ts';

// What an agent prints goes to its session's output.
beforeEach(() => {
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
});

const PROGRAM = join(import.meta.dirname, '../../../bin/ops.js');
const session = { agentId: 'metrics-collector' } as SessionRecord;

function runOnce(at: Layout, config = configSchema.parse({})): Promise<string> {
  return run({ at, config, session, signal: new AbortController().signal });
}

test('one run leaves the newest sample, a line of history and the file for Prometheus, and says so in one line', async () => {
  const at = temporaryWorkspace();
  const said = await runOnce(at);
  expect(said).toMatch(/^CPU [\d.]+%, memory [\d.]+%, \S+ [\d.]+%, \d+ file systems/);
  const { sample, stale } = readLatest(at, Date.now());
  expect(stale).toBe(false);
  expect(sample.intervalSeconds).toBe(300);
  expect(readOpenDay(at, dayOf(Date.parse(sample.at))).rows).toHaveLength(1);
  expect(readFileSync(join(at.metrics, 'ops.prom'), 'utf8')).toContain('# TYPE ops_cpu_used_ratio gauge');
  expect(readMetrics(at, Date.now())).toMatchObject({ state: 'read', stale: false });
});

test('a sample is fresh for three intervals of the schedule and says its age after that', async () => {
  const at = temporaryWorkspace();
  await runOnce(at);
  const time = readLatest(at, Date.now());
  const taken = Date.parse(time.sample.at);
  expect(readLatest(at, taken + 899_000).stale).toBe(false);
  expect(readLatest(at, taken + 901_000)).toMatchObject({ stale: true, ageMs: 901_000 });
});

test('a threshold is exceeded only above it, and the warning names disk, value and threshold', async () => {
  const at = temporaryWorkspace();
  await runOnce(at);
  const { sample } = readLatest(at, Date.now());
  const percent = sample.summary.worstDisk?.percent ?? 0;
  const calm = { warning: 100, critical: 100 };
  const limits = (warning: number) =>
    configSchema.parse({ thresholds: { cpu_usage: calm, memory_usage: calm, disk_usage: { warning, critical: 100 } } });
  const warningsWith = async (warning: number) => {
    await runOnce(at, limits(warning));
    return readLatest(at, Date.now()).sample.summary.warnings.filter(({ metric }) => metric === 'disk_usage');
  };
  expect(await warningsWith(Math.max(0, percent - 0.5))).toEqual([
    expect.objectContaining({ level: 'warning', resource: sample.summary.worstDisk?.mount }),
  ]);
  expect(await warningsWith(Math.min(100, percent + 5))).toEqual([]);
});

test('a history that cannot be written costs the history, not the sample', async () => {
  const at = temporaryWorkspace();
  mkdirSync(openDayPath(at, dayOf(Date.now())), { recursive: true });
  const said = await runOnce(at);
  expect(said).toContain('the history could not be stored');
  expect(readLatest(at, Date.now()).sample.summary.cpuPercent).not.toBeNull();
});

test('a newest sample that was cut is an error that says what to do, and the next run mends it', async () => {
  const at = temporaryWorkspace();
  await runOnce(at);
  writeFileSync(at.latestMetrics, readFileSync(at.latestMetrics, 'utf8').slice(0, 200));
  expect(() => readLatest(at, Date.now())).toThrow('metrics/latest.json is not JSON');
  await runOnce(at);
  expect(readLatest(at, Date.now()).sample.version).toBe(1);
});

test('a dead mount costs its deadline once: every other disk is read, and it is not asked again while it hangs', async (context) => {
  const dead = deadMount();
  if (dead === null) return context.skip('needs root and /dev/fuse');
  try {
    const at = temporaryWorkspace();
    const before = performance.now();
    await runOnce(at);
    const first = readLatest(at, Date.now()).sample;
    expect(first.summary.worstDisk).not.toBeNull();
    expect(first.disks.find(({ mount }) => mount === dead.folder)).toMatchObject({ percent: null, totalBytes: null });
    const reasons = (sample: typeof first) =>
      sample.summary.missing.map(({ reading, reason }) => `${reading} ${reason}`);
    expect(reasons(first)).toEqual([`disks.${dead.folder} no answer within 2 s`]);
    const between = performance.now();
    await runOnce(at);
    const second = readLatest(at, Date.now()).sample;
    expect(reasons(second)).toEqual([`disks.${dead.folder} does not answer: an earlier sample still hangs in it`]);
    expect(performance.now() - between).toBeLessThan(between - before);
  } finally {
    dead.release();
  }
});

test('the process of a run ends though a dead mount keeps a thread of it, and the run is done', async (context) => {
  const at = makeWorkspace({});
  // What is mounted below /dev is none of the disks, and the tests' folders may lie there.
  const folder = mkdtempSync('/tmp/ops-test-mount-');
  onTestFinished(() => rmdirSync(folder));
  const ask = [process.execPath, PROGRAM, '--workspace', at.root, 'agents', 'spawn', 'metrics-collector', '--wait'];
  const [program = '', ...args] = besideDeadMount(folder, ask) ?? [];
  if (program === '') return context.skip('needs root and /dev/fuse');
  const ran = promisify(execFile)(program, args, { timeout: 20_000 });
  try {
    await waitFor(() => existsSync(at.latestMetrics), { what: 'a sample' });
    await waitFor(() => processesIn(at.root).length === 0, { what: 'the end of the process' });
  } finally {
    ran.child.stdin?.end();
  }
  expect((await ran).stdout).toContain('ended: done: CPU');
  const { missing } = readLatest(at, Date.now()).sample.summary;
  expect(missing.map(({ reading }) => reading)).toContain(`disks.${folder}`);
});
