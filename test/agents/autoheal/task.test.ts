import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTask } from '../../../src/agents/autoheal/task.ts';

const KNOWN = ['disk_space_low', 'unit_down', 'disk'];

test('a task names a playbook exactly, and its target if need be', () => {
  expect(readTask('Fix disk_space_low incident', KNOWN)).toEqual({ playbook: 'disk_space_low', target: null });
  expect(readTask('unit_down', KNOWN)).toEqual({ playbook: 'unit_down', target: null });
  expect(readTask('Fix unit_down on nginx.service', KNOWN)).toEqual({ playbook: 'unit_down', target: 'nginx.service' });
  expect(readTask('fix disk on /mnt/with space', KNOWN)).toEqual({ playbook: 'disk', target: '/mnt/with space' });
});

test('a plan that was made before is named by its id, with the approval it goes by', () => {
  const planId = '20260301-100000-1a2b3c4d';
  expect(readTask(`Run plan ${planId}`, KNOWN)).toEqual({ planId, approvalId: null });
  expect(readTask(`Run plan ${planId} with approval 5f3a9c01`, KNOWN)).toEqual({ planId, approvalId: '5f3a9c01' });
});

test.each([
  ['', 'no playbook'],
  ['Fix the disk space', 'disk'],
  ['Fix disk_space incident', 'no playbook'],
  ['Fix disk_space_lower', 'no playbook'],
  ['Fix unit_down and disk_space_low', 'several playbooks'],
])('%j is refused, and told what is known', (task, expected) => {
  if (expected === 'disk') {
    expect(readTask(task, KNOWN)).toEqual({ playbook: 'disk', target: null });
    return;
  }
  expect(() => readTask(task, KNOWN)).toThrow(expected);
});

test('whatever a task says, what it means is one known playbook that stands in it as a word of its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'abdisk_unw lo;$(`-/') }), (task) => {
      try {
        const read = readTask(task, KNOWN);
        if (!('playbook' in read)) throw new Error('a plan of nothing');
        expect(KNOWN).toContain(read.playbook);
        expect(task).toMatch(new RegExp(`(?:^|[^a-z0-9_-])${read.playbook}(?:$|[^a-z0-9_-])`));
      } catch (error) {
        if ((error as Error).name !== 'OpsError') throw error;
      }
    }),
  );
});
