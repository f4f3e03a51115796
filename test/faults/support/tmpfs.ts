import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { atEnd } from '../../helpers/at-end.ts';
import { makeFolder } from '../../helpers/index.ts';

const mounted: string[] = [];

function mountTmpfs(folder: string, kibibytes: number): boolean {
  const options = `size=${kibibytes}k,mode=0700`;
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status !== 0) return false;
  mounted.push(folder);
  return true;
}

function unmount(folder: string): void {
  // Lazily: what still has a file open there must not keep the next test from running.
  spawnSync('umount', ['-l', folder]);
}

let permitted: boolean | undefined;

/** Whether this user may mount a small file system. Tests that need one are skipped otherwise. */
export function canMount(): boolean {
  if (permitted === undefined) {
    const folder = makeFolder();
    permitted = process.platform === 'linux' && mountTmpfs(folder, 64);
    if (permitted) unmount(folder);
    else console.warn('skipped: mounting a small tmpfs is not permitted here (it takes root on Linux)');
  }
  return permitted;
}

/** A folder on a file system of its own, of so many KiB. */
export function smallDisk(kibibytes: number): string {
  const folder = makeFolder();
  if (!mountTmpfs(folder, kibibytes)) throw new Error(`tmpfs could not be mounted at ${folder}`);
  return folder;
}

const FILLER = 'filler';

/** Writes until nothing more goes on the disk. */
export function fillDisk(folder: string): void {
  const file = openSync(join(folder, FILLER), 'w');
  const fill = (bytes: number) => {
    try {
      for (;;) if (writeSync(file, Buffer.alloc(bytes)) === 0) return;
    } catch {
      // Full.
    }
  };
  fill(4096);
  fill(1);
  closeSync(file);
}

export function freeDisk(folder: string): void {
  rmSync(join(folder, FILLER));
}

export function remountReadOnly(folder: string): void {
  const done = spawnSync('mount', ['-o', 'remount,ro', folder], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
}

atEnd(() => {
  for (const folder of mounted.splice(0)) unmount(folder);
});
