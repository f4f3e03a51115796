import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { configSchema } from '../../src/core/config/schema.ts';
import type { Layout } from '../../src/core/files/layout.ts';
import { collect } from '../../src/core/metrics/collect.ts';
import { aggregatedPath, DAY_MS, openDays, sealedDays, segmentPath } from '../../src/core/metrics/history/days.ts';
import { appendSample } from '../../src/core/metrics/history/open-day.ts';
import { readBuckets, readSamples } from '../../src/core/metrics/history/query.ts';
import { encodeSegment } from '../../src/core/metrics/history/segment.ts';
import { tableOf } from '../../src/core/metrics/history/table.ts';
import { readLatest } from '../../src/core/metrics/latest.ts';
import { makeWorkspace as makeAt } from '../../src/core/workspace.ts';
import { bundleProgram } from '../helpers/bundle.ts';
import { makeWorkspace, runOps } from '../helpers/index.ts';
import { canTrace, traced } from './support/strace.ts';
import { canMount, fillDisk, freeDisk, smallDisk } from './support/tmpfs.ts';

const START = Date.parse('2026-03-01T00:00:00Z');
const HOUR_MS = 3_600_000;
const config = configSchema.parse({});
const everything = () => true;

function writeSegmentAt(path: string, time: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, encodeSegment(tableOf([{ time, values: { cpu_percent: 1 } }])));
}

test.skipIf(!canTrace())(
  'killed before any rename or removal of packing, every sample and every hour is there once, and the next run completes it',
  async () => {
    const program = await bundleProgram(join(import.meta.dirname, 'support/pack-history.ts'));
    const at = makeWorkspace();
    for (let hour = 0; hour < 5; hour += 1) appendSample(at, START + hour * HOUR_MS, { cpu_percent: hour });
    // Both are too old, and are removed by the same run.
    writeSegmentAt(segmentPath(at, '2026-01-01'), Date.parse('2026-01-01'));
    writeSegmentAt(aggregatedPath(at, '2025-01'), Date.parse('2025-01-01'));
    const query = { from: START, to: START + DAY_MS, wanted: everything };
    const samples = () => readSamples(at, query).table.columns.get('cpu_percent');
    const command = [process.execPath, program, at.root, String(START + DAY_MS)];
    let kills = 0;
    for (let call = 1; call < 20; call += 1) {
      const calls = 'rename,renameat,renameat2,unlink,unlinkat';
      const ran = spawnSync('strace', traced(['-e', `inject=${calls}:signal=SIGKILL:when=${call}`], command));
      expect(samples()).toEqual([0, 1, 2, 3, 4]);
      if (ran.status === 0 && ran.signal === null) break;
      kills += 1;
    }
    // The day, its hours, its open file; what is left of the old is removed by a run in which a day is packed.
    expect(kills).toBeGreaterThanOrEqual(3);
    expect(sealedDays(at)).toContain('2026-03-01');
    expect(openDays(at)).toEqual([]);
    const hours = readBuckets(at, query, HOUR_MS).series.get('cpu_percent');
    expect(hours?.map(({ count, mean }) => [count, mean])).toEqual([0, 1, 2, 3, 4].map((mean) => [1, mean]));
    appendSample(at, START + DAY_MS, { cpu_percent: 5 });
    const last = spawnSync(process.execPath, [program, at.root, String(START + 2 * DAY_MS)]);
    expect(last.status, last.stderr.toString()).toBe(0);
    expect(sealedDays(at)).toEqual(['2026-03-01', '2026-03-02']);
    expect(readdirSync(join(at.metrics, 'aggregated'))).toEqual(['2026-03.seg']);
  },
);

test('two collectors at once, as two processes, store a sample each and neither damages the other’s', async () => {
  const at = makeWorkspace({});
  const spawn = () => runOps(['agents', 'spawn', 'metrics-collector', '--wait'], { workspace: at.root });
  const ran = await Promise.all([spawn(), spawn()]);
  expect(ran.map(({ code }) => code)).toEqual([0, 0]);
  const { table, damage } = readSamples(at, { from: 0, to: Date.now(), wanted: everything });
  expect(table.times).toHaveLength(2);
  expect(damage).toEqual([]);
});

test('two collections in one second are two samples', async () => {
  const at = makeWorkspace({});
  const options = { intervalSeconds: 300 };
  await Promise.all([collect(at, config, options), collect(at, config, options)]);
  expect(readSamples(at, { from: 0, to: Date.now(), wanted: everything }).table.times).toHaveLength(2);
});

/** Files below a folder that hold nothing. */
function emptyFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size === 0);
}

test.skipIf(!canMount())(
  'a full disk leaves no empty file and no torn sample, and collecting goes on when there is room',
  async () => {
    const disk = smallDisk(512);
    const at: Layout = makeAt(join(disk, 'ops-automation')).at;
    const options = { intervalSeconds: 300 };
    const before = (await collect(at, config, options)).sample;
    fillDisk(disk);
    const full = await collect(at, config, options).then(
      ({ problems }) => problems.join(),
      (error: Error) => error.message,
    );
    expect(full).toContain('ENOSPC');
    expect(emptyFiles(at.root)).toEqual([]);
    expect(readLatest(at, Date.now()).sample).toEqual(before);
    freeDisk(disk);
    const after = await collect(at, config, options);
    expect(after.problems).toEqual([]);
    const { table, damage } = readSamples(at, { from: 0, to: Date.now(), wanted: everything });
    expect(table.times).toHaveLength(2);
    expect(damage).toEqual([]);
  },
);
