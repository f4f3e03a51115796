import { readdirSync, renameSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { errorCode } from '../errors.ts';
import { appendJsonLines } from './json-lines.ts';
import type { Layout } from './layout.ts';
import { makeFolder } from './make-folder.ts';

export interface Quarantined {
  version: 1;
  at: string;
  /** Where the file lay, from the workspace's root. */
  file: string;
  movedTo: string;
  reason: string;
}

let moved = 0;

/** Moves a file that cannot be read out of the way, whole, and writes down why. Null where another was faster. */
export function quarantine(at: Layout, path: string, reason: string): Quarantined | null {
  makeFolder(at.quarantine);
  const now = new Date().toISOString();
  // Two files of one name may break in the same millisecond.
  moved += 1;
  const movedTo = join(at.quarantine, `${now.replaceAll(':', '-')}-${process.pid}-${moved}-${basename(path)}`);
  try {
    renameSync(path, movedTo);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  const entry: Quarantined = {
    version: 1,
    at: now,
    file: relative(at.root, path),
    movedTo: relative(at.root, movedTo),
    reason,
  };
  appendJsonLines(join(at.quarantine, 'index.jsonl'), [entry]);
  return entry;
}

export function countQuarantined(at: Layout): number {
  try {
    return readdirSync(at.quarantine).filter((name) => name !== 'index.jsonl').length;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
