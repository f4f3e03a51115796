import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { OpsError } from '../errors.ts';
import { createFileAtomic, writeFileAtomic } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { withLock } from '../files/lock.ts';
import { loadConfigFile } from './load.ts';
import { locateConfig, PACKAGE_KEY } from './locate.ts';

/** One change: the value at a path of keys, or undefined to take the key away. */
export interface Edit {
  path: readonly string[];
  value: unknown;
}

type Tree = Record<string, unknown>;

/** Changes only what is named, keeps the order of keys, and in YAML the comments. Nothing is written that would not be accepted. */
export async function editConfig(at: Layout, edits: readonly Edit[]): Promise<string> {
  const { file, text } = locateConfig(at);
  const target = file ?? at.config;
  const inPackage = basename(target) === 'package.json';
  const inside = inPackage ? edits.map((edit) => ({ ...edit, path: [PACKAGE_KEY, ...edit.path] })) : edits;
  const changed = isYaml(target) ? await editYaml(text, inside) : editJson(target, text, inside);
  await assertAccepted(at, target, changed);
  withLock(at, 'configuration', () => {
    const now = locateConfig(at);
    if (now.file !== file || now.text !== text) {
      throw new OpsError('E_CONFIG', `${target} was changed meanwhile; nothing was written`, { hint: 'Try again.' });
    }
    writeFileAtomic(target, changed, { temporary: at.temporary });
  });
  return target;
}

function isYaml(file: string): boolean {
  return !file.endsWith('.json');
}

function editJson(file: string, text: string, edits: readonly Edit[]): string {
  let root: unknown = {};
  try {
    if (text.trim() !== '') root = JSON.parse(text);
  } catch (error) {
    throw new OpsError('E_CONFIG', `${file} is not JSON: ${(error as Error).message}`);
  }
  if (!isTree(root)) throw new OpsError('E_CONFIG', `${file} holds no object`);
  for (const edit of edits) apply(file, root, edit);
  const indent = /^\s*\{\s*\n([ \t]+)/.exec(text)?.[1] ?? '  ';
  return `${JSON.stringify(root, null, indent)}\n`;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function apply(file: string, root: Tree, { path, value }: Edit): void {
  let tree = root;
  for (const key of path.slice(0, -1)) {
    if (!Object.hasOwn(tree, key)) {
      if (value === undefined) return;
      tree[key] = {};
    }
    const next = tree[key];
    if (!isTree(next)) throw new OpsError('E_CONFIG', `${file}: ${path.join('.')} cannot be set, ${key} is no object`);
    tree = next;
  }
  const last = path.at(-1) ?? '';
  if (value === undefined) delete tree[last];
  else tree[last] = value;
}

async function editYaml(text: string, edits: readonly Edit[]): Promise<string> {
  const { parseDocument } = (await import('yaml')).default;
  const document = parseDocument(text);
  for (const { path, value } of edits) {
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, value);
  }
  return document.toString();
}

/** Has the whole file checked as it would be, under the name that decides how it is read, in a folder that nobody watches. */
async function assertAccepted(at: Layout, target: string, text: string): Promise<void> {
  const folder = join(at.temporary, `config-${process.pid}-${Date.now()}`);
  const candidate = join(folder, basename(target));
  try {
    createFileAtomic(candidate, text, { temporary: at.temporary, sync: false });
    await loadConfigFile(candidate);
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    throw new OpsError(error.code, error.message.replaceAll(candidate, target), { hint: 'Nothing was changed.' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
