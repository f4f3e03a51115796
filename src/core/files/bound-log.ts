import { renameSync, statSync } from 'node:fs';

/**
 * Puts a log that has grown beyond `mostBytes` aside as `<log>.1`, in place of the one before it; who appends opens it anew each time, so
 * no line is lost. Says whether it did; a log that is not there is small.
 */
export function boundLog(path: string, mostBytes: number): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.size <= mostBytes) return false;
  renameSync(path, `${path}.1`);
  return true;
}
