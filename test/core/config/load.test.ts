import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';
import { loadConfig, loadConfigFile } from '../../../src/core/config/load.ts';
import { failure, temporaryWorkspace, writeIn } from './workspace.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/config');
const CONFIG = 'orchestrator-config.json';

test('without a file the defaults hold: the five settings and three agents of the seed document, and the backup', async () => {
  const loaded = await loadConfig(temporaryWorkspace());
  expect(loaded.file).toBeNull();
  expect(loaded.warnings).toEqual([]);
  expect(loaded.config).toMatchObject(JSON.parse(readFileSync(join(FIXTURES, 'seed.json'), 'utf8')));
  const schedules = Object.entries(loaded.config.agents).map(([id, agent]) => [id, agent.schedule, agent.cleanup]);
  expect(schedules).toEqual([
    ['metrics-collector', '*/5 * * * *', 'delete'],
    ['logs-analyzer', '*/10 * * * *', 'delete'],
    ['reporter', '0 9 * * *', 'delete'],
    ['backup', '15 3 * * *', 'delete'],
  ]);
});

test('a workspace that does not exist has the defaults too', async () => {
  const at = temporaryWorkspace();
  expect((await loadConfig({ ...at, root: join(at.root, 'none') })).file).toBeNull();
});

test('the settings of the seed document load as they stand there', async () => {
  const text = readFileSync(join(FIXTURES, 'seed.json'), 'utf8');
  const at = temporaryWorkspace({ [CONFIG]: text });
  const { config, file } = await loadConfig(at);
  expect(file).toBe(at.config);
  expect(config).toEqual((await loadConfig(temporaryWorkspace())).config);
});

test('a YAML file sets every key, and times and switches in it mean what they say', async () => {
  const text = readFileSync(join(FIXTURES, 'full.yaml'), 'utf8');
  const { config } = await loadConfig(temporaryWorkspace({ 'orchestrator-config.yaml': text }));
  expect(config.quiet_hours).toEqual({ start: '22:30', end: '07:15' });
  expect(config.time_zone).toBe('Asia/Seoul');
  expect(config.agents.reporter).toMatchObject({ enabled: false, schedule: '0 9 * * *' });
  expect(config.agents.backup).toMatchObject({ schedule: '0 30 3 * * MON', run_timeout_seconds: 3600 });
  expect(Object.keys(config.agents)).toContain('metrics-collector');
  expect(config.retention.runs_days).toBe(4);
});

test.each([
  ['orchestrator-config.yaml', 'locale: ko'],
  ['orchestrator-config.yml', 'locale: ko'],
  ['.opsrc', 'locale: ko'],
  ['.opsrc', '{"locale": "ko"}'],
  ['.opsrc.json', '{"locale": "ko"}'],
  ['.opsrc.yaml', 'locale: ko'],
  ['.opsrc.yml', 'locale: ko'],
  ['../package.json', '{"name": "site", "ops": {"locale": "ko"}}'],
  ['../../package.json', '{"ops": {"locale": "ko"}}'],
])('%s is read: %s', async (name, text) => {
  const outer = temporaryWorkspace();
  const at = { ...outer, root: join(outer.root, 'site/ops-automation') };
  mkdirSync(at.root, { recursive: true });
  const file = writeIn(at, name, text);
  expect(await loadConfig(at)).toMatchObject({ file, config: { locale: 'ko' }, warnings: [] });
});

test("the workspace's own files come before a package.json, in their order, and what is passed over is told", async () => {
  const at = temporaryWorkspace({ '../package.json': '{"ops": {"locale": "ko"}}', '.opsrc': 'locale: ko' });
  const own = writeIn(at, CONFIG, '{"locale": "en"}');
  const loaded = await loadConfig(at);
  expect(loaded).toMatchObject({ file: own, config: { locale: 'en' } });
  expect(loaded.warnings).toEqual([`${join(at.root, '.opsrc')} is not read: ${own} comes before it`]);
});

test('a package.json without our key, or a broken one that does not speak of us, is passed over', async () => {
  const at = temporaryWorkspace({ '../package.json': '{"name": "site"}' });
  expect((await loadConfig(at)).file).toBeNull();
  writeIn(at, '../package.json', '{"name": ');
  expect((await loadConfig(at)).file).toBeNull();
});

