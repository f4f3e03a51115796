import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SchemaNode } from '../../src/core/config/json-schema.ts';
import { makeFolder, makeWorkspace, PROJECT, plannedWorkspace, runJson, runOps } from '../helpers/index.ts';

const FIXTURES = join(PROJECT, 'fixtures/config');

interface Failure {
  ok: boolean;
  error: { code: string; message: string; hint: string };
}

test('config file names the file in use, and where it would be when there is none', async () => {
  const at = makeWorkspace();
  const none = await runJson(['config', 'file'], { workspace: at.root });
  expect(none).toMatchObject({ code: 0, data: { path: at.config, exists: false } });
  expect(none.stderr).toContain('the defaults hold');
  const yaml = join(at.root, '.opsrc.yaml');
  writeFileSync(yaml, 'locale: ko', { mode: 0o600 });
  expect((await runOps(['config', 'file'], { workspace: at.root })).stdout).toBe(`${yaml}\n`);
});

test('config file also names a file that nobody can read', async () => {
  const at = makeWorkspace();
  mkdirSync(at.config);
  expect((await runOps(['config', 'file'], { workspace: at.root })).stdout).toBe(`${at.config}\n`);
});

test('config get gives what is in force: as text for a person, as JSON for a script', async () => {
  const { root: workspace } = makeWorkspace({ quiet_hours: { start: '22:00' } });
  const get = async (...args: string[]) => (await runOps(['config', 'get', ...args], { workspace })).stdout;
  expect(await get('quiet_hours.start')).toBe('22:00\n');
  expect(await get('quiet_hours.end')).toBe('08:00\n');
  expect(await get('quiet_hours.end', '--json')).toBe('"08:00"\n');
  expect(JSON.parse(await get('agents.reporter'))).toMatchObject({ schedule: '0 9 * * *', enabled: true });
  expect(await get('escalation_channels[1]')).toBe('slack\n');
  expect(await get('time_zone')).toBe('null\n');
  expect(JSON.parse(await get())).toMatchObject({ heartbeat_interval_minutes: 30 });
});

test.each([
  ['agents.reporter.task', '"agents.reporter.task" is not set'],
  ['quiet_hours.strat', 'is not a known key; did you mean start?'],
  ['constructor', 'is not a known key'],
])('config get %s is exit code 1 and says why', async (path, expected) => {
  const { root: workspace } = makeWorkspace();
  const { code, data, stderr } = await runJson<Failure>(['config', 'get', path], { workspace });
  expect(code).toBe(1);
  expect(data.ok).toBe(false);
  expect(data.error.message).toContain(expected);
  expect(stderr).toContain(expected);
});

test('config get sees a change at once, however fast it follows', async () => {
  const at = makeWorkspace({ locale: 'en' });
  const get = async () => (await runOps(['config', 'get', 'locale'], { workspace: at.root })).stdout.trim();
  expect(await get()).toBe('en');
  expect(existsSync(join(at.state, 'config-cache.json'))).toBe(true);
  for (const locale of ['ko', 'en', 'ko']) {
    writeFileSync(at.config, readFileSync(at.config, 'utf8').replace(/en|ko/, locale));
    expect(await get()).toBe(locale);
  }
});

test('asking for settings makes no workspace', async () => {
  const at = plannedWorkspace();
  for (const args of [
    ['config', 'get'],
    ['config', 'file'],
    ['config', 'validate'],
  ]) {
    expect((await runOps(args, { workspace: at.root })).code).toBe(0);
  }
  expect(existsSync(at.root)).toBe(false);
});

test('config schema is JSON Schema in which every key says what it is for', async () => {
  const { stdout, code } = await runOps(['config', 'schema'], { cwd: makeFolder() });
  expect(code).toBe(0);
  const schema = JSON.parse(stdout);
  expect(schema.$schema).toContain('json-schema.org');
  expect(schema.additionalProperties).toBe(false);
  const undescribed = (node: SchemaNode, path: string): string[] => [
    ...Object.entries(node.properties ?? {}).flatMap(([key, inner]) => [
      ...(inner.description === undefined ? [`${path}${key}`] : []),
      ...undescribed(inner, `${path}${key}.`),
    ]),
    ...(typeof node.additionalProperties === 'object' ? undescribed(node.additionalProperties, `${path}*.`) : []),
  ];
  expect(undescribed(schema, '')).toEqual([]);
});

