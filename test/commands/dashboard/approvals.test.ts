import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createReader } from '../../../src/commands/dashboard/data/reader.ts';
import { EMPTY_SNAPSHOT } from '../../../src/commands/dashboard/data/snapshot.ts';
import { contentOf } from '../../../src/commands/dashboard/state/contents.ts';
import { isWrite } from '../../../src/commands/dashboard/state/effects.ts';
import { needsOf } from '../../../src/commands/dashboard/state/needs.ts';
import { screenOf } from '../../../src/commands/dashboard/view/screen.ts';
import { paintOf } from '../../../src/commands/dashboard/view/theme.ts';
import { decideApproval } from '../../../src/core/healing/approvals/decide.ts';
import { requestApproval } from '../../../src/core/healing/approvals/store.ts';
import { pullKillSwitch, releaseKillSwitch } from '../../../src/core/healing/guards/kill-switch.ts';
import { makeWorkspace } from '../../helpers/index.ts';
import { approval, before, fleet, NOW, pilot } from './fleet.ts';

const outboxOf = (id: string) => ({
  ...EMPTY_SNAPSHOT.outbox,
  dead: {
    count: 1,
    letters: [{ id, title: 'Disk full', at: before(9), channel: 'slack', reason: 'channel_not_found' }],
  },
});
const waiting = () => fleet({ approvals: [approval('0000000a'), approval('0000000b', { playbook: 'zombies' })] });

/** Opens needs until the one that is asked for stands there. */
function openNeed(self: ReturnType<typeof pilot>, id: string): void {
  for (let tries = 0; tries < 20; tries++) {
    self.press('a');
    if (self.state.mode.name === 'need' && self.state.mode.needId === id) return;
  }
  throw new Error(`${id} is not among the needs`);
}

test.each([
  ['y', 'allow-once'],
  ['n', 'deny'],
])('%s on a plan that waits asks, and y gives that answer to that plan alone', (key, decision) => {
  const self = pilot({ snapshot: waiting() });
  openNeed(self, 'approval:0000000b');
  self.press(key);
  expect(self.effects).toEqual([]);
  expect(self.state.mode).toMatchObject({ name: 'confirm', question: { text: expect.stringContaining('zombies') } });
  self.press('y');
  expect(self.effects).toEqual([{ type: 'write-command', words: ['approvals', 'resolve', '0000000b', decision] }]);
});

const alert = {
  ...{ fingerprint: 'aabbccddeeff0011', name: 'disk', resource: '/', severity: 'critical' as const },
  ...{ state: 'firing' as const, message: 'disk 95%', since: before(4), ageMs: 240_000 },
  ...{ acknowledgedBy: null, silenced: null },
};

test.each([
  ['alert:aabbccddeeff0011', 'y', ['alerts', 'ack', 'aabbccddeeff0011']],
  ['incident:INC-31', 'y', ['incidents', 'ack', 'INC-31']],
  ['dead:d1', 'y', ['outbox', 'retry', 'd1']],
  ['dead:d1', 'n', ['outbox', 'drop', 'd1']],
  ['healing', 'y', ['heal', 'resume']],
])('%s is answered in place: %s, then y', (id, key, words) => {
  const self = pilot({ snapshot: fleet({ alerts: [alert], outbox: outboxOf('d1'), healingStopped: 'upgrade' }) });
  openNeed(self, id);
  self.press(key);
  expect(self.effects).toEqual([]);
  self.press('y');
  expect(self.effects).toEqual([{ type: 'write-command', words }]);
});

test('what knows no answer says so, and nothing is asked', () => {
  const self = pilot({ snapshot: fleet({ alerts: [alert] }) });
  openNeed(self, 'alert:aabbccddeeff0011');
  self.press('n');
  expect(self.state.mode.name).toBe('need');
  expect(self.state.toast?.text).toContain('no such answer');
});

test('what somebody has taken over needs nobody, and stands in its tab still', () => {
  const taken = { ...alert, acknowledgedBy: 'kim' };
  const snapshot = fleet({ alerts: [taken], outbox: outboxOf('d1') });
  expect(needsOf(snapshot, [], NOW).map(({ id }) => id)).not.toContain('alert:aabbccddeeff0011');
  const self = pilot({ snapshot });
  self.press('8');
  expect(contentOf(self.state, self.world, 80).map(({ text }) => text)).toEqual([
    'critical  firing           4m  aabbccdd  disk 95%  (kim has it)',
  ]);
  self.press('9');
  expect(contentOf(self.state, self.world, 80).map(({ text }) => text)).toEqual([
    '0 wait, 1 reached nobody',
    '11:51:00  untold  slack: Disk full (channel_not_found)',
  ]);
});

test('a plan that was answered elsewhere while the question stood is not answered again, nor another for it', () => {
  const self = pilot({ snapshot: waiting() });
  openNeed(self, 'approval:0000000a');
  self.press('y');
  self.read(fleet({ approvals: [approval('0000000b')] }));
  self.press('y');
  expect(self.effects.filter(isWrite)).toEqual([]);
  expect(self.state.toast?.text).toContain('settled meanwhile');
});

test('who does not answer stays with the need; who answered does not stand before the next one with the same key', () => {
  const self = pilot({ snapshot: waiting() });
  openNeed(self, 'approval:0000000b');
  self.press('y', 'n');
  expect(self.state.mode).toMatchObject({ name: 'need', needId: 'approval:0000000b' });
  self.press('y', 'y');
  expect(self.state.mode.name).toBe('normal');
});

