import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, PROJECT, runJson, runOps } from '../helpers/index.ts';

interface Init {
  workspace: string;
  made: boolean;
  created: string[];
  config: string;
  kept: boolean;
}

const SEED = JSON.parse(readFileSync(join(PROJECT, 'fixtures/config/seed.json'), 'utf8'));

test("init makes a workspace with exactly the seed document's settings, their schema, and nothing for git", async () => {
  const cwd = makeFolder();
  const { code, data } = await runJson<Init>(['init'], { cwd });
  const root = join(cwd, 'ops-automation');
  expect(code).toBe(0);
  expect(data).toMatchObject({
    workspace: root,
    made: true,
    kept: false,
    config: join(root, 'orchestrator-config.json'),
  });
  expect(data.created.map((file) => basename(file))).toEqual([
    'orchestrator-config.json',
    'orchestrator-config.schema.json',
    '.gitignore',
  ]);
  const { $schema, ...settings } = JSON.parse(readFileSync(data.config, 'utf8'));
  expect(settings).toEqual(SEED);
  expect(Object.keys(settings)).toEqual(Object.keys(SEED));
  const schema = JSON.parse(readFileSync(join(root, $schema), 'utf8'));
  expect(schema.properties.heartbeat_interval_minutes.description).toContain('heartbeats');
  expect(statSync(root).mode & 0o777).toBe(0o700);
  expect(statSync(data.config).mode & 0o777).toBe(0o600);
  execFileSync('git', ['init', '-q'], { cwd });
  expect(execFileSync('git', ['status', '--porcelain'], { cwd, encoding: 'utf8' })).toBe('');
  expect(await runJson(['config', 'validate'], { cwd })).toMatchObject({ code: 0, data: { valid: true } });
});

test('init again changes nothing and says so', async () => {
  const cwd = makeFolder();
  const first = await runJson<Init>(['init'], { cwd });
  writeFileSync(first.data.config, '{"locale": "ko"}');
  const again = await runOps(['init'], { cwd });
  expect(again.code).toBe(0);
  expect(again.stdout).toContain('was there already');
  expect(again.stdout).toContain(`kept ${first.data.config} as it is`);
  expect(readFileSync(first.data.config, 'utf8')).toBe('{"locale": "ko"}');
});

test.each(['ops-automation/.opsrc.yaml', 'package.json'])('init does not put a file before %s', async (name) => {
  const cwd = makeFolder();
  mkdirSync(join(cwd, 'ops-automation'), { mode: 0o700 });
  writeFileSync(join(cwd, name), '{"ops": {"locale": "ko"}, "locale": "ko"}', { mode: 0o600 });
  const { data } = await runJson<Init>(['init'], { cwd });
  expect(data).toMatchObject({ config: join(cwd, name), kept: true });
  expect(existsSync(join(cwd, 'ops-automation/orchestrator-config.json'))).toBe(false);
});

test('a folder is named by its parent or by itself, and --workspace and OPS_WORKSPACE are obeyed', async () => {
  const cwd = makeFolder();
  const made = async (args: string[], workspace?: string) =>
    (await runJson<Init>(['init', ...args], { cwd, ...(workspace === undefined ? {} : { workspace }) })).data.workspace;
  expect(await made(['site'])).toBe(join(cwd, 'site/ops-automation'));
  expect(await made(['site/ops-automation'])).toBe(join(cwd, 'site/ops-automation'));
  expect(await made(['--workspace', 'elsewhere'])).toBe(join(cwd, 'elsewhere'));
  expect(await made([], join(cwd, 'third'))).toBe(join(cwd, 'third'));
});

test('a workspace that would not be found from here is told with the way to name it', async () => {
  const cwd = makeFolder();
  const { stdout } = await runOps(['init', 'a folder'], { cwd });
  expect(stdout).toContain(`export OPS_WORKSPACE='${join(cwd, 'a folder/ops-automation')}'`);
});

test('a file in the way is told, and stays', async () => {
  const cwd = makeFolder();
  writeFileSync(join(cwd, 'ops-automation'), 'mine');
  writeFileSync(join(cwd, 'site'), 'mine');
  for (const args of [['init'], ['init', 'site']]) {
    const { code, stderr } = await runOps(args, { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('a file stands in its way');
    expect(stderr).not.toContain('    at ');
  }
  expect(readFileSync(join(cwd, 'ops-automation'), 'utf8')).toBe('mine');
});

test('five at once make one workspace, and each says the truth', async () => {
  const cwd = makeFolder();
  const all = await Promise.all(Array.from({ length: 5 }, () => runJson<Init>(['init'], { cwd })));
  expect(all.map(({ code }) => code)).toEqual(Array(5).fill(0));
  const config = join(cwd, 'ops-automation/orchestrator-config.json');
  expect(all.filter(({ data }) => data.created.includes(config))).toHaveLength(1);
  expect(JSON.parse(readFileSync(config, 'utf8'))).toMatchObject(SEED);
});
