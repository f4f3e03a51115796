import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forgetLeanVariables, leanVariables } from '../../../src/core/sessions/lean.ts';
import { CALM, makeWorkspace, startOrchestrator, waitFor } from '../../helpers/index.ts';

test('what the user has set stays, what was added goes', () => {
  const env = { PATH: '/bin', MALLOC_ARENA_MAX: '4' };
  const started: NodeJS.ProcessEnv = { ...env, ...leanVariables(env) };
  expect(started).toMatchObject({ MALLOC_ARENA_MAX: '4', MALLOC_TRIM_THRESHOLD_: '131072' });
  forgetLeanVariables(started);
  expect(started).toEqual(env);
});

test('the orchestrator is started lean, and its agents see nothing of that', async () => {
  const at = makeWorkspace(CALM);
  const seen = join(at.root, 'seen');
  const show = { command: ['sh', '-c', `env > ${seen}.new; mv ${seen}.new ${seen}; sleep 60`], persistent: true };
  const withAgent = makeWorkspace({ ...CALM, agents: { show } });
  const { pid } = await startOrchestrator(withAgent);
  expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toContain('MALLOC_ARENA_MAX=1');
  const environment = await waitFor(() => {
    try {
      return readFileSync(seen, 'utf8');
    } catch {
      return null;
    }
  });
  expect(environment).not.toMatch(/MALLOC_|OPS_LEAN/);
});
