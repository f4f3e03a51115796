import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { removeFile } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';

const DAY_MS = 86_400_000;
/** A plan, a run that ended, a question and its answer: what became of each stays in the audit. */
const FILE = /^[0-9a-f-]+(?:\.decision|\.used)?\.json$/;

/** Removes files of healing that nobody has written for so many days. What is under way is younger. Answers how many. */
export function cleanHealing(at: Layout, days: number, now: number): number {
  const folders = [join(at.root, 'healing', 'plans'), join(at.root, 'healing', 'runs'), at.approvals];
  return folders.reduce((count, folder) => count + cleanFolder(folder, now - days * DAY_MS), 0);
}

function cleanFolder(folder: string, before: number): number {
  const old = namesIn(folder).filter((name) => FILE.test(name) && isBefore(join(folder, name), before));
  return old.filter((name) => removeFile(join(folder, name))).length;
}

function isBefore(path: string, before: number): boolean {
  const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return changedAt !== undefined && changedAt < before;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
