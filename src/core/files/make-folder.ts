import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../errors.ts';

export const FOLDER_MODE = 0o700;

/** Makes a folder and those above it, only for the user. @throws the operating system's reason. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    // Node 20 says "no such file" for a read-only file system, too. One folder at a time it tells the truth.
    makeFolder(dirname(path));
    mkdirSync(path, { mode: FOLDER_MODE });
  }
}
