import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes the names in these folders survive a power cut, each folder once. */
export function syncFolders(folders: readonly string[]): void {
  for (const folder of new Set(folders)) {
    let file: number;
    try {
      file = openSync(folder, 'r');
    } catch {
      // A folder of which nothing was restored need not be there.
      continue;
    }
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}