test('a problem in a package.json is named with its line and with the whole path of its key', async () => {
  const at = temporaryWorkspace({ '../package.json': '{\n  "ops": {\n    "locale": "fr"\n  }\n}' });
  expect((await failure(loadConfig(at))).message).toMatch(
    /package\.json, line 3, column 15: ops\.locale must be one of/,
  );
});

test('every problem is told at once, each at its line and column and in the order of the file', async () => {
  const text = readFileSync(join(FIXTURES, 'many-problems.json'), 'utf8');
  const at = temporaryWorkspace({ [CONFIG]: text });
  const error = await failure(loadConfig(at));
  expect(error.code).toBe('E_CONFIG');
  expect(error.exitCode).toBe(78);
  expect(error.message.replace(at.config, 'FILE').split('\n')).toEqual([
    'FILE has 8 problems:',
    '  line 2, column 3: heartbeat_interval_minute is not a known key; did you mean heartbeat_interval_minutes?',
    '  line 3, column 3: cpu_usage is not a known key here; cpu_usage belongs in thresholds',
    '  line 5, column 32: thresholds.cpu_usage.critical must be a number from 0 to 100, not a text; write 90 without quotes or a percent sign',
    '  line 6, column 34: thresholds.memory_usage.warning must not be above critical, which is 80',
    '  line 8, column 45: quiet_hours.end must differ from start',
    '  line 9, column 39: agents.backup.schedule must be a cron expression: five fields (minute hour day month weekday) such as "*/5 * * * *", or six (seconds first)',
    '  line 10, column 16: time_zone must be the name of a time zone such as "Asia/Seoul"',
    '  line 12, column 3: locale is set twice',
  ]);
});

