import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { removeFile } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { placeOf } from './folder.ts';

/** How much of done/ and of rejected/ is kept, each. */
export const KEPT = { days: 30, files: 25_000, bytes: 256_000_000 } as const;

const DAY_MS = 86_400_000;

/** Removes from done/ and rejected/ what is older than 30 days or too much, the oldest first. Returns how many files went. */
export function tidyUrgent(at: Layout, now = Date.now(), kept: { [Name in keyof typeof KEPT]: number } = KEPT): number {
  let removed = 0;
  for (const place of ['done', 'rejected'] as const) {
    let files = 0;
    let bytes = 0;
    for (const file of newestFirst(placeOf(at, place))) {
      files += 1;
      bytes += file.size;
      const isKept = files <= kept.files && bytes <= kept.bytes && now - file.movedAt <= kept.days * DAY_MS;
      if (!isKept && removeFile(file.path)) removed += 1;
    }
  }
  return removed;
}

/** By the time at which they came here: what a file's writer says of its age is another matter. */
function newestFirst(folder: string): { path: string; movedAt: number; size: number }[] {
  try {
    const files = readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      const stat = lstatSync(path, { throwIfNoEntry: false });
      return stat?.isFile() === true ? [{ path, movedAt: stat.ctimeMs, size: stat.size }] : [];
    });
    // Many come in one tick of the file system's clock.
    return files.sort((one, other) => other.movedAt - one.movedAt || (one.path < other.path ? 1 : -1));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
