/** A file that could not be read the last time: somebody may be in the middle of writing it. Times in epoch milliseconds. */
interface Doubt {
  firstAt: number;
  changedAt: number;
  stamp: string;
}

/** By path, from one look at the folder to the next. */
export type Doubts = Map<string, Doubt>;

/** A writer that stands still for so long is done, or dead. */
const PATIENCE_MS = 1_000;
/** And one that goes on writing for so long, not whole at any moment of it, is told. */
const LONGEST_PATIENCE_MS = 10_000;

/** For how many more milliseconds a file that is not whole is waited for; 0: it has had its time. */
export function patienceLeft(doubts: Doubts, path: string, stamp: string, now: number): number {
  const before = doubts.get(path);
  // A clock that was set back must not make it wait for hours.
  if (before === undefined || before.firstAt > now) {
    doubts.set(path, { firstAt: now, changedAt: now, stamp });
    return PATIENCE_MS;
  }
  if (before.stamp !== stamp) doubts.set(path, { ...before, changedAt: now, stamp });
  const changedAt = before.stamp === stamp ? before.changedAt : now;
  const until = Math.min(changedAt + PATIENCE_MS, before.firstAt + LONGEST_PATIENCE_MS);
  return Math.max(0, until - now);
}

/** Forgets files that are not there any more. */
export function keepDoubtsOf(doubts: Doubts, paths: Iterable<string>): void {
  if (doubts.size === 0) return;
  const there = new Set(paths);
  for (const path of doubts.keys()) if (!there.has(path)) doubts.delete(path);
}
