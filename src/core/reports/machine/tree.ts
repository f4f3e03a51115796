import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import type { Mark } from './fingerprint.ts';

/** A folder of configuration is small; one that somebody put a data set into must not cost minutes. */
const MOST_ENTRIES = 20_000;
const LARGEST_READ = 1_024 * 1_024;
const DEEPEST = 12;

/** Every file and link below `folder`, by its path under `root`. Never follows a link, opens nothing but regular files. */
export function treeEntries(
  root: string,
  folder: string,
  options: { leaveOut?: (path: string) => boolean },
): Record<string, Mark> {
  const found: Record<string, Mark> = {};
  let count = 0;
  const visit = (path: string, depth: number) => {
    const full = join(root, path);
    const stat = lstatSync(full, { throwIfNoEntry: false });
    if (stat === undefined || options.leaveOut?.(path) === true) return;
    if (stat.isDirectory()) {
      if (depth >= DEEPEST) return;
      for (const name of namesOf(full)) visit(`${path}/${name}`, depth + 1);
      return;
    }
    count += 1;
    if (count > MOST_ENTRIES) return;
    const value = markOf(full, stat);
    // The change time is the kernel's: unlike the modification time no copy or package sets it back.
    if (value !== null) found[path] = { value, since: Math.round(stat.ctimeMs) };
  };
  visit(`/${folder}`, 0);
  return found;
}

function namesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return [];
  }
}

function markOf(path: string, stat: Stats): string | null {
  try {
    if (stat.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
    if (!stat.isFile()) return null;
    if (stat.size <= LARGEST_READ) return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 12);
  } catch (error) {
    // Gone in this moment; what may not be read (the password file) is known by its size and time.
    if (errorCode(error) === 'ENOENT') return null;
  }
  return `${stat.size} bytes of ${Math.round(stat.mtimeMs)}`;
}
