import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { folders } from '../../src/core/files/layout.ts';
import { assertSafe, findWorkspace, makeWorkspace, openWorkspace } from '../../src/core/workspace.ts';
import { makeFolder, writeFile } from '../helpers/index.ts';

const before = { ...process.env };

afterEach(() => {
  process.env.OPS_WORKSPACE = before.OPS_WORKSPACE;
  if (before.OPS_WORKSPACE === undefined) delete process.env.OPS_WORKSPACE;
});

test('what is given comes before the variable, and the variable before what lies around', () => {
  const here = makeFolder();
  mkdirSync(join(here, 'ops-automation'));
  process.env.OPS_WORKSPACE = '/variable';
  expect(findWorkspace('given', here)).toBe(join(here, 'given'));
  expect(findWorkspace(undefined, here)).toBe('/variable');
  expect(findWorkspace('', here)).toBe('/variable');
  process.env.OPS_WORKSPACE = '';
  expect(findWorkspace(undefined, here)).toBe(join(here, 'ops-automation'));
});

test('of several upward the nearest is meant', () => {
  delete process.env.OPS_WORKSPACE;
  const top = makeFolder();
  for (const folder of ['ops-automation', 'a/ops-automation', 'a/b/c'])
    mkdirSync(join(top, folder), { recursive: true });
  expect(findWorkspace(undefined, join(top, 'a/b/c'))).toBe(join(top, 'a/ops-automation'));
  expect(findWorkspace(undefined, top)).toBe(join(top, 'ops-automation'));
});

test('a new workspace is only for its owner, and has all its folders', () => {
  const root = join(makeFolder(), 'ops-automation');
  const { at, made } = makeWorkspace(root);
  expect(made).toBe(true);
  for (const folder of [root, ...folders(at)]) expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(makeWorkspace(root).made).toBe(false);
});

test.each([0o770, 0o707, 0o722, 0o777])('a workspace of mode %o is refused, with the way out', (mode) => {
  const root = makeFolder();
  chmodSync(root, mode);
  expect(() => openWorkspace(root)).toThrow(
    expect.objectContaining({ code: 'E_WORKSPACE_UNSAFE', exitCode: 78, hint: `Run: chmod go-w ${root}` }),
  );
});

test.each([0o700, 0o755, 0o750])('a workspace of mode %o, which others may at most read, is taken', (mode) => {
  const root = makeFolder();
  chmodSync(root, mode);
  expect(openWorkspace(root).root).toBe(root);
});

test.skipIf(process.getuid?.() !== 0)('a workspace of another user is refused (needs root to be made)', () => {
  const root = makeFolder();
  chownSync(root, 12_345, 12_345);
  expect(() => assertSafe(root)).toThrow(expect.objectContaining({ code: 'E_WORKSPACE_UNSAFE' }));
  expect(() => makeWorkspace(root)).toThrow('belongs to user 12345');
});

test('a link that leads to an unsafe folder is judged by the folder', () => {
  const folder = makeFolder();
  const unsafe = join(folder, 'unsafe');
  mkdirSync(unsafe);
  chmodSync(unsafe, 0o777);
  symlinkSync(unsafe, join(folder, 'link'));
  expect(() => openWorkspace(join(folder, 'link'))).toThrow(expect.objectContaining({ code: 'E_WORKSPACE_UNSAFE' }));
});

test('a file, and nothing at all, are no workspace', () => {
  const folder = makeFolder();
  expect(() => openWorkspace(writeFile(join(folder, 'file'), ''))).toThrow('is a file; a workspace is a folder');
  expect(() => openWorkspace(join(folder, 'none'))).toThrow('There is no workspace at');
});