test('the question of an approval shows the whole plan', () => {
  const self = pilot({ snapshot: waiting(), columns: 120, rows: 30 });
  openNeed(self, 'approval:0000000a');
  self.press('y');
  const { detail } = screenOf(self.state, self.world, paintOf('plain'));
  expect(detail.lines.join('\n')).toContain('hash aa11');
});

test('v shows a need in full with those behind it, Enter opens what it is about, and Escape gives the table back', () => {
  const self = pilot({ snapshot: waiting() });
  openNeed(self, 'approval:0000000a');
  self.press('v');
  const full = screenOf(self.state, self.world, paintOf('plain'));
  expect(full.regions.table).toBe(0);
  expect(full.detail.lines.join('\n')).toMatch(/1\. removes 12 files[\s\S]*4 more \(a\)[\s\S]*! APPROVE/);
  self.press('escape');
  expect(screenOf(self.state, self.world, paintOf('plain')).regions.table).toBeGreaterThan(0);
  openNeed(self, 'row:agent:nightly-tests:failed');
  self.press('enter');
  expect(self.state).toMatchObject({ selected: 'agent:nightly-tests', zoom: true, mode: { name: 'normal' } });
});

test.each([
  ['answered', (self: ReturnType<typeof pilot>) => self.press('y', 'y')],
  ['settled by somebody else', (self: ReturnType<typeof pilot>) => self.read(fleet())],
  ['left with ^C', (self: ReturnType<typeof pilot>) => self.press('^c')],
])('a need that was viewed in full and is %s gives the table back', (_how, end) => {
  const self = pilot({ snapshot: waiting() });
  openNeed(self, 'approval:0000000a');
  self.press('v');
  end(self);
  expect(self.state).toMatchObject({ zoom: false, mode: { name: 'normal' } });
});

test('an alert that opened an incident is one need with it, until somebody has taken the incident over', () => {
  const [incident] = fleet().incidents;
  if (incident === undefined) throw new Error('the fleet has an incident');
  const told = { ...incident, alerts: [alert.fingerprint] };
  const kinds = (acknowledgedBy: string | null) => {
    const snapshot = fleet({ alerts: [alert], incidents: [{ ...told, acknowledgedBy }], urgent: [] });
    return needsOf(snapshot, [], NOW).map(({ id }) => id);
  };
  expect(kinds(null)).toEqual(['incident:INC-31']);
  expect(kinds('kim')).toEqual([`alert:${alert.fingerprint}`]);
});

test('a plan about an agent makes its row the first of the table, and Enter on it leads there', () => {
  const approvals = [approval('0000000c', { playbook: 'agent_down', target: 'web-crawler' })];
  const self = pilot({ snapshot: fleet({ approvals }) });
  expect(self.world.shown[0]).toMatchObject({ name: 'web-crawler', state: 'approve' });
  openNeed(self, 'approval:0000000c');
  self.press('enter');
  expect(self.state).toMatchObject({ selected: 'agent:web-crawler', focus: 'detail' });
  self.read(self.world.snapshot, NOW + 13 * 60_000);
  expect(self.world.rows.find(({ name }) => name === 'web-crawler')?.state).toBe('running');
});

test('time alone makes an answer too late and a run late', () => {
  const self = pilot({ snapshot: waiting() });
  const later = NOW + 13 * 60_000;
  self.read(self.world.snapshot, later);
  expect(self.world.needs.map(({ id }) => id)).not.toContain('approval:0000000a');
  expect(self.world.rows.find(({ name }) => name === 'metrics-collector')?.state).toBe('running');
  self.read(self.world.snapshot, NOW + 26 * 60_000);
  expect(self.world.rows.find(({ name }) => name === 'docs-linter')?.state).toBe('late');
  expect(self.effects.at(-1)).toMatchObject({ type: 'bell', text: expect.stringContaining('docs-linter') });
});

test('read-only, a plan is shown and cannot be answered', () => {
  const self = pilot({ snapshot: waiting(), readOnly: true });
  openNeed(self, 'approval:0000000a');
  self.press('y', 'y');
  expect(self.effects).toEqual([]);
});

test('what waits for a person in healing and delivery stands among the needs, the questions first', () => {
  const snapshot = {
    ...EMPTY_SNAPSHOT,
    approvals: [approval('0000000a'), approval('0000000b', { expiresAt: before(1) })],
    outbox: outboxOf('d1'),
    healingStopped: 'healing/STOP: upgrade',
  };
  const needs = needsOf(snapshot, [], NOW).filter(({ kind }) => ['APPROVE', 'STOPPED', 'UNTOLD'].includes(kind));
  expect(needs.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'APPROVE may disk_full run on /var? removes 12 files, 1.2 GB (12m left)',
    'STOPPED healing is stopped: healing/STOP: upgrade',
    'UNTOLD nobody was told: Disk full (channel_not_found)',
  ]);
});

test('the questions and the kill switch are read from the workspace, and gone when they are answered', () => {
  const at = makeWorkspace();
  const reader = createReader(at);
  const now = Date.now();
  expect(reader.look(now)).toMatchObject({ approvals: [], healingStopped: null });
  const { id } = requestApproval(at, approval('0000000a'), now);
  pullKillSwitch(at, 'upgrade');
  expect(reader.look(now)).toMatchObject({ approvals: [{ id }], healingStopped: 'healing/STOP: upgrade' });
  decideApproval(at, id, { decision: 'deny', by: 'kim', reason: null }, now);
  releaseKillSwitch(at);
  expect(reader.look(now)).toMatchObject({ approvals: [], healingStopped: null });
  writeFileSync(join(at.root, 'approvals', '00000001.json'), '{');
  expect(reader.look(now).problems).toEqual([]);
});
