import { statSync } from 'node:fs';

/** What is younger may be changed once more within the same tick of the file system's clock, and look the same. */
const SETTLED_MS = 100;
/** Of all folders of a process; beyond it the oldest are read anew. */
const MOST = 25_000;

/**
 * A reader that reads a file again only when it has changed: who judges alerts asks for all alerts and incidents each time, and parsing
 * eighty incidents took 18 ms. Callers must not change what they get. Null where there is no file, or `read` says so.
 */
export function rememberingReader<T>(): (path: string, read: () => T | null) => T | null {
  const known = new Map<string, { mark: string; value: T }>();
  return (path, read) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) {
      known.delete(path);
      return null;
    }
    const mark = `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
    const before = known.get(path);
    if (before?.mark === mark) return before.value;
    known.delete(path);
    const value = read();
    if (value === null || Date.now() - stat.ctimeMs < SETTLED_MS) return value;
    known.set(path, { mark, value });
    const [oldest] = known.keys();
    if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    return value;
  };
}
