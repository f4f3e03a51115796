import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { OpsError } from '../errors.ts';
import { createFileAtomic, writeFileAtomic } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { withLock } from '../files/lock.ts';
import { editJsonText } from './edit-json.ts';
import { loadConfigFile } from './load.ts';
import { locateConfig, PACKAGE_KEY } from './locate.ts';

/** One change: the value at a path of keys, or undefined to take the key away. */
export interface Edit {
  path: readonly string[];
  value: unknown;
}

/** So often another change may come between reading and writing. */
const MOST_TRIES = 50;

export interface EditOptions {
  /** Only checked, not written. */
  dryRun?: boolean;
}

/**
 * Changes only what is named: in JSON every other character stays, in YAML the comments and the order of keys. Nothing is written that would
 * not be accepted. A change by somebody else meanwhile is kept, too: then it begins anew with that.
 */
export async function editConfig(
  at: Layout,
  edits: readonly Edit[],
  { dryRun = false }: EditOptions = {},
): Promise<string> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const { file, text } = locateConfig(at);
    const target = file ?? at.config;
    const changed = await editedText(target, text, edits);
    await assertAccepted(at, target, changed);
    if (dryRun || changed === text) return target;
    const isWritten = withLock(at, 'configuration', () => {
      const now = locateConfig(at);
      if (now.file !== file || now.text !== text) return false;
      writeFileAtomic(target, changed, { temporary: at.temporary });
      return true;
    });
    if (isWritten) return target;
  }
  throw new OpsError('E_CONFIG', `${at.config} is changed all the time; nothing was written`, { hint: 'Try again.' });
}

function editedText(target: string, text: string, edits: readonly Edit[]): Promise<string> | string {
  const inPackage = basename(target) === 'package.json';
  const inside = inPackage ? edits.map((edit) => ({ ...edit, path: [PACKAGE_KEY, ...edit.path] })) : edits;
  return isYaml(target) ? editYaml(target, text, inside) : editJsonText(target, text, inside);
}

function isYaml(file: string): boolean {
  return !file.endsWith('.json');
}

async function editYaml(file: string, text: string, edits: readonly Edit[]): Promise<string> {
  const { parseDocument } = (await import('yaml')).default;
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault !== undefined) throw new OpsError('E_CONFIG', `${file} is not YAML: ${fault.message}`);
  for (const { path, value } of edits) {
    try {
      if (value === undefined) document.deleteIn(path);
      else document.setIn(path, value);
    } catch {
      throw new OpsError('E_CONFIG', `${file}: ${path.join('.')} cannot be set, what it lies in is no mapping`);
    }
  }
  // Long texts and comments stay on their lines.
  return document.toString({ lineWidth: 0 });
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