test.each([
  [
    '{"thresholds": {"cpu_usage": {"critical": "90%"}}}',
    'thresholds.cpu_usage.critical must be a number from 0 to 100',
  ],
  [
    '{"thresholds": {"cpu_usage": {"critical": 101}}}',
    'thresholds.cpu_usage.critical must be a number from 0 to 100, not 101',
  ],
  [
    '{"thresholds": {"cpu_usage": {"warning": 95}}}',
    'thresholds.cpu_usage.warning must not be above critical, which is 90',
  ],
  ['{"thresholds": {"error_rate_per_min": {"warning": -1}}}', 'warning must be a number from 0, not -1'],
  ['{"thresholds": {"cpu": {}}}', 'thresholds.cpu is not a known key; known here: cpu_usage, memory_usage, disk_usage'],
  ['{"quiet_hours": {"start": "08:00"}}', 'quiet_hours.end must differ from start'],
  ['{"quiet_hours": {"start": "24:00"}}', 'quiet_hours.start must be a time of day such as "23:00"'],
  ['{"quiet_hours": {"start": 23}}', 'quiet_hours.start must be a text such as "23:00", not 23'],
  ['{"quiet_hours": null}', 'quiet_hours must be a group of keys, not null'],
  ['{"heartbeat_interval_minutes": 0}', 'heartbeat_interval_minutes must be a number above 0, at most 35791, not 0'],
  ['{"heartbeat_interval_minutes": 1e9}', 'heartbeat_interval_minutes must be a number above 0, at most 35791'],
  ['{"heartbeat_interval_minutes": 1e999}', 'heartbeat_interval_minutes must be a number above 0'],
  ['{"heartbeat_interval_minutes": "30"}', 'not a text; write 30 without quotes'],
  ['{"heartbeatIntervalMinutes": 30}', 'did you mean heartbeat_interval_minutes?'],
  ['{"auto_restart_failed_agents": "yes"}', 'auto_restart_failed_agents must be true or false, not a text'],
  ['{"escalation_channels": "slack"}', 'escalation_channels must be a list of texts, not a text'],
  ['{"escalation_channels": ["slack", 5]}', 'escalation_channels[1] must be a text that is not empty, not 5'],
  ['{"escalation_channels": [""]}', 'escalation_channels[0] must not be empty'],
  ['{"reports": {"send_to": ["team"]}}', 'reports.send_to[0] is none of channels: none is configured'],
  ['{"escalation_channels": ["slack", "slack"]}', 'escalation_channels must not name a channel twice'],
  ['{"locale": "fr"}', 'locale must be one of "en", "ko"'],
  ['{"time_zone": "+09:00"}', 'time_zone must be the name of a time zone'],
  ['{"time_zone": ""}', 'time_zone must be the name of a time zone'],
  ['{"time_zone": 9}', 'time_zone must be a text such as "Asia/Seoul" or null, not 9'],
  ['{"agents": {"backup": {"schedule": "* * *"}}}', 'agents.backup.schedule must be a cron expression: five fields'],
  ['{"agents": {"backup": {"schedule": ""}}}', 'agents.backup.schedule must be a cron expression: five fields'],
  ['{"agents": {"backup": {"schedule": "2030-01-01T00:00:00"}}}', 'agents.backup.schedule must be a cron expression'],
  ['{"agents": {"backup": {"schedule": "0 0 30 2 *"}}}', 'agents.backup.schedule names a day that never comes'],
  ['{"agents": {"backup": {"cleanup": "never"}}}', 'agents.backup.cleanup must be one of "keep", "delete"'],
  ['{"agents": {"backup": {"run_timeout_seconds": 1.5}}}', 'run_timeout_seconds must be a whole number from 0 to'],
  ['{"agents": {"../../x": {"command": ["a"]}}}', 'agents."../../x" is not a name for an agent'],
  ['{"agents": {"web": {"persistent": false}}}', 'agents.web needs a command: only metrics-collector,'],
  ['{"agents": []}', 'agents must be a group of keys, not a list'],
  ['{"agents": {"backup": true}}', 'agents.backup must be a group of keys, not true'],
  ['{"agents": {"backup": {"time_zone": "Mars"}}}', 'agents.backup.time_zone must be the name of a time zone'],
  ['{"agents": {"backup": {"depends_on": ["nobody"]}}}', 'depends_on[0] names no agent; there are: metrics-collector,'],
  ['{"agents": {"backup": {"depends_on": ["backup"]}}}', 'agents.backup.depends_on[0] must not be the agent itself'],
  ['{"agents": {"backup": {"cwd": ""}}}', 'agents.backup.cwd must be a text that is not empty'],
  ['{"agents": {"backup": {"command": "tar c /"}}}', 'agents.backup.command must be a list of texts, not a text'],
  ['{"agents": {"backup": {"on_message": 5}}}', 'on_message must be "stdin" or a list of texts, not 5'],
  ['{"agents": {"backup": {"ready": {"http": "x"}}}}', 'ready.http must be a URL that begins with http:// or https://'],
  ['{"retention": {"sessions_count": 0}}', 'retention.sessions_count must be a whole number above 0'],
  ['{"__proto__": {"locale": "ko"}}', '__proto__ is not a known key'],
  ['{"$import": "./other.json"}', '$import is not a known key'],
  ['{"\\u001b[31mred": 1}', '"red" is not a known key'],
  ['null', 'must be a group of keys, not null'],
  ['[]', 'must be a group of keys, not a list'],
  ['"text"', 'must be a group of keys, not a text'],
])('%s is refused: %s', async (text, expected) => {
  const at = temporaryWorkspace({ [CONFIG]: text });
  const error = await failure(loadConfig(at));
  expect(error.code).toBe('E_CONFIG');
  expect(error.message).toContain(expected);
  expect(error.message).toMatch(new RegExp(`^${at.config}, line 1, column \\d+: `));
});

test('agents that depend on each other in a circle are told at every link of it', async () => {
  const command = ['true'];
  const agents = {
    a: { command, depends_on: ['b'] },
    b: { command, depends_on: ['c'] },
    c: { command, depends_on: ['a', 'reporter'] },
  };
  const at = temporaryWorkspace({ [CONFIG]: JSON.stringify({ agents }) });
  const { message } = await failure(loadConfig(at));
  expect(message.match(/closes a circle/g)).toHaveLength(3);
  expect(message).not.toContain('reporter');
});

