import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Examination } from '../../src/core/doctor/examine.ts';
import { makeFolder, makeWorkspace, runJson, runOps, storeRecord } from '../helpers/index.ts';
import { deadOwner } from '../helpers/records.ts';

test('the exit code says clean, found, or could not check', async () => {
  const at = makeWorkspace();
  const only = ['doctor', '--only', 'sessions,files'];
  const clean = await runJson<Examination>(only, { workspace: at.root });
  expect([clean.code, clean.data.ok, clean.data.schemaVersion]).toEqual([0, true, 1]);
  storeRecord(at, { agentId: 'web', kind: 'main', owner: deadOwner() });
  const found = await runOps([...only, '--lint'], { workspace: at.root });
  expect(found.code).toBe(1);
  expect(found.stdout).toContain('warning: agent:web:main is stored as running');
  const fixed = await runOps([...only, '--fix'], { workspace: at.root });
  expect(fixed.code, fixed.stdout).toBe(0);
  expect(fixed.stdout).toContain('Fixed.');
  const none = await runJson<Examination>(['doctor'], { workspace: join(makeFolder(), 'nowhere') });
  expect([none.code, none.data.ok]).toEqual([2, false]);
});

test('text from a file cannot reach the terminal as a command to it', async () => {
  const at = makeWorkspace();
  writeFileSync(join(at.reports, 'a\u001b[2Jb'), 'x', { mode: 0o644 });
  const ran = await runOps(['doctor', '--only', 'workspace.modes'], { workspace: at.root });
  expect(ran.code).toBe(1);
  expect(ran.stdout).not.toContain('\u001b');
});

test('a check that there is not is named as such', async () => {
  const at = makeWorkspace();
  const ran = await runOps(['doctor', '--only', 'nonsense'], { workspace: at.root });
  expect(ran.code).toBe(64);
  expect(ran.stderr).toContain('workspace.modes');
});
