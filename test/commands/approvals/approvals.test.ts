import { expect, test } from 'vitest';
import { run as allow } from '../../../src/commands/approvals/allow.ts';
import { run as disallow } from '../../../src/commands/approvals/disallow.ts';
import { run as get } from '../../../src/commands/approvals/get.ts';
import { run as pending } from '../../../src/commands/approvals/pending.ts';
import { run as resolve } from '../../../src/commands/approvals/resolve.ts';
import { requestApproval } from '../../../src/core/healing/approvals/store.ts';
import { makeWorkspace } from '../../helpers/index.ts';
import { call } from '../call.ts';

const QUESTION = {
  planId: '20260301-100000-1a2b3c4d',
  planHash: 'a'.repeat(64),
  playbook: 'unit_down',
  playbookHash: 'b'.repeat(64),
  target: 'nginx.service',
  reason: 'the alert unit_failed fires\u001b[2J',
  steps: ['restart_unit nginx.service'],
  requestedBy: 'autoheal',
};

test('a plan waits, is shown with its steps, is decided once, and waits no more', async () => {
  const at = makeWorkspace();
  expect((await call(pending, at)).text).toBe('Nothing waits for a decision.');
  const { id } = requestApproval(at, QUESTION, Date.now());
  expect((await call(pending, at)).data).toMatchObject({ count: 1, approvals: [{ id, state: 'pending' }] });
  const shown = await call(get, at, { args: [id.slice(0, 6)] });
  expect(shown.text).toContain('1. restart_unit nginx.service');
  expect(shown.text).not.toContain('\u001b');
  await expect(call(resolve, at, { args: [id, 'yes'] })).rejects.toThrow(/A decision is one of/);
  await expect(call(resolve, at, { args: [id, 'deny'], options: { expiresInDays: '3' } })).rejects.toThrow(
    /allow-always/,
  );
  const by = { by: 'jan', reason: 'release' };
  expect((await call(resolve, at, { args: [id, 'deny'], options: by })).text).toBe(`${id}: deny by jan`);
  await expect(call(resolve, at, { args: [id, 'allow-once'] })).rejects.toThrow(/was decided \(deny\) by jan/);
  expect((await call(pending, at)).data).toMatchObject({ count: 0 });
  expect((await call(get, at)).data).toMatchObject({ approvals: [{ state: 'denied', decisionReason: 'release' }] });
});

test('a rule is added for a playbook that exists, listed, and removed', async () => {
  const at = makeWorkspace();
  await expect(call(allow, at, { args: ['nothing', '/'] })).rejects.toThrow(/There is no playbook/);
  const options = { by: 'jan', expiresInDays: '30' };
  const added = await call(allow, at, { args: ['unit_down', 'nginx.service'], options });
  expect(added.warnings).toEqual([expect.stringContaining('only observes')]);
  const { id } = added.data.rule as { id: string };
  expect((await call(get, at)).text).toContain('nginx.service');
  expect((await call(disallow, at, { args: [id] })).text).toContain('asks again');
  await expect(call(disallow, at, { args: [id] })).rejects.toThrow(/There is no rule/);
});