test('a misspelt key in YAML is named with its line', async () => {
  const at = temporaryWorkspace({ '.opsrc.yaml': '# ours\nlocale: ko\nquiet_hours:\n  strat: "23:00"\n' });
  expect((await failure(loadConfig(at))).message).toContain(
    'line 4, column 3: quiet_hours.strat is not a known key; did you mean start?',
  );
});

test.each([
  [CONFIG, '{"locale": "en"', 'line 1, column 16: is not JSON: the file ends where a comma or } should be'],
  [CONFIG, '{\n  "locale": "en",\n}', 'line 3, column 1: is not JSON'],
  [CONFIG, '{\n  // ours\n  "locale": "en"\n}', 'line 2, column 3: is not JSON'],
  [CONFIG, '', 'is empty'],
  [CONFIG, ' \n ', 'is empty'],
  [CONFIG, '\0\0\0\0', 'is not UTF-8 text'],
  ['.opsrc.yaml', 'locale: "en', 'line 1, column 12: is not YAML: a closing quote'],
  ['.opsrc.yaml', 'locale: en\n\tlogs: {}\n', 'line 2, column 1: is not YAML'],
  ['.opsrc.yaml', 'locale: en\nlocale: ko\n', 'line 2, column 1: locale is set twice'],
  ['.opsrc.yaml', 'locale: en\n---\nlocale: ko\n', 'is not YAML: a second document begins here'],
  ['.opsrc.yaml', 'locale: !!js/function "x"\n', 'line 1, column 9: is not YAML: a tag or directive'],
  ['.opsrc.yaml', 'locale: *none\n', 'is not YAML: an alias names nothing'],
])('%s with %j is refused: %s', async (name, text, expected) => {
  const at = temporaryWorkspace({ [name]: text });
  const error = await failure(loadConfig(at));
  expect(error.code).toBe('E_CONFIG');
  expect(error.message).toContain(expected);
  expect(error.message).toContain(join(at.root, name));
});

test('a YAML file of comments alone means the defaults', async () => {
  const loaded = await loadConfig(temporaryWorkspace({ '.opsrc.yaml': '# nothing yet\n' }));
  expect(loaded.config.locale).toBe('en');
});

test('aliases that unfold to billions are refused at once', async () => {
  const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`);
  const at = temporaryWorkspace({ '.opsrc.yaml': `a0: &a0 [x]\n${levels.join('\n')}\n` });
  expect((await failure(loadConfig(at))).code).toBe('E_CONFIG');
});

test('a byte order mark at the beginning is no problem and moves no column', async () => {
  const at = temporaryWorkspace({ [CONFIG]: '\uFEFF{"locale": "ko"}' });
  expect((await loadConfig(at)).config.locale).toBe('ko');
  writeIn(at, CONFIG, '\uFEFF{"locale": "fr"}');
  expect((await failure(loadConfig(at))).message).toContain('line 1, column 12: locale');
});

test('no text of the file is ever told, wherever it stands: it may be a secret', async () => {
  const secret = 'xoxb-7777-s3cret';
  const texts = [
    `{"token": "${secret}"}`,
    `{"locale": "${secret}"}`,
    `{"quiet_hours": {"start": "${secret}"}}`,
    `{"time_zone": "${secret}"}`,
    `{"agents": {"a": {"schedule": "${secret}", "cleanup": "${secret}"}}}`,
    `{"escalation_channels": "${secret}"}`,
    `"${secret}"`,
    `{"token": "${secret}`,
    `{"token": ${secret}}`,
  ];
  for (const text of texts) {
    for (const name of [CONFIG, '.opsrc.yaml']) {
      const error = await failure(loadConfig(temporaryWorkspace({ [name]: text })));
      expect(error.message).not.toContain('s3cret');
      expect(error.hint).not.toContain('s3cret');
    }
  }
});

test('hundreds of problems are told as the first twenty and their number', async () => {
  const keys = Array.from({ length: 300 }, (_, i) => `"key_${i}": 1`);
  const error = await failure(loadConfig(temporaryWorkspace({ [CONFIG]: `{${keys.join(',\n')}}` })));
  expect(error.message).toContain('has 300 problems');
  expect(error.message).toContain('and 280 more');
  expect(error.message.split('\n')).toHaveLength(22);
});

