import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAudit } from '../../../../src/core/healing/audit/store.ts';
import { recoverRuns } from '../../../../src/core/healing/plan/recover.ts';
import { listRuns } from '../../../../src/core/healing/plan/store.ts';
import { bundleProgram } from '../../../helpers/bundle.ts';
import { makeWorkspace } from '../../../helpers/index.ts';

test('after kill -9 within a step the next start knows which steps were done, which was cut off, and which never began', async () => {
  const at = makeWorkspace();
  const program = await bundleProgram(join(import.meta.dirname, 'hanging-run.ts'));
  const child = spawn(process.execPath, [program, at.root], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(child.stdout, 'data');
  expect(String(said)).toBe('hanging\n');
  expect(recoverRuns(at, Date.now())).toEqual([]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const [over] = recoverRuns(at, Date.now());
  expect(over).toMatchObject({ outcome: 'interrupted', reason: 'its process died in step 2 of 3' });
  expect(over?.steps.map(({ state }) => state)).toEqual(['done', 'begun', 'pending']);
  expect(listRuns(at).runs).toEqual([over]);
  const { entries, faults } = readAudit(at);
  expect(faults).toEqual([]);
  expect(entries.map(({ kind }) => kind)).toEqual(['run begun', 'step begun', 'step ended', 'step begun', 'run ended']);
});
