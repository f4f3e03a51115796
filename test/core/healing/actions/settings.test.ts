import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settingsOf, settingsProblems } from '../../../../src/core/healing/actions/settings.ts';
import { ACTIONS } from '../../../../src/core/healing/actions/table.ts';
import { makePlan } from '../../../../src/core/healing/plan/plan.ts';
import { loadPlaybooks } from '../../../../src/core/healing/playbooks/store.ts';
import { makeWorkspace, writeFile } from '../../../helpers/index.ts';

const REMOVE = { roots: ['/tmp/x'], names: ['*'], older_than: '7d' };

test('what a playbook leaves out has its default, durations are milliseconds', () => {
  expect(settingsOf('remove_files', REMOVE)).toMatchObject({ older_than: 604_800_000, except: [], max_files: 1_000 });
  expect(() => settingsOf('remove_files', { ...REMOVE, roots: [] })).toThrow('roots');
});

test('labels that are filled in later are not judged, all else is', () => {
  expect(settingsProblems('restart_unit', { unit: { $label: 'target' } })).toEqual([]);
  expect(settingsProblems('restart_unit', { unit: 'nginx' })).toMatchObject([{ path: ['unit'] }]);
  expect(settingsProblems('shell', {})).toMatchObject([{ message: expect.stringContaining('no action shell') }]);
});

test('a playbook with wrong settings is out of use, with the line that is wrong', async () => {
  const at = makeWorkspace();
  const lines = ['name: unit_down', 'description: x', 'when: { alert: a }', 'actions:', '  - action: restart_unit'];
  writeFile(join(at.playbooks, 'unit_down.yaml'), [...lines, '    settings: { unit: nginx }', ''].join('\n'));
  const { playbooks, problems } = await loadPlaybooks(at);
  expect(playbooks.has('unit_down')).toBe(false);
  expect(problems).toMatchObject([{ reason: expect.stringContaining('line 6') }]);
});

test('every shipped playbook can be planned on this machine, or says in words why not', async () => {
  const at = makeWorkspace();
  const { playbooks } = await loadPlaybooks(at);
  const signal = new AbortController().signal;
  for (const known of playbooks.values()) {
    const trigger = { target: 'nginx.service', labels: {}, reason: 'x' };
    try {
      const about = { incidentId: null, alerts: [] };
      await makePlan(known, trigger, about, ACTIONS, { at, now: Date.now, signal });
    } catch (error) {
      // systemd, journald, certbot or an agent of that name may not be here.
      expect([known.playbook.name, (error as Error).name]).toEqual([known.playbook.name, 'OpsError']);
    }
  }
});
