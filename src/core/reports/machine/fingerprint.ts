import { readFileSync, statSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import type { ChangeKind } from '../report-parts.ts';
import { readPackages } from './packages.ts';
import { treeEntries } from './tree.ts';

/** One thing that may change: what it is now, and since when, in epoch milliseconds, where the machine keeps that. */
export interface Mark {
  value: string;
  since: number | null;
}

/** What a machine is made of, by names: versions of packages, contents of unit files and of configuration, the boot. */
export interface Fingerprint {
  marks: Record<ChangeKind, Record<string, Mark>>;
  blind: { kind: ChangeKind; reason: string }[];
}

/** Where units lie; what is enabled is a link in one of the first two. */
const UNIT_FOLDERS = ['etc/systemd/system', 'etc/systemd/user', 'usr/lib/systemd/system', 'lib/systemd/system'];
const CONFIG_FOLDER = 'etc';
/** Rewritten by the system itself, again and again, without anybody having changed anything. */
const RESTLESS =
  /^\/etc\/(?:ld\.so\.cache|adjtime|mtab|\.pwd\.lock|resolv\.conf\.dhclient.*|lvm\/(?:archive|backup)\/.*)$/;

/**
 * Reads the machine's fingerprint. Reads only, and starts no program.
 * @param root `/`, or a folder that stands for it. @param extra files outside of it that count as configuration.
 */
export function readFingerprint(root: string, extra: readonly string[] = []): Fingerprint {
  const blind: Fingerprint['blind'] = [];
  const marks: Fingerprint['marks'] = { package: {}, unit: {}, file: {}, boot: {} };
  const guarded = (kind: ChangeKind, read: () => Record<string, Mark>) => {
    try {
      Object.assign(marks[kind], read());
    } catch (error) {
      if (errorCode(error) === undefined && !(error instanceof NotKept)) throw error;
      blind.push({ kind, reason: error instanceof NotKept ? error.message : `${errorCode(error)}` });
    }
  };
  guarded('package', () => packagesOf(root));
  guarded('unit', () => unitsOf(root));
  guarded('file', () => treeEntries(root, CONFIG_FOLDER, { leaveOut: (path) => RESTLESS.test(path) || isUnit(path) }));
  guarded('file', () => Object.assign({}, ...extra.map((path) => treeEntries('/', path.slice(1), {}))));
  guarded('boot', () => bootOf(root));
  return { marks, blind };
}

class NotKept extends Error {}

function packagesOf(root: string): Record<string, Mark> {
  const packages = readPackages(root);
  if (packages === null) throw new NotKept('no package database that can be read without its own program');
  return { ...packages, 'linux (running)': { value: release(), since: null } };
}

function isUnit(path: string): boolean {
  return UNIT_FOLDERS.some((folder) => path.startsWith(`/${folder}/`));
}

function unitsOf(root: string): Record<string, Mark> {
  const folders = UNIT_FOLDERS.filter((folder) =>
    statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory(),
  );
  if (folders.length === 0) throw new NotKept('no systemd units on this machine');
  // /lib is a link to /usr/lib on most machines; the same units twice would be two changes for one.
  const merged =
    statSync(join(root, 'lib'), { throwIfNoEntry: false })?.ino ===
    statSync(join(root, 'usr/lib'), { throwIfNoEntry: false })?.ino;
  return Object.assign(
    {},
    ...folders
      .filter((folder) => !(merged && folder.startsWith('lib/')))
      .map((folder) => treeEntries(root, folder, {})),
  );
}

function bootOf(root: string): Record<string, Mark> {
  const id = readFileSync(join(root, 'proc/sys/kernel/random/boot_id'), 'utf8').trim();
  const btime = /^btime (\d+)$/m.exec(readFileSync(join(root, 'proc/stat'), 'utf8'))?.[1];
  return { boot: { value: id, since: btime === undefined ? null : Number(btime) * 1_000 } };
}
