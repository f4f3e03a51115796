import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ACTION_SETTINGS, type ActionName } from '../../../../src/core/healing/actions/settings.ts';
import { playbookOf } from '../../../../src/core/healing/playbooks/check.ts';
import { holds, triggersOf } from '../../../../src/core/healing/playbooks/condition.ts';
import { playbookJsonSchema } from '../../../../src/core/healing/playbooks/json-schema.ts';
import { type Condition, playbookSchema } from '../../../../src/core/healing/playbooks/schema.ts';
import { filledSettings } from '../../../../src/core/healing/playbooks/settings.ts';
import { SHIPPED } from '../../../../src/core/healing/playbooks/shipped.ts';
import { loadPlaybooks, playbookNamed, playbooksFolder } from '../../../../src/core/healing/playbooks/store.ts';
import type { World } from '../../../../src/core/healing/playbooks/world.ts';
import { makeWorkspace, writeFile } from '../../../helpers/index.ts';

const TRIGGER = { target: 'nginx.service', labels: { resource: 'nginx.service' }, reason: '' };

test.each(SHIPPED.map((given) => [given.name, given] as const))(
  '%s observes, and its actions are known',
  (_, given) => {
    const playbook = playbookSchema.parse(given);
    expect(playbook.mode).toBe('observe');
    for (const { action, settings } of playbook.actions)
      expect(
        ACTION_SETTINGS[action as ActionName].safeParse(
          filledSettings(settings, { ...TRIGGER, target: given.name === 'agent_down' ? 'reporter' : 'nginx.service' }),
        ).error,
      ).toBeUndefined();
  },
);

test('a file of the workspace takes the place of a shipped playbook; a broken one takes it out of use', async () => {
  const at = makeWorkspace();
  mkdirSync(playbooksFolder(at), { recursive: true });
  const own =
    'name: disk_space_low\ndescription: mine\nmode: approve\nwhen: {alert: disk_usage}\nactions: [{action: wait, settings: {for: 1s}}]\n';
  writeFile(join(playbooksFolder(at), 'disk_space_low.yaml'), own);
  writeFile(join(playbooksFolder(at), 'api_slow.json'), '{"name":"api_slow","mod":"auto"}');
  writeFile(join(playbooksFolder(at), 'other.json'), JSON.stringify({ ...SHIPPED[0], name: 'unit_down' }));
  const list = await loadPlaybooks(at);
  expect(playbookNamed(list, 'disk_space_low')).toMatchObject({
    playbook: { mode: 'approve' },
    file: 'playbooks/disk_space_low.yaml',
  });
  expect(() => playbookNamed(list, 'api_slow')).toThrow(/mod is not known here/);
  expect(() => playbookNamed(list, 'other')).toThrow(/its name is unit_down, not other/);
  expect(() => playbookNamed(list, 'ssl')).toThrow(/There is no playbook/);
  expect(playbookNamed(list, 'unit_down')).toMatchObject({ file: null });
  expect(list.problems).toHaveLength(2);
  writeFile(join(playbooksFolder(at), 'disk_space_low.json'), JSON.stringify(SHIPPED[0]));
  const twice = await loadPlaybooks(at);
  expect(() => playbookNamed(twice, 'disk_space_low')).toThrow(/another file is called/);
});

test.each<[string, Record<string, unknown>]>([
  ['a condition as a text', { when: 'disk_percent > 90' }],
  ['a command as an action', { actions: ['rm -rf /'] }],
  ['no action', { actions: [] }],
  ['an unknown mode', { mode: 'yolo' }],
  ['a clear value that is no improvement', { verify: { clear: 95 } }],
  ['no samples', { verify: { samples: 0 } }],
  ['a duration without end', { limits: { window: '900d' } }],
  ['a hundred attempts', { limits: { attempts: 100 } }],
  ['an unknown key', { requires_approval: false }],
])('%s is no playbook', async (_, change) => {
  const given = { ...SHIPPED[0], ...change };
  await expect(playbookOf('x.json', JSON.stringify(given))).rejects.toThrow(/x\.json/);
});