test('a folder in place of the file is said to be one', async () => {
  const at = temporaryWorkspace();
  mkdirSync(at.config);
  expect((await failure(loadConfig(at))).message).toBe(`${at.config} is a folder; a configuration is a file`);
});

test('a pipe in place of the file does not keep the program waiting', async () => {
  const at = temporaryWorkspace();
  execFileSync('mkfifo', [at.config]);
  expect((await failure(loadConfig(at))).message).toContain('is not a regular file');
});

test('a link to nothing is told, and a link to a file is followed', async () => {
  const at = temporaryWorkspace();
  symlinkSync('dotfiles.json', at.config);
  expect((await failure(loadConfig(at))).message).toContain('is a link to a file that does not exist');
  writeIn(at, 'dotfiles.json', '{"locale": "ko"}');
  expect((await loadConfig(at)).config.locale).toBe('ko');
});

test('a file of megabytes is refused unread', async () => {
  const at = temporaryWorkspace({ [CONFIG]: ' '.repeat(1_000_001) });
  expect((await failure(loadConfig(at))).message).toContain('1000001 bytes');
});

test.skipIf(process.getuid?.() === 0)('a file without permission to read is told', async () => {
  const at = temporaryWorkspace({ [CONFIG]: '{}' });
  chmodSync(at.config, 0);
  expect((await failure(loadConfig(at))).message).toContain('permission denied');
});

test('a file that others may write is refused, since a configuration can name commands', async () => {
  const at = temporaryWorkspace({ [CONFIG]: '{}' });
  chmodSync(at.config, 0o666);
  const error = await failure(loadConfig(at));
  expect(error.code).toBe('E_WORKSPACE_UNSAFE');
  expect(error.hint).toContain(`chmod go-w ${at.config}`);
});

test('a package.json that others may write is passed over with a warning', async () => {
  const at = temporaryWorkspace({ '../package.json': '{"ops": {"locale": "ko"}}' });
  const file = join(at.root, '../package.json');
  chmodSync(file, 0o666);
  const loaded = await loadConfig(at);
  expect(loaded).toMatchObject({ file: null, config: { locale: 'en' } });
  expect(loaded.warnings).toEqual([`${file} is not read: others may write it (mode 666)`]);
});

test('a file of code is no configuration', async () => {
  const at = temporaryWorkspace({ '.opsrc.js': 'throw 1', 'orchestrator-config.js': 'throw 1' });
  expect((await loadConfig(at)).file).toBeNull();
  expect((await failure(loadConfigFile(join(at.root, '.opsrc.js')))).message).toContain('never runs code');
});

test('loading runs nothing that lies in the current folder for cosmiconfig itself', () => {
  const trap = 'require("node:fs").writeFileSync(__dirname + "/ran", "")';
  const at = temporaryWorkspace({ '.config/config.cjs': trap, 'orchestrator-config.json': '{"locale": "ko"}' });
  const program = join(at.temporary, 'load.mjs');
  buildSync({
    entryPoints: [join(import.meta.dirname, '../../../src/core/config/load.ts')],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['typescript'],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  const code = `import { loadConfig } from ${JSON.stringify(program)};
    console.log((await loadConfig(JSON.parse(process.argv[1]))).config.locale);`;
  const args = ['--input-type=module', '-e', code, JSON.stringify(at)];
  expect(execFileSync(process.execPath, args, { cwd: at.root, encoding: 'utf8' })).toBe('ko\n');
  expect(existsSync(join(at.root, '.config/ran'))).toBe(false);
});

test('one file is checked wherever it lies', async () => {
  expect((await loadConfigFile(join(FIXTURES, 'full.yaml'))).locale).toBe('ko');
  expect((await failure(loadConfigFile(join(FIXTURES, 'none.json')))).message).toContain('there is no such file');
  const at = temporaryWorkspace({ '../package.json': '{"name": "site"}' });
  expect((await failure(loadConfigFile(join(at.root, '../package.json')))).message).toContain('has no key "ops"');
});
