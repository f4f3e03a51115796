import { type FSWatcher, watch } from 'node:fs';

export interface FolderWatch {
  close(): void;
}

/**
 * Calls `look` for every hint that a folder changed, and every few seconds without one: the kernel drops events under
 * load and says nothing, so a hint means "read the folder", never "this file". `look` must therefore read everything. `isNoise`: names of
 * files whose change is none.
 */
export function watchFolder(
  folder: string,
  look: () => void,
  everyMs = 5_000,
  isNoise: (name: string) => boolean = () => false,
): FolderWatch {
  let watcher: FSWatcher | null = null;
  let closed = false;
  const hinted = (_event: string, name: string | null) => {
    if (name === null || !isNoise(name)) look();
  };

  const arm = () => {
    if (closed || watcher !== null) return;
    try {
      watcher = watch(folder, { persistent: false }, hinted);
      watcher.on('error', () => {
        watcher?.close();
        watcher = null;
      });
    } catch {
      // No watch to be had (limit reached, network file system, folder not there yet): the timer alone still finds everything.
      watcher = null;
    }
  };

  arm();
  const timer = setInterval(() => {
    arm();
    look();
  }, everyMs);
  timer.unref();
  return {
    close() {
      closed = true;
      clearInterval(timer);
      watcher?.close();
    },
  };
}
