import { lstatSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode, OpsError } from '../errors.ts';
import { CONFIG_FILE, type Layout } from '../files/layout.ts';

/** Where a workspace's own configuration may lie, the first one found wins. None of them can run code. */
const OWN_FILES = [
  CONFIG_FILE,
  'orchestrator-config.yaml',
  'orchestrator-config.yml',
  '.opsrc',
  '.opsrc.json',
  '.opsrc.yaml',
  '.opsrc.yml',
];

/** The key of a package.json that holds the configuration. */
export const PACKAGE_KEY = 'ops';

/** Settings are kilobytes; a log that was put here by mistake is not read into memory. */
const MAXIMUM_BYTES = 1_000_000;
const OTHERS_WRITE = 0o022;

export interface Located {
  /** null: there is none, so the defaults hold. */
  file: string | null;
  text: string;
  /** What a user should know although everything works. */
  warnings: string[];
}

/**
 * Finds and reads the configuration: the workspace's own file, else the `ops` key of the nearest package.json from the folder
 * around the workspace upward. It loads no library, so that every command can afford it.
 * @throws OpsError E_CONFIG for what is there and cannot be read, E_WORKSPACE_UNSAFE for what others may write.
 */
export function locateConfig(at: Layout): Located {
  const [file, ...ignored] = ownConfigFiles(at);
  if (file === undefined) return locatePackage(dirname(at.root));
  const { text, stat } = readConfigText(file);
  assertOwn(file, stat);
  return { file, text, warnings: ignored.map((other) => `${other} is not read: ${file} comes before it`) };
}

/** The workspace's own configuration files, the one in use first. They may be anything: a folder, a link to nothing. */
export function ownConfigFiles(at: Layout): string[] {
  // One reading of the folder takes a fifth of the time of seven questions.
  const names = new Set(namesIn(at.root));
  return OWN_FILES.filter((name) => names.has(name)).map((name) => join(at.root, name));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function locatePackage(start: string): Located {
  const warnings: string[] = [];
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    const found = readPackage(file);
    if (found !== null) {
      const danger = dangerOf(found.stat);
      if (danger === null) return { file, text: found.text, warnings };
      // In a folder such as /tmp anybody can put one: it must neither be believed nor stop the program.
      warnings.push(`${file} is not read: ${danger}`);
    }
    if (folder === dirname(folder)) return { file: null, text: '', warnings };
  }
}

/** A package.json without our key is none of our business, whatever else may be wrong with it. */
function readPackage(file: string): { text: string; stat: Stats } | null {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat?.isFile() !== true || stat.size > MAXIMUM_BYTES) return null;
    const text = readFileSync(file, 'utf8');
    return hasOwnKey(text) ? { text, stat } : null;
  } catch {
    return null;
  }
}

/** A text that says "ops" and is no JSON counts too: whoever wrote it means to configure us, and is told what is wrong. */
function hasOwnKey(text: string): boolean {
  if (!text.includes(`"${PACKAGE_KEY}"`)) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && Object.hasOwn(value, PACKAGE_KEY);
  } catch {
    return true;
  }
}

/** @throws OpsError E_CONFIG where the path is no readable file of a sensible size. */
export function readConfigText(file: string): { text: string; stat: Stats } {
  let stat: Stats;
  try {
    stat = statSync(file);
  } catch (error) {
    throw new OpsError('E_CONFIG', `${file}: ${errorCode(error) === 'ENOENT' ? missing(file) : reason(error)}`);
  }
  if (stat.isDirectory()) throw new OpsError('E_CONFIG', `${file} is a folder; a configuration is a file`);
  if (!stat.isFile()) throw new OpsError('E_CONFIG', `${file} is not a regular file`);
  if (stat.size > MAXIMUM_BYTES) {
    throw new OpsError('E_CONFIG', `${file} holds ${stat.size} bytes; a configuration holds at most ${MAXIMUM_BYTES}`);
  }
  try {
    return { text: readFileSync(file, 'utf8'), stat };
  } catch (error) {
    throw new OpsError('E_CONFIG', `${file}: ${reason(error)}`, { cause: error });
  }
}

function missing(file: string): string {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined
    ? 'is a link to a file that does not exist'
    : 'there is no such file';
}

function reason(error: unknown): string {
  const code = errorCode(error);
  return code === 'EACCES' || code === 'EPERM' ? 'may not be read: permission denied' : `cannot be read (${code})`;
}

function assertOwn(file: string, stat: Stats): void {
  const danger = dangerOf(stat);
  if (danger === null) return;
  throw new OpsError('E_WORKSPACE_UNSAFE', `${file} is not read: ${danger}`, {
    hint: `A configuration can name commands to run. Check what is in it, then run: chmod go-w ${file}`,
  });
}

/** Why somebody else could have written the file; null where only this user or root could. */
function dangerOf(stat: Stats): string | null {
  const user = process.getuid?.();
  if (user !== undefined && stat.uid !== user && stat.uid !== 0) return `it belongs to user ${stat.uid}`;
  const mode = (stat.mode & 0o777).toString(8);
  return (stat.mode & OTHERS_WRITE) !== 0 ? `others may write it (mode ${mode})` : null;
}
