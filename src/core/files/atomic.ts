import { closeSync, fsyncSync, linkSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../errors.ts';
import { makeFolder } from './make-folder.ts';

const FILE_MODE = 0o600;

export { FOLDER_MODE } from './make-folder.ts';

let counter = 0;

/** A name that no other process and no earlier call of this one uses. */
function temporaryName(folder: string): string {
  counter += 1;
  return join(folder, `${process.pid}-${process.hrtime.bigint().toString(36)}-${counter}.tmp`);
}

function writeWhole(path: string, data: string | Uint8Array, sync: boolean): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  const file = openSync(path, 'wx', FILE_MODE);
  try {
    // A nearly full disk takes part of a write without an error; the next call then fails with ENOSPC.
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    if (sync) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

export interface WriteOptions {
  /** Where the unfinished file lies: on the same file system, never in a watched folder. */
  temporary: string;
  /** Survives a power cut once the call returns. Default true; false for what is written again anyway. */
  sync?: boolean;
}

function placeFile(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions,
  place: (from: string) => void,
): void {
  const sync = options.sync ?? true;
  const unfinished = temporaryName(options.temporary);
  try {
    try {
      writeWhole(unfinished, data, sync);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      makeFolder(options.temporary);
      writeWhole(unfinished, data, sync);
    }
    place(unfinished);
    if (sync) syncFolder(dirname(path));
  } catch (error) {
    removeFile(unfinished);
    throw error;
  }
}

/** Replaces a file whole: a reader sees the old content or the new, and a failure leaves the old one. */
export function writeFileAtomic(path: string, data: string | Uint8Array, options: WriteOptions): void {
  placeFile(path, data, options, (unfinished) => {
    try {
      renameSync(unfinished, path);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      makeFolder(dirname(path));
      renameSync(unfinished, path);
    }
  });
}

/** Makes a file whole, or answers false where one of that name is there already. One that could not be made safe is not there. */
export function createFileAtomic(path: string, data: string | Uint8Array, options: WriteOptions): boolean {
  let made = false;
  try {
    placeFile(path, data, options, (unfinished) => {
      try {
        made = linkNew(unfinished, path);
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
        makeFolder(dirname(path));
        made = linkNew(unfinished, path);
      }
      removeFile(unfinished);
    });
  } catch (error) {
    if (made) removeFile(path);
    throw error;
  }
  return made;
}

/** Gives a file a second name; false where that name is taken. The kernel decides between racers. */
export function linkNew(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a file; false where there was none. */
export function removeFile(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

export function writeJsonAtomic(path: string, value: unknown, options: WriteOptions): void {
  writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`, options);
}
