import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { run as list } from '../../../src/commands/audit/list.ts';
import { run as verify } from '../../../src/commands/audit/verify.ts';
import { appendAudit, auditPath } from '../../../src/core/healing/audit/store.ts';
import { makeWorkspace } from '../../helpers/index.ts';
import { call } from '../call.ts';

test('the audit is listed by playbook, kind and run, and verified; a changed one fails with the line', async () => {
  const at = makeWorkspace();
  expect(await call(verify, at)).toMatchObject({ exitCode: 0, data: { whole: true, entries: 0 } });
  expect((await call(list, at)).text).toBe('No entry.');
  const base = { by: 'jan', target: '/', subject: 'r1' };
  appendAudit(
    at,
    [
      { ...base, kind: 'run begun', playbook: 'one', detail: {} },
      { ...base, kind: 'run ended', playbook: 'one', detail: { outcome: 'verified' } },
      { ...base, kind: 'run begun', playbook: 'two', detail: {} },
    ],
    Date.now(),
  );
  expect((await call(list, at, { options: { playbook: 'one' } })).data).toMatchObject({ count: 2, totalCount: 2 });
  expect((await call(list, at, { options: { kind: 'run ended' } })).text).toContain('outcome=verified');
  expect((await call(list, at, { options: { limit: '1', since: '1h' } })).data).toMatchObject({
    count: 1,
    totalCount: 3,
  });
  await expect(call(list, at, { options: { kind: 'x' } })).rejects.toThrow(/--kind takes one of/);
  writeFileSync(auditPath(at), readFileSync(auditPath(at), 'utf8').replace('verified', 'denied'));
  const broken = await call(verify, at);
  expect(broken).toMatchObject({ exitCode: 1, data: { whole: false } });
  expect(broken.text).toMatch(/BROKEN[\s\S]*line 3/);
});
