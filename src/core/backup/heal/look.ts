import { closeSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import { type Policy, presentFiles, type Watched, watchedOf } from './table.ts';

export interface Trouble {
  path: string;
  watched: Watched;
  policy: Policy;
  isMissing: boolean;
  /** What is wrong, as the end of a sentence about the file. */
  problem: string;
}

/** A file that has not changed is read again after so long: disks change bits without telling. */
const LOOK_AGAIN_MS = 24 * 3_600_000;

interface Seen {
  identity: string;
  at: number;
}

const fine = new Map<string, Seen>();

/** Every watched file that is there and corrupt. What was fine and has not changed since is not read again within a day. */
export function findCorrupt(at: Layout, now: number): { looked: number; troubles: Trouble[] } {
  const troubles: Trouble[] = [];
  const paths = presentFiles(at);
  for (const path of paths) {
    const watched = watchedOf(path);
    const whole = join(at.root, path);
    const stat = statSync(whole, { throwIfNoEntry: false });
    if (watched === null || stat === undefined) continue;
    const identity = `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
    const seen = fine.get(whole);
    if (seen?.identity === identity && Math.abs(now - seen.at) < LOOK_AGAIN_MS) continue;
    const problem = watched.problem(whole);
    if (problem === null) fine.set(whole, { identity, at: now });
    else troubles.push({ path, watched, policy: watched.corrupt, isMissing: false, problem });
  }
  forgetGone(at, paths);
  return { looked: paths.length, troubles };
}

function forgetGone(at: Layout, paths: readonly string[]): void {
  const present = new Set(paths.map((path) => join(at.root, path)));
  for (const path of fine.keys()) if (path.startsWith(`${at.root}/`) && !present.has(path)) fine.delete(path);
}

/** Every watched file that the newest good backup has and that is gone without a reason. */
export function findMissing(at: Layout, backedUp: readonly string[]): Trouble[] {
  const present = new Set(presentFiles(at));
  const troubles: Trouble[] = [];
  for (const path of backedUp) {
    const watched = watchedOf(path);
    if (watched === null || watched.missing === 'ignore' || present.has(path) || isRetired(path, present)) continue;
    troubles.push({ path, watched, policy: watched.missing, isMissing: true, problem: 'is missing' });
  }
  return troubles;
}

const SEGMENT = /^(metrics\/(?:samples|aggregated)\/)[\d-]+\.seg$/;

/** Retention takes the oldest segments first, so one that is gone was removed on purpose unless an older one is still there. */
function isRetired(path: string, present: ReadonlySet<string>): boolean {
  const folder = SEGMENT.exec(path)?.[1];
  if (folder === undefined) return false;
  const others = [...present].filter((other) => other.startsWith(folder) && SEGMENT.test(other));
  return others.length > 0 && !others.some((other) => other < path);
}

/** Why a file cannot even be opened (permission, too many open files, a disk error); null where it can. Then nothing is known of what is in it. */
export function openProblem(path: string): string | null {
  try {
    closeSync(openSync(path, 'r'));
    return null;
  } catch (error) {
    return `cannot be opened (${errorCode(error) ?? 'unknown error'})`;
  }
}
