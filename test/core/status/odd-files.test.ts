import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFacts } from '../../../src/core/status/facts.ts';
import { makeWorkspace, runOps } from '../../helpers/index.ts';

test('pipes and folders that look like alarms or incidents keep nobody waiting', async () => {
  const at = makeWorkspace();
  for (const path of [join(at.urgentAlerts, 'p.json'), join(at.activeIncidents, 'p.md')]) {
    execFileSync('mkfifo', [path]);
    mkdirSync(path.replace('/p.', '/folder.'));
  }
  expect(readFacts(at, Date.now()).urgent).toEqual([]);
  for (const words of [['status'], ['health'], ['incidents'], ['dashboard', '--once'], ['report', 'daily']]) {
    const ran = await runOps(words, { workspace: at.root, limitMs: 20_000 });
    expect([words, ran.signal]).toEqual([words, null]);
  }
});
