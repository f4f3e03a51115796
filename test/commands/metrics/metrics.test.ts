import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Input, Run } from '../../../src/commands/command.ts';
import { run as anomalies } from '../../../src/commands/metrics/anomalies.ts';
import { run as check } from '../../../src/commands/metrics/check.ts';
import { run as exportMetrics } from '../../../src/commands/metrics/export.ts';
import { run as history } from '../../../src/commands/metrics/history.ts';
import { run as show } from '../../../src/commands/metrics/show.ts';
import { run as top } from '../../../src/commands/metrics/top.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { appendSample } from '../../../src/core/metrics/history/open-day.ts';
import { temporaryFolder, temporaryWorkspace } from '../../core/metrics/temporary-workspace.ts';

interface Given {
  at?: Layout;
  args?: readonly string[];
  options?: Record<string, unknown>;
}

async function call(run: Run, { at, args = [], options = {} }: Given) {
  let printed = '';
  const input: Input = {
    args,
    rest: [],
    options,
    json: false,
    quiet: false,
    color: false,
    root: at?.root ?? '/nowhere',
    open: () => {
      if (at === undefined) throw new Error('no workspace is needed here');
      return at;
    },
    print: (text) => {
      printed += text;
    },
    say: () => undefined,
  };
  const result = await run(input);
  return { ...result, data: result?.data as Record<string, unknown>, text: result?.text ?? printed };
}

function withHistory(): Layout {
  const at = temporaryWorkspace();
  const now = Date.now();
  for (let index = 20; index > 0; index -= 1)
    if (index !== 8)
      appendSample(at, now - index * 300_000, { cpu_percent: 50 + index, 'disk_percent{mount="/"}': 22 });
  return at;
}

test('without a sample, show says how to take one; with --now it measures', async () => {
  const at = temporaryWorkspace();
  await expect(call(show, { at })).rejects.toMatchObject({ message: 'No sample was taken yet' });
  const { data, text } = await call(show, { at, options: { now: true } });
  expect(data.summary).toMatchObject({ missing: [] });
  expect(text).toMatch(/^CPU {8}[\d.]+% of \d+ cores/m);
});

test('top lists the processes by what was asked for', async () => {
  const at = temporaryWorkspace();
  const { data } = await call(top, { at, options: { now: true, by: 'memory', limit: '3' } });
  const sizes = (data.processes as { memoryBytes: number }[]).map(({ memoryBytes }) => memoryBytes);
  expect(sizes).toHaveLength(3);
  expect([...sizes].sort((one, other) => other - one)).toEqual(sizes);
  await expect(call(top, { at, options: { by: 'luck' } })).rejects.toMatchObject({ code: 'E_USAGE' });
});

test('history gives minimum, mean, maximum and count for each step, and gaps stay gaps', async () => {
  const at = withHistory();
  const { data, text } = await call(history, { at, args: ['cpu_percent'], options: { since: '2h', step: '5m' } });
  const [series] = data.series as { name: string; points: { count: number }[] }[];
  expect(series?.name).toBe('cpu_percent');
  expect(series?.points.reduce((sum, { count }) => sum + count, 0)).toBe(19);
  expect(text).toMatch(/cpu_percent {2}\s+[▁▂▃▄▅▆▇█]+ [▁▂▃▄▅▆▇█]+/);
  const all = await call(history, { at, args: ['*_percent*'], options: {} });
  expect(all.data.series).toHaveLength(2);
});

test('an empty history is said to be empty, and nothing fails', async () => {
  const at = temporaryWorkspace();
  expect((await call(history, { at })).text).toBe('No samples in this time.');
  expect((await call(history, { at, options: { list: true } })).data).toEqual({ series: [] });
  expect((await call(anomalies, { at })).text).toBe('Nothing outside its usual range.');
  expect((await call(exportMetrics, { at, options: { format: 'csv' } })).text).toBe('timestamp\n');
  await expect(call(top, { at })).rejects.toMatchObject({ code: 'E_FILE', message: 'No sample was taken yet' });
});

