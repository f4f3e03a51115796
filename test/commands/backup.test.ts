import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  makeFolder,
  makeWorkspace,
  plannedWorkspace,
  runJson,
  runOps,
  startOrchestrator,
  writeFile,
} from '../helpers/index.ts';

interface Created {
  ok: boolean;
  name: string;
  path: string;
  removed: string[];
}

test('a backup is made, listed, verified and restored from a shell', async () => {
  const at = makeWorkspace();
  const options = { workspace: at.root };
  writeFile(at.latestMetrics, '{"version":1,"cpu":12}\n');
  const first = await runJson<Created>(['backup', 'create'], options);
  expect(first.code).toBe(0);
  const second = await runJson<Created>(['backup', 'create', '--keep-daily', '1'], options);
  expect(second.data.removed).toEqual([first.data.name]);
  const listed = await runJson<{ backups: { name: string; state: string }[] }>(['backup'], options);
  expect(listed.data.backups).toMatchObject([{ name: second.data.name, state: 'good' }]);
  expect((await runOps(['backup', 'verify', '--all'], options)).stdout).toContain('good');
  writeFileSync(at.latestMetrics, 'broken');
  const refused = await runOps(['backup', 'restore'], options);
  expect(refused.code).toBe(64);
  expect(refused.stderr).toContain('metrics/latest.json');
  const restored = await runJson<{ aside: string }>(['backup', 'restore', '--only', 'metrics', '--yes'], options);
  expect(restored.data.aside).toContain('replaced-');
});

test('a damaged backup makes verify exit 1', async () => {
  const at = makeWorkspace();
  const { data } = await runJson<Created>(['backup', 'create'], { workspace: at.root });
  writeFileSync(data.path, 'no archive');
  const ran = await runOps(['backup', 'verify'], { workspace: at.root });
  expect([ran.code, ran.stdout]).toEqual([1, expect.stringContaining('DAMAGED')]);
});

test('a workspace that is lost altogether comes back from a file', async () => {
  const at = makeWorkspace({ locale: 'ko' });
  const file = join(makeFolder(), 'away.tar.gz');
  expect((await runOps(['backup', 'create', '--output', file], { workspace: at.root })).code).toBe(0);
  rmSync(at.root, { recursive: true });
  const lost = plannedWorkspace();
  expect((await runOps(['backup', 'restore', file], { workspace: lost.root })).code).toBe(0);
  const config = await runOps(['config', 'get', 'locale'], { workspace: lost.root });
  expect(config.stdout.trim()).toBe('ko');
});

test('nothing is restored under an orchestrator that runs', async () => {
  const at = makeWorkspace();
  await runOps(['backup', 'create'], { workspace: at.root });
  await startOrchestrator(at);
  const ran = await runOps(['backup', 'restore', '--yes'], { workspace: at.root });
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain('its orchestrator runs');
});

test('--only names the parts that there are', async () => {
  const ran = await runOps(['backup', 'create', '--only', 'metric'], { workspace: makeWorkspace().root });
  expect(ran.code).toBe(64);
  expect(ran.stderr).toContain('Did you mean metrics?');
});
