import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';
import { configCacheFile, loadConfigFast } from '../../../src/core/config/cached.ts';
import { loadConfig } from '../../../src/core/config/load.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { failure, temporaryWorkspace, writeIn } from './workspace.ts';

const CONFIG = 'orchestrator-config.json';

/** Puts another language into the cache: a result that shows it came from there. */
function markCache(at: Layout): void {
  const cached = JSON.parse(readFileSync(configCacheFile(at), 'utf8'));
  cached.config.locale = 'ko';
  writeFileSync(configCacheFile(at), JSON.stringify(cached));
}

async function locale(at: Layout, program = '1.0.0'): Promise<string> {
  return (await loadConfigFast(at, program)).config.locale;
}

test('what the cache gives is what loading gives, with and without a file', async () => {
  for (const files of [{}, { [CONFIG]: '{"agents": {"backup": {"schedule": "* * * * *"}}}' }]) {
    const at = temporaryWorkspace(files);
    const loaded = await loadConfig(at);
    expect(await loadConfigFast(at, '1.0.0')).toEqual(loaded);
    expect(existsSync(configCacheFile(at))).toBe(true);
    expect(await loadConfigFast(at, '1.0.0')).toEqual(loaded);
  }
});

test('the second loading comes from the cache', async () => {
  const at = temporaryWorkspace({ [CONFIG]: '{"locale": "en"}' });
  await locale(at);
  markCache(at);
  expect(await locale(at)).toBe('ko');
});

test('a change of the same length, with the same inode and the same times, is seen', async () => {
  const at = temporaryWorkspace({ [CONFIG]: '{"heartbeat_interval_minutes": 10}' });
  await locale(at);
  const { atime, mtime, ino, size } = statSync(at.config);
  writeFileSync(at.config, '{"heartbeat_interval_minutes": 20}');
  utimesSync(at.config, atime, mtime);
  expect(statSync(at.config)).toMatchObject({ ino, size });
  expect((await loadConfigFast(at, '1.0.0')).config.heartbeat_interval_minutes).toBe(20);
});

test.each<[string, (at: Layout) => void]>([
  ['a file that comes first appears', (at) => void writeIn(at, CONFIG, '{"locale": "en"}')],
  ['the file is gone', (at) => rmSync(join(at.root, '.opsrc'))],
  ['the cache is torn', (at) => writeFileSync(configCacheFile(at), readFileSync(configCacheFile(at)).subarray(0, 40))],
  ['the cache is something else', (at) => writeFileSync(configCacheFile(at), 'null')],
])('the cache is not believed when %s', async (_when, change) => {
  const at = temporaryWorkspace({ '.opsrc': 'locale: en' });
  await locale(at);
  markCache(at);
  expect(await locale(at)).toBe('ko');
  change(at);
  expect(await locale(at)).toBe('en');
});

test('the cache of another version or build of the program is not believed', async () => {
  const at = temporaryWorkspace({ [CONFIG]: '{}' });
  await locale(at);
  markCache(at);
  expect(await locale(at, '1.0.1')).toBe('en');
});

test('a file that became wrong is an error, whatever is cached, and leaves no cache of it', async () => {
  const at = temporaryWorkspace({ [CONFIG]: '{}' });
  await locale(at);
  writeIn(at, CONFIG, '{"locale": "fr"}');
  expect((await failure(loadConfigFast(at, '1.0.0'))).code).toBe('E_CONFIG');
  expect((await failure(loadConfigFast(at, '1.0.0'))).code).toBe('E_CONFIG');
});

test('warnings are told from the cache too', async () => {
  const at = temporaryWorkspace({ [CONFIG]: '{}', '.opsrc': 'locale: ko' });
  const { warnings } = await loadConfigFast(at, '1.0.0');
  expect(warnings).toHaveLength(1);
  expect((await loadConfigFast(at, '1.0.0')).warnings).toEqual(warnings);
});

test('loading makes no workspace, and one that cannot be written works without a cache', async () => {
  const at = temporaryWorkspace();
  const none = { ...at, root: join(at.root, 'none'), state: join(at.root, 'none/state') };
  expect(await locale(none)).toBe('en');
  expect(existsSync(none.root)).toBe(false);
  // A file where the folder of temporary files should be fails every write, for root too.
  writeFileSync(at.temporary, '');
  expect(await locale(at)).toBe('en');
  expect(existsSync(configCacheFile(at))).toBe(false);
});

test('from the cache neither zod nor cosmiconfig, yaml or croner is loaded', async () => {
  const at = temporaryWorkspace({ [CONFIG]: '{}' });
  const out = join(at.root, 'built');
  buildSync({
    entryPoints: [join(import.meta.dirname, '../../../src/core/config/cached.ts')],
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
  });
  const program = `
    import { loadConfigFast } from ${JSON.stringify(join(out, 'cached.mjs'))};
    console.log((await loadConfigFast(JSON.parse(process.argv[1]), '1.0.0')).config.locale);
  `;
  const args = ['--input-type=module', '-e', program, JSON.stringify(at)];
  const run = () => execFileSync(process.execPath, args, { cwd: at.root, encoding: 'utf8', stdio: 'pipe' });
  await locale(at);
  // Outside the project no library can be found: an import of one would fail.
  expect(run()).toBe('en\n');
  rmSync(configCacheFile(at));
  expect(run).toThrow(/Cannot find package/);
});
