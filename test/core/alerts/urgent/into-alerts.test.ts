import { expect, test } from 'vitest';
import { policyOf } from '../../../../src/core/alerts/policy/policy.ts';
import { listAlerts } from '../../../../src/core/alerts/store.ts';
import { intoAlerts } from '../../../../src/core/alerts/urgent/into-alerts.ts';
import { takeUrgent } from '../../../../src/core/alerts/urgent/take.ts';
import { configSchema } from '../../../../src/core/config/schema.ts';
import type { Layout } from '../../../../src/core/files/layout.ts';
import { listOutbox } from '../../../../src/core/notify/outbox/store.ts';
import { makeWorkspace } from '../../../helpers/index.ts';
import { drop, filesIn } from './support.ts';

const policy = policyOf(configSchema.parse({}));

function take(at: Layout) {
  return takeUrgent(at, { take: intoAlerts(at, () => policy) });
}

const queued = (at: Layout) => listOutbox(at, 'queued').entries.map(({ outgoing }) => outgoing);
const states = (at: Layout) => [...listAlerts(at).alerts.values()].map(({ state, message }) => `${state} ${message}`);

test('a dropped file is an alert that fires, and a message in the outbox', async () => {
  const at = makeWorkspace();
  drop(at, 'disk.json', { message: 'Disk of db1 is full', severity: 'critical', resource: '/data' });
  await take(at);
  expect(states(at)).toEqual(['firing Disk of db1 is full']);
  expect(queued(at)).toMatchObject([{ severity: 'critical', deliverAfter: null, resolves: false }]);
  expect(queued(at)[0]?.text).toContain('Disk of db1 is full');
  drop(at, 'again.json', { message: 'Disk of db1 is full', severity: 'critical', resource: '/data' });
  await take(at);
  expect(queued(at)).toHaveLength(1);
});

test('an alarm that is over before anybody looked is told as both', async () => {
  const at = makeWorkspace();
  drop(at, '1.json', { name: 'disk_full', message: 'Disk is full' }, 2);
  drop(at, '2.json', { name: 'disk_full', message: 'Disk has room again', resolved: true }, 1);
  await take(at);
  expect(states(at)).toEqual(['resolved Disk is full']);
  expect(queued(at).map(({ resolves }) => resolves)).toEqual([false, true]);
});

test('a file that cannot be read is an alert that a person has to see', async () => {
  const at = makeWorkspace();
  drop(at, 'bad.json', [7]);
  await take(at);
  expect(filesIn(at, 'rejected')).toEqual(['bad.json']);
  expect(states(at).join()).toMatch(/^firing an urgent alarm file could not be read: bad.json is no JSON object/);
  expect(queued(at)).toMatchObject([{ severity: 'critical' }]);
});

test('many at once are all alerts, and few messages', async () => {
  const at = makeWorkspace();
  for (let index = 0; index < 200; index += 1) drop(at, `${index}.json`, { message: `alarm ${index}` });
  await take(at);
  expect(listAlerts(at).alerts.size).toBe(200);
  expect(states(at).every((state) => state.startsWith('firing'))).toBe(true);
  expect(queued(at).length).toBeLessThanOrEqual(2);
  expect(queued(at)[0]?.title).toContain('200');
});