test('the mode is no part of what was allowed; everything else is', async () => {
  const of = async (change: object) => (await playbookOf('x.json', JSON.stringify({ ...SHIPPED[0], ...change }))).hash;
  expect(await of({ mode: 'auto' })).toBe(await of({}));
  expect(await of({ undo: false })).not.toBe(await of({}));
  expect(playbookJsonSchema()).toMatchObject({ type: 'object', required: expect.arrayContaining(['when', 'actions']) });
  expect(playbookJsonSchema()).toMatchObject({
    $defs: { remove_files: { required: expect.arrayContaining(['roots']) } },
  });
});

test('a label is filled in whole or not at all, and never as an option', () => {
  const settings = { unit: { $label: 'target' }, list: ['{target}', { $label: 'resource' }] };
  expect(filledSettings(settings, TRIGGER)).toEqual({ unit: 'nginx.service', list: ['{target}', 'nginx.service'] });
  for (const target of ['', '--force', 'a\nb', 'a\0b', 'x'.repeat(5_000)])
    expect(() => filledSettings(settings, { ...TRIGGER, target })).toThrow(/no plain name/);
  for (const name of ['missing', 'constructor', '__proto__'])
    expect(() => filledSettings({ a: { $label: name } }, TRIGGER)).toThrow(/no label/);
  fc.assert(
    fc.property(fc.string(), (target) => {
      try {
        expect(filledSettings({ a: [{ $label: 'target' }] }, { ...TRIGGER, target })).toEqual({ a: [target] });
      } catch (error) {
        expect((error as Error).name).toBe('OpsError');
      }
    }),
  );
});

const WORLD: World = {
  sampleAt: '2026-03-01T10:00:00Z',
  intervalMs: 300_000,
  readings: [
    { metric: 'disk_percent', resource: '/', value: 90.5 },
    { metric: 'disk_percent', resource: '/home', value: null },
    { metric: 'zombies', resource: null, value: 3 },
  ],
  listed: ['unit_failed'],
  alerts: [
    { labels: { alertname: 'unit_failed', resource: 'a.service' }, state: 'firing' },
    { labels: { alertname: 'unit_failed', resource: 'b.service' }, state: 'stale' },
    { labels: { alertname: 'unit_failed', resource: 'c.service' }, state: 'pending' },
    { labels: { alertname: 'unit_failed', resource: 'd.service' }, state: 'resolved' },
  ],
};
const DISK: Condition = { metric: 'disk_percent', is: 'above', value: 90 };
const UNIT: Condition = { alert: 'unit_failed', labels: {} };

test('a condition names what it holds on; what could not be read triggers nothing and is not clear', () => {
  expect(triggersOf(DISK, WORLD)).toMatchObject([{ target: '/', reason: 'disk_percent of / is 90.5, above 90' }]);
  expect(triggersOf({ ...DISK, value: 90.5 }, WORLD)).toEqual([]);
  expect(triggersOf({ ...DISK, resource: '/home' }, WORLD)).toEqual([]);
  expect(triggersOf(UNIT, WORLD).map(({ target }) => target)).toEqual(['a.service']);
  expect(triggersOf({ ...UNIT, labels: { resource: 'b.service' } }, WORLD)).toEqual([]);
  expect(holds(DISK, '/', WORLD)).toBe(true);
  expect(holds(DISK, '/home', WORLD)).toBeNull();
  expect(holds(DISK, '/gone', WORLD)).toBeNull();
  expect(holds({ metric: 'zombies', is: 'above', value: 2 }, 'machine', WORLD)).toBe(true);
  expect(holds({ metric: 'unit_failed', is: 'equal', value: 1 }, 'x', WORLD)).toBe(false);
  expect(holds(UNIT, 'a.service', WORLD)).toBe(true);
  expect(holds(UNIT, 'b.service', WORLD)).toBeNull();
  expect(holds(UNIT, 'd.service', WORLD)).toBe(false);
  // An alert that is not there was lost, or never was.
  expect(holds(UNIT, 'e.service', WORLD)).toBeNull();
});

test('clear is what is past the clear value, not just below the condition', () => {
  const of = (value: number) =>
    holds(DISK, '/', { ...WORLD, readings: [{ metric: 'disk_percent', resource: '/', value }] }, 85);
  expect([of(84.9), of(85), of(89), of(91)]).toEqual([false, true, true, true]);
});