test('config validate says that a file is valid, and warns of one that is passed over', async () => {
  const at = makeWorkspace({ locale: 'ko' });
  const { data } = await runJson(['config', 'validate'], { workspace: at.root });
  expect(data).toEqual({ valid: true, path: at.config, warnings: [] });
  writeFileSync(join(at.root, '.opsrc'), 'locale: en', { mode: 0o600 });
  const two = await runJson<{ warnings: string[] }>(['config', 'validate'], { workspace: at.root });
  expect(two.data.warnings[0]).toContain('.opsrc is not read');
  expect(two.stderr).toContain('.opsrc is not read');
});

test('config validate checks a file that is named, in any format', async () => {
  const full = join(FIXTURES, 'full.yaml');
  expect(await runJson(['config', 'validate', full])).toMatchObject({ code: 0, data: { valid: true, path: full } });
  const { code, data } = await runJson<Failure & { valid: boolean; path: string }>([
    'config',
    'validate',
    join(FIXTURES, 'many-problems.json'),
  ]);
  expect(code).toBe(78);
  expect(data).toMatchObject({ ok: false, valid: false, path: join(FIXTURES, 'many-problems.json') });
  expect(data.error.code).toBe('E_CONFIG');
  expect(data.error.message).toContain('has 8 problems');
});

const BAD: readonly (readonly [what: string, text: string, expected: RegExp])[] = [
  [
    'an unknown key',
    '{"colour": "red"}',
    /line 1, column 2: colour is not a known key; known here: heartbeat_interval/,
  ],
  ['a misspelt key', '{"quiet_hour": {}}', /quiet_hour is not a known key; did you mean quiet_hours\?/],
  ['a wrong type', '{"auto_restart_failed_agents": "yes"}', /must be true or false/],
  ['a percentage as text', '{"thresholds": {"cpu_usage": {"critical": "90%"}}}', /must be a number from 0 to 100/],
  ['warning above critical', '{"thresholds": {"cpu_usage": {"warning": 95}}}', /must not be above critical/],
  ['quiet hours with equal ends', '{"quiet_hours": {"start": "08:00"}}', /quiet_hours\.end must differ from start/],
  [
    'a bad cron expression',
    '{"agents": {"x": {"schedule": "often"}}}',
    /agents\.x\.schedule must be a cron expression/,
  ],
  ['a bad time zone', '{"time_zone": "Mars"}', /time_zone must be the name of a time zone/],
  ['a name that leaves the folder', '{"agents": {"../../x": {}}}', /is not a name for an agent/],
  ['torn JSON', '{"locale": "ko"', /line 1, column 16: is not JSON/],
  ['an empty file', '', /is empty/],
];

test.each(BAD)(
  '%s is exit code 78 with the file, the place and what is allowed, and no stack',
  async (_what, text, expected) => {
    const at = makeWorkspace();
    writeFileSync(at.config, text, { mode: 0o600 });
    const { code, stdout, stderr } = await runOps(['config', 'validate'], { workspace: at.root });
    expect(code).toBe(78);
    expect(stdout).toBe('');
    expect(stderr).toMatch(expected);
    expect(stderr).toContain(at.config);
    expect(stderr).not.toContain('    at ');
  },
);

test('what needs a setting fails as validate does', async () => {
  const at = makeWorkspace({ locale: 'fr' });
  const { code, stderr } = await runOps(['config', 'get', 'locale'], { workspace: at.root });
  expect(code).toBe(78);
  expect(stderr).toContain('locale must be one of "en", "ko"');
});

test('a folder in place of the file, and a file that others may write, are exit code 78 too', async () => {
  const folder = makeWorkspace();
  mkdirSync(folder.config);
  expect(await runJson(['config', 'validate'], { workspace: folder.root })).toMatchObject({
    code: 78,
    data: { valid: false, path: folder.config, error: { code: 'E_CONFIG' } },
  });
  const open = makeWorkspace({});
  chmodSync(open.config, 0o666);
  expect(await runJson(['config', 'get'], { workspace: open.root })).toMatchObject({
    code: 78,
    data: { ok: false, error: { code: 'E_WORKSPACE_UNSAFE' } },
  });
});

test('a configuration that is broken stops no reading of sessions', async () => {
  const at = makeWorkspace();
  writeFileSync(at.config, '{', { mode: 0o600 });
  expect((await runOps(['sessions', 'list', '--json'], { workspace: at.root })).code).toBe(0);
});
