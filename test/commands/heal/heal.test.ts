import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run as resolve } from '../../../src/commands/approvals/resolve.ts';
import { run as history } from '../../../src/commands/heal/history.ts';
import { run as list } from '../../../src/commands/heal/list.ts';
import { run as plan } from '../../../src/commands/heal/plan.ts';
import { run as resume } from '../../../src/commands/heal/resume.ts';
import { run as heal } from '../../../src/commands/heal/run.ts';
import { run as show } from '../../../src/commands/heal/show.ts';
import { run as stop } from '../../../src/commands/heal/stop.ts';
import { readAudit } from '../../../src/core/healing/audit/store.ts';
import { playbooksFolder } from '../../../src/core/healing/playbooks/store.ts';
import { storeAlert } from '../../core/alerts/overlays/alerts.ts';
import { makeWorkspace, writeFile } from '../../helpers/index.ts';
import { call } from '../call.ts';

function withPlaybook(mode: string) {
  const at = makeWorkspace();
  const alert = storeAlert(at);
  const { alertname = '' } = alert.labels;
  mkdirSync(playbooksFolder(at), { recursive: true });
  const own = {
    name: 'own',
    description: 'waits',
    mode,
    when: { alert: alertname },
    actions: [{ action: 'wait', settings: { for: '1s' } }],
  };
  writeFile(join(playbooksFolder(at), 'own.json'), JSON.stringify(own));
  return at;
}

test('playbooks are listed with what they hold on, shown as a file, and healing is stopped and resumed', async () => {
  const at = withPlaybook('approve');
  const { data } = await call(list, at);
  expect(data.playbooks).toContainEqual(
    expect.objectContaining({ name: 'own', mode: 'approve', triggers: [expect.anything()] }),
  );
  expect((await call(show, at, { args: ['own'] })).data).toMatchObject({ name: 'own', version: 1 });
  await call(stop, at, { options: { by: 'jan', reason: 'test' } });
  expect((await call(list, at)).warnings).toContainEqual(expect.stringMatching(/stopped by jan.*test/));
  expect((await call(resume, at)).text).toBe('Healing goes on.');
  expect((await call(resume, at)).text).toBe('Healing was not stopped.');
  await call(resume, at, { args: ['own'] });
  const kinds = readAudit(at).entries.map(({ kind }) => kind);
  expect(kinds).toEqual(['stopped', 'resumed', 'resumed', 'breaker closed']);
});

test('a plan is made and asked; denied it does not run, and without a sample nothing does', async () => {
  const at = withPlaybook('approve');
  await expect(call(plan, at, { args: ['unit_down'] })).rejects.toThrow(/nothing to act upon/);
  const asked = await call(plan, at, { args: ['own'], options: { ask: true } });
  expect(asked.text).toMatch(/1\. wait[\s\S]*Against it: stale data[\s\S]*Approval [0-9a-f]{8} is asked/);
  const { id } = asked.data.plan as { id: string };
  const approval = (asked.data.approval as { id: string }).id;
  await call(resolve, at, { args: [approval, 'deny'], options: { by: 'jan' } });
  const ran = await call(heal, at, { args: [id], options: { approval } });
  expect(ran).toMatchObject({ exitCode: 1, data: { ok: false, run: null } });
  expect(ran.text).toMatch(/denial[\s\S]*|stale data/);
  expect((await call(history, at)).text).toBe('Nothing ran.');
});

test('who only observes asks nobody', async () => {
  const at = withPlaybook('observe');
  await expect(call(plan, at, { args: ['own'], options: { ask: true } })).rejects.toThrow(/only observes/);
});
