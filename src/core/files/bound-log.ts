import { renameSync, statSync } from 'node:fs';

/** Where what was put aside of a log lies. */
export function asidePath(path: string): string {
  return `${path}.1`;
}

/**
 * Puts a log that has grown beyond `mostBytes` aside in place of the one before it; who appends opens it anew each time, so
 * no line is lost. Says whether it did; a log that is not there is small.
 */
export function boundLog(path: string, mostBytes: number): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.size <= mostBytes) return false;
  renameSync(path, asidePath(path));
  return true;
}
