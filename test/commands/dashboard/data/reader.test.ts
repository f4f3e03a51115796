import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDetailReader } from '../../../../src/commands/dashboard/data/detail.ts';
import { createReader } from '../../../../src/commands/dashboard/data/reader.ts';
import { rowsOf } from '../../../../src/commands/dashboard/state/rows.ts';
import { outputPath } from '../../../../src/core/sessions/settle.ts';
import { writeUsage } from '../../../../src/core/status/usage-file.ts';
import { storeAlert } from '../../../core/alerts/overlays/alerts.ts';
import { deadOwner, makeWorkspace, storeRecord } from '../../../helpers/index.ts';
import { agent } from '../fleet.ts';

test('an empty workspace gives an empty screen and no problem', () => {
  const at = makeWorkspace();
  const snapshot = createReader(at).look(Date.now());
  expect(snapshot.problems).toEqual([]);
  expect(rowsOf(snapshot, Date.now())).toEqual([]);
  expect(snapshot.metrics?.reason).toBe('no sample was taken yet');
});

test('nothing changed: the very same snapshot, so that nothing is painted; ages alone are no change', () => {
  const at = makeWorkspace();
  storeRecord(at);
  const reader = createReader(at);
  const first = reader.look(Date.now());
  expect(reader.look(Date.now() + 60_000)).toBe(first);
  storeRecord(at, { agentId: 'other' });
  expect(reader.look(Date.now())).not.toBe(first);
});

test('a session whose process is dead is lost, though no file says so', () => {
  const at = makeWorkspace();
  const record = storeRecord(at, { label: 'gone', owner: deadOwner() });
  const rows = rowsOf(createReader(at).look(Date.now()), Date.now());
  expect(rows).toMatchObject([{ id: `session:${record.id}`, name: 'gone', state: 'lost' }]);
});

test('a file that is no record has a line of its own and costs the others nothing', () => {
  const at = makeWorkspace();
  storeRecord(at, { label: 'good' });
  writeFileSync(join(at.sessions, 'broken.json'), '{"version":1,');
  const rows = rowsOf(createReader(at).look(Date.now()), Date.now());
  expect(rows.map(({ name, state }) => `${name} ${state}`).sort()).toEqual(['broken.json corrupt', 'good running']);
});

test('a source that cannot be read is named and keeps what it said last; the others go on', () => {
  const at = makeWorkspace();
  writeFileSync(join(at.activeIncidents, 'INC-1.md'), '# Disk full\n');
  const reader = createReader(at);
  expect(reader.look(Date.now()).incidents).toMatchObject([{ title: 'Disk full' }]);
  rmSync(at.activeIncidents, { recursive: true });
  writeFileSync(at.activeIncidents, 'a file where a folder was');
  storeRecord(at);
  const snapshot = reader.look(Date.now());
  expect(snapshot.incidents).toMatchObject([{ title: 'Disk full' }]);
  expect(snapshot.problems).toEqual([expect.stringContaining('incidents')]);
  expect(snapshot.sessions).toHaveLength(1);
});

test('a list of agents that is broken is named, and what it said last stays', () => {
  const at = makeWorkspace();
  const file = { version: 1, at: new Date().toISOString(), orchestratorRunId: '', agents: [agent('web')] };
  writeFileSync(at.agentsFile, JSON.stringify(file));
  const reader = createReader(at);
  expect(reader.look(Date.now()).agents?.agents).toHaveLength(1);
  writeFileSync(at.agentsFile, '{"version":1,"agents":');
  const broken = reader.look(Date.now());
  expect(broken.agents?.agents).toHaveLength(1);
  expect(broken.problems).toEqual([expect.stringMatching(/^agents: agents.json is not JSON/)]);
  writeFileSync(at.agentsFile, '{"version":9}');
  expect(reader.look(Date.now()).problems).toEqual(['agents: agents.json is not what it should be']);
});

test('a workspace that was deleted is said to be gone', () => {
  const at = makeWorkspace();
  storeRecord(at);
  const reader = createReader(at);
  reader.look(Date.now());
  rmSync(at.root, { recursive: true });
  const { problems, sessions } = reader.look(Date.now());
  expect(problems).toEqual([expect.stringContaining(`the workspace is gone: ${at.root}`)]);
  expect(sessions).toEqual([]);
});

test('resolved incidents are read, the newest first, and how the sessions used the machine', () => {
  const at = makeWorkspace();
  const write = (id: string, resolved: string) =>
    writeFileSync(join(at.resolvedIncidents, `${id}.md`), `---\nversion: 1\nresolved: ${resolved}\n---\n# ${id}\n`);
  write('20260301-0100-a', '2026-03-01T05:00:00Z');
  write('20260302-0100-b', '2026-03-02T05:00:00Z');
  const usage = { at: '', cpuPercent: 1.5, memoryBytes: 7, files: null, threads: null, processes: 1 };
  writeUsage(at, new Map([['web.main', [usage, { ...usage, cpuPercent: null }]]]));
  const snapshot = createReader(at).look(Date.now());
  expect(snapshot.resolved.map(({ title }) => title)).toEqual(['20260302-0100-b', '20260301-0100-a']);
  expect(snapshot.usage).toEqual({ 'web.main': { cpuPercent: [1.5, null], memoryBytes: [7, 7] } });
});

test.each([
  ['the usual fields', { severity: 'warning', message: 'disk 91%', at: '2026-03-04T00:00:00Z' }, 'warning', 'disk 91%'],
  ['other names for them', { level: 'page', title: 'down', time: 'nonsense' }, 'page', 'down'],
  ['none of them', { a: 1 }, 'critical', 'alarm.json'],
  ['no object', 'just text', 'unknown', 'alarm.json is not a JSON object'],
  [
    'escape sequences and a password',
    { message: '\u001b[2Jdb password=hunter2secret\nx' },
    'critical',
    'db password=[redacted] x',
  ],
])('an urgent alarm with %s is shown', (_name, content, severity, title) => {
  const at = makeWorkspace();
  writeFileSync(join(at.urgentAlerts, 'alarm.json'), JSON.stringify(content));
  const [alert] = createReader(at).look(Date.now()).urgent;
  expect(alert).toMatchObject({ severity, title });
  expect(Number.isNaN(Date.parse(alert?.at ?? ''))).toBe(false);
});

test('an alert is shown with who has taken it over, without its secrets', () => {
  const at = makeWorkspace();
  const reader = createReader(at);
  expect(reader.look(Date.now()).alerts).toEqual([]);
  const alert = storeAlert(at, { message: 'disk password=hunter2secret full' });
  expect(reader.look(Date.now()).alerts).toMatchObject([{ message: 'disk password=[redacted] full' }]);
  storeAlert(at, { ...alert, acknowledged: { by: 'kim', at: alert.activeAt, until: null } });
  expect(reader.look(Date.now()).alerts).toMatchObject([{ acknowledgedBy: 'kim' }]);
});

test('the detail follows the output of one session and shows its end alone', () => {
  const at = makeWorkspace();
  const { id } = storeRecord(at);
  const details = createDetailReader(at);
  expect(details.look(id)?.output).toBeNull();
  writeFileSync(outputPath(at, id), `${'old line\n'.repeat(40_000)}last\u001b[31m red\n`);
  const detail = details.look(id);
  expect(detail).toMatchObject({ cut: true });
  expect(detail?.output?.at(-1)).toBe('last red');
  expect(detail?.output?.[0]).toBe('old line');
  expect(details.look(id)).toBe(detail);
  appendFileSync(outputPath(at, id), 'more\n');
  expect(details.look(id)?.output?.at(-1)).toBe('more');
});
