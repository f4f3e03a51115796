import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import type { Mark } from './fingerprint.ts';

type Reader = (root: string) => Record<string, Mark>;

/** The package databases that are plain files. That of rpm is not, and asking rpm itself would mean to start it. */
const READERS: readonly Reader[] = [readDpkg, readApk, readPacman];

/** Installed packages and their versions; null where no database is there that plain reading understands. */
export function readPackages(root: string): Record<string, Mark> | null {
  for (const read of READERS) {
    try {
      return read(root);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
  return null;
}

function readDpkg(root: string): Record<string, Mark> {
  const folder = join(root, 'var/lib/dpkg');
  const packages: Record<string, Mark> = {};
  for (const paragraph of readFileSync(join(folder, 'status'), 'utf8').split('\n\n')) {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1] ?? '';
    const name = field('Package');
    if (name === '' || !field('Status').endsWith(' installed')) continue;
    const architecture = field('Architecture');
    // Two architectures of one library are two packages.
    const key = packages[name] === undefined ? name : `${name}:${architecture}`;
    const lists = [`${name}.list`, `${name}:${architecture}.list`].map((file) => join(folder, 'info', file));
    packages[key] = { value: field('Version'), since: lists.map(changedAt).find((time) => time !== null) ?? null };
  }
  return packages;
}

function changedAt(path: string): number | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? null : Math.round(stat.ctimeMs);
}

function readApk(root: string): Record<string, Mark> {
  const packages: Record<string, Mark> = {};
  for (const paragraph of readFileSync(join(root, 'lib/apk/db/installed'), 'utf8').split('\n\n')) {
    const name = /^P:(.*)$/m.exec(paragraph)?.[1];
    const version = /^V:(.*)$/m.exec(paragraph)?.[1];
    if (name !== undefined && version !== undefined) packages[name] = { value: version, since: null };
  }
  return packages;
}

/** One folder a package: `bash-5.2.026-2`; the version is the last two parts. */
function readPacman(root: string): Record<string, Mark> {
  const folder = join(root, 'var/lib/pacman/local');
  const packages: Record<string, Mark> = {};
  for (const entry of readdirSync(folder)) {
    const match = /^(.+)-([^-]+-[^-]+)$/.exec(entry);
    if (match === null) continue;
    const [, name = '', version = ''] = match;
    packages[name] = { value: version, since: changedAt(join(folder, entry, 'desc')) };
  }
  return packages;
}
