import { expect, test } from 'vitest';
import { run as explain } from '../../../src/commands/alerts/explain.ts';
import { run as event } from '../../../src/commands/system/event.ts';
import { run as presence } from '../../../src/commands/system/presence.ts';
import { run as status } from '../../../src/commands/system/status.ts';
import { addMark } from '../../../src/core/events/mark.ts';
import { readLastEvents } from '../../../src/core/events/read.ts';
import { storeAlert } from '../../core/alerts/overlays/alerts.ts';
import { deadOwner, makeWorkspace, storeRecord } from '../../helpers/index.ts';
import { call } from '../call.ts';

test('what somebody writes down is an event, and nothing is said twice or empty', async () => {
  const at = makeWorkspace();
  const { data } = await call(event, at, { args: ['deployed 4.2'], options: { by: 'kim' } });
  expect(data).toMatchObject({ ok: true, by: 'kim', text: 'deployed 4.2', heartbeat: null });
  const { events } = readLastEvents(at, 10);
  expect(events).toMatchObject([{ kind: 'system.event', subject: 'kim', text: 'deployed 4.2' }]);
  await expect(call(event, at, { args: ['a'], options: { text: 'b' } })).rejects.toThrow(/twice/);
  await expect(call(event, at, { options: { text: ' ' } })).rejects.toThrow(/empty/);
  await expect(call(event, at, { args: ['a'], options: { mode: 'soon' } })).rejects.toThrow(/mode/);
});

test('an alert is explained with what was written down in the hour before it, and not with what lies long back', async () => {
  const at = makeWorkspace();
  const alert = storeAlert(at);
  const began = Date.parse(alert.activeAt);
  addMark(at, { by: 'kim', text: 'upgrade of the kernel' }, began - 20 * 60_000);
  addMark(at, { by: 'kim', text: 'long ago' }, began - 90 * 60_000);
  const { text, data } = await call(explain, at, { args: [alert.fingerprint] });
  expect(data.marks).toMatchObject([{ text: 'upgrade of the kernel' }]);
  expect(text).toMatch(/Written down around that moment\n.*kim: upgrade of the kernel/);
});

test('who works here is told with its process, and what has ended is not', async () => {
  const at = makeWorkspace();
  expect((await call(presence, at)).text).toBe('Nobody works in this workspace now.');
  storeRecord(at, { agentId: 'web', kind: 'main' });
  storeRecord(at, { agentId: 'gone', owner: deadOwner() });
  const { data } = await call(presence, at);
  expect(data).toMatchObject({ count: 1, presence: [{ role: 'session', key: 'agent:web:main', pid: process.pid }] });
});

test('status --all holds what a report of a fault needs', async () => {
  const at = makeWorkspace();
  const { data, text } = await call(status, at, { options: { all: true } });
  expect(data).toMatchObject({ versions: { json: 1 }, allSessions: [], doctor: { schemaVersion: 1 } });
  expect(text).toMatch(/Versions {6}ops .*Node/);
});
