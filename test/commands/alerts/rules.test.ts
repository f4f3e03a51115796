import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run as check } from '../../../src/commands/alerts/rules/check.ts';
import { run as list } from '../../../src/commands/alerts/rules/list.ts';
import { run as replaySeries } from '../../../src/commands/alerts/rules/test.ts';
import { alertRuleCommands } from '../../../src/commands/alerts/rules-table.ts';
import type { Input, Run } from '../../../src/commands/command.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { failure, temporaryWorkspace, writeIn } from '../../core/config/workspace.ts';

async function call(run: Run, options: Record<string, unknown> = {}, at?: Layout) {
  const input: Input = {
    args: [],
    rest: [],
    options,
    json: true,
    quiet: false,
    color: false,
    root: at?.root ?? '/nowhere',
    open: () => {
      if (at === undefined) throw new Error('no workspace is needed here');
      return at;
    },
    print: () => undefined,
    say: () => undefined,
  };
  const result = await run(input);
  if (result === null) throw new Error('it printed for itself');
  return { ...result, data: result.data as Record<string, Record<string, unknown>[]> };
}

function file(name: string, text: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ops-rules-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Five minutes apart: two calm, four bad, four calm readings. */
function series(metric: string, time: (index: number) => string): string {
  const values = [20, 20, 97, 97, 97, 97, 20, 20, 20, 20];
  return values.map((value, index) => `${time(index)},${metric},${value}`).join('\n');
}

const START = Date.parse('2026-03-02T09:00:00Z');
const seconds = (index: number) => String(START / 1_000 + index * 300);

const EXPECTED = [
  { at: '2026-03-02T09:15:00.000Z', state: 'firing', reason: 'first' },
  { at: '2026-03-02T09:40:00.000Z', state: 'resolved', reason: 'resolved' },
];

test.each([
  ['cpu_percent', 'cpu_usage'],
  ['cpu_usage', 'cpu_usage'],
  ['cpu', 'cpu_usage'],
  ['CPU usage (%)', 'cpu_usage'],
  ['"cpu.usage.percent"', 'cpu_usage'],
  ['cpuUsage', 'cpu_usage'],
  ['memory_usage', 'memory_usage'],
  ['mem_percent', 'memory_usage'],
  ['disk_usage', 'disk_usage'],
  ['disk_percent{mount="/data,1"}', 'disk_usage'],
  ['inode_percent{mount="/"}', 'inode_usage'],
])('readings of %s are those of the rule %s', async (metric, rule) => {
  const { data } = await call(replaySeries, { series: file('a.csv', series(metric, seconds)) });
  expect(data.notifications).toMatchObject(EXPECTED.map((one) => ({ ...one, alert: rule })));
});

test.each([
  ['seconds', seconds],
  ['milliseconds', (index: number) => String(START + index * 300_000)],
  ['ISO 8601', (index: number) => new Date(START + index * 300_000).toISOString()],
  [
    'a date and a time',
    (index: number) => new Date(START + index * 300_000).toISOString().slice(0, 19).replace('T', ' '),
  ],
])('times may be %s, with a heading before them', async (_kind, time) => {
  const text = `timestamp,metric,value\n${series('cpu_percent', time)}\n`;
  const { data, warnings } = await call(replaySeries, { series: file('a.csv', text) });
  expect(data.notifications).toMatchObject(EXPECTED);
  expect(warnings).toEqual([]);
});

test('lines that are none, and readings that nothing watches, are told of', async () => {
  const text = `${series('cpu_percent', seconds)}\nnonsense\n1772442000,unknown_thing,5`;
  const { warnings } = await call(replaySeries, { series: file('a.csv', text) });
  expect(warnings).toEqual([
    '1 lines are not timestamp,metric,value, the first is line 11; left out',
    'no rule watches unknown_thing',
  ]);
});

test('a file without a single reading, and one that is not there, are refused', async () => {
  expect((await failure(call(replaySeries, { series: file('a.csv', 'a,b\n') }))).code).toBe('E_USAGE');
  expect((await failure(call(replaySeries, { series: '/nowhere/a.csv' }))).code).toBe('E_FILE');
  expect((await failure(call(replaySeries))).code).toBe('E_USAGE');
});

test('the rules of a file take the place of those in use', async () => {
  const rules = file(
    'rules.yaml',
    '- name: queue\n  metric: queue_length\n  critical: { value: 50 }\n- name: cpu_usage\n  enabled: false\n',
  );
  const text = `${series('queue_length', seconds)}\n${series('cpu_usage', seconds)}`;
  const { data } = await call(replaySeries, { series: file('a.csv', text), rules });
  expect(new Set(data.notifications?.map(({ alert }) => alert))).toEqual(new Set(['queue']));
  const broken = file('rules.json', '[{"name": "queue", "metric": "x", "critcal": {"value": 1}}]');
  const error = await failure(call(replaySeries, { series: file('a.csv', text), rules: broken }));
  expect(error.code).toBe('E_CONFIG');
  expect(error.message).toContain('critical');
});

test('a rule of the configuration changes the default one of its name, and keeps what it does not say', async () => {
  const rules = [
    { name: 'cpu_usage', critical: { value: 50 } },
    { name: 'swap_usage', enabled: false },
  ];
  const at = temporaryWorkspace({ 'orchestrator-config.json': JSON.stringify({ alerts: { rules } }) });
  const { data, text } = await call(list, {}, at);
  const cpu = data.rules?.find(({ name }) => name === 'cpu_usage');
  expect(cpu).toMatchObject({
    origin: 'changed',
    metric: 'cpu_percent',
    warning: { value: 70 },
    critical: { value: 50 },
  });
  expect(data.rules?.some(({ name }) => name === 'swap_usage')).toBe(false);
  expect(text).toContain('1 are switched off');
});

test('the check names what lies beyond its threshold in the newest sample, and changes nothing', async () => {
  const at = temporaryWorkspace();
  const cpu = { total: 93, user: 93, system: 0, iowait: 0, steal: 0, cores: [] };
  const sample = { version: 1, at: new Date().toISOString(), intervalSeconds: 300, cpu, disks: [], summary: {} };
  writeIn(at, 'metrics/latest.json', JSON.stringify({ ...sample, units: null, healthChecks: [] }));
  const { data } = await call(check, {}, at);
  expect(data.found).toMatchObject([
    { alert: 'cpu_usage', severity: 'critical', value: 93, threshold: 90, state: null },
  ]);
});

test('every command of the table is there', async () => {
  for (const { load } of alertRuleCommands) expect(typeof (await load()).run).toBe('function');
});
