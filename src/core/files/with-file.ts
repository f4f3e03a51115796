import { closeSync, fstatSync, openSync } from 'node:fs';
import { errorCode } from '../errors.ts';

/** A file that was there when it was asked for, as long as it was then: what is appended meanwhile is for the next time. */
export interface OpenedFile {
  file: number;
  size: number;
}

/** Opens a file for reading while `act` runs; null where there is none. */
export function withFile<T>(path: string, act: (opened: OpenedFile) => T): T | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    return act({ file, size: fstatSync(file).size });
  } finally {
    closeSync(file);
  }
}