test('on a narrow terminal each series, and each anomaly, has lines of its own that fit', async () => {
  const at = withHistory();
  const long = 'network_receive_bytes_per_second{interface="a-rather-long-name-of-one"}';
  const now = Date.now();
  for (let index = 0; index < 400; index += 1)
    appendSample(at, now - (500 - index) * 300_000, { [long]: index === 395 ? 9e9 : 1_000 + (index % 7) });
  const kept = process.stdout.columns;
  process.stdout.columns = 40;
  try {
    const { text } = await call(history, { at, args: [long], options: { since: '2d' } });
    const [, name, spark, figures] = text.split('\n');
    expect([name, spark?.length]).toEqual([long, 40]);
    expect(figures).toMatch(/^ {2}1\.0 KB\/s to 9\.0 GB\/s, mean /);
    const told = (await call(anomalies, { at, args: [long], options: { since: '2d' } })).text.split('\n');
    expect(told[0]).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d {2}${long.slice(0, 30)}`));
    expect(told[1]).toMatch(/^ {2}value 9\.0 GB\/s/);
  } finally {
    process.stdout.columns = kept;
  }
});

test('a misspelt series is named with the one that was meant', async () => {
  const at = withHistory();
  const call_ = call(history, { at, args: ['cpu_precent'], options: {} });
  await expect(call_).rejects.toMatchObject({ code: 'E_USAGE', hint: expect.stringContaining('cpu_percent?') });
  await expect(call(history, { at, options: { since: 'soon' } })).rejects.toMatchObject({ code: 'E_USAGE' });
});

test('an exported series is read back by the anomaly command', async () => {
  const at = withHistory();
  const file = join(temporaryFolder(), 'cpu.csv');
  await call(exportMetrics, { at, args: ['cpu_percent'], options: { format: 'csv', output: file } });
  expect(readFileSync(file, 'utf8').split('\n')[0]).toBe('timestamp,value');
  expect(statSync(file).mode & 0o777).toBe(0o644);
  const { data, text } = await call(anomalies, { options: { csv: file } });
  expect(data).toEqual({ anomalies: [] });
  expect(text).toBe('Nothing outside its usual range in 19 values.');
});

test('anomalies of any file are told with time, value and what was expected', async () => {
  const file = join(temporaryFolder(), 'load.csv');
  const lines = Array.from({ length: 400 }, (_, index) => {
    const time = new Date(1_700_000_000_000 + index * 300_000).toISOString().slice(0, 19).replace('T', ' ');
    return `${time},${index === 350 ? 95 : 40 + (index % 10)}`;
  });
  writeFileSync(file, `timestamp,value\n${lines.join('\n')}\nnot,a line\n`);
  const { data, warnings } = await call(anomalies, { options: { csv: file } });
  const [first] = data.anomalies as { timestamp: string; value: number; expected: number[] }[];
  expect(first).toMatchObject({ timestamp: lines[350]?.slice(0, 19), value: 95 });
  expect(first?.expected[0]).toBeLessThan(40);
  expect(first?.expected[1]).toBeLessThan(60);
  expect(warnings).toEqual([expect.stringContaining('line 402')]);
  await expect(call(anomalies, { options: { csv: '/no/such/file' } })).rejects.toMatchObject({ code: 'E_FILE' });
});

test('a damaged day is told and the rest is shown', async () => {
  const at = withHistory();
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  mkdirSync(join(at.metrics, 'samples'), { recursive: true });
  writeFileSync(join(at.metrics, 'samples', `${yesterday}.seg`), 'not a segment, but long enough to look like one');
  const { warnings, data } = await call(history, { at, args: ['cpu_percent'], options: { since: '2d', step: '5m' } });
  expect(warnings).toEqual([expect.stringContaining('has no end mark; left out')]);
  expect(data.series).toHaveLength(1);
});

test('without configured checks, check says how to get some', async () => {
  const { text, exitCode } = await call(check, { at: temporaryWorkspace() });
  expect(text).toContain('health_checks');
  expect(exitCode).toBe(0);
});
