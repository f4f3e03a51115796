import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { errorCode } from '../errors.ts';
import { LARGEST_FILE_BYTES } from './tar/unpack.ts';

export interface SteadyFile {
  content: Buffer;
  /** Whether its owner may run it. */
  executable: boolean;
  modifiedMs: number;
}

/** A file that is written all the time: what was read last is then no moment that ever was. */
const ATTEMPTS = 5;
const NEW_LINE = 10;

/** Files of this kind only grow: what was there when reading began is whole. */
export function isAppendOnly(path: string): boolean {
  return path.endsWith('.jsonl');
}

/**
 * Reads a file as it was at one moment. A file that is replaced by renaming is read whole from the one opened; one that changed while it
 * was read is read again. Of a growing file the whole lines are taken. Null where it has gone meanwhile.
 * @throws Error with the reason where it cannot be read
 */
export async function readSteady(path: string): Promise<SteadyFile | null> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    let file: FileHandle;
    try {
      file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
    try {
      const read = await readOnce(file, path);
      if (read !== null) return read;
    } finally {
      await file.close();
    }
  }
  throw new Error(`it changed ${ATTEMPTS} times while it was read`);
}

async function readOnce(file: FileHandle, path: string): Promise<SteadyFile | null> {
  const before = await file.stat();
  if (!before.isFile()) throw new Error('it is no regular file');
  if (before.size > LARGEST_FILE_BYTES) throw new Error(`it is too large: ${before.size} bytes`);
  const buffer = Buffer.alloc(before.size);
  let done = 0;
  while (done < buffer.length) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, done);
    if (bytesRead === 0) return null;
    done += bytesRead;
  }
  const about = { executable: (before.mode & 0o100) !== 0, modifiedMs: before.mtimeMs };
  const after = await file.stat();
  if (after.size === before.size && after.mtimeMs === before.mtimeMs && after.ctimeMs === before.ctimeMs) {
    // A writer that is half through a line of a growing file changes nothing while it waits.
    return { content: isAppendOnly(path) ? wholeLines(buffer) : buffer, ...about };
  }
  // Renamed over while it was read: the one that was opened is whole, and only its link count changed.
  if (after.size === before.size && after.mtimeMs === before.mtimeMs && (await isReplaced(path, after.ino))) {
    return { content: buffer, ...about };
  }
  return isAppendOnly(path) && after.size > before.size ? { content: wholeLines(buffer), ...about } : null;
}

async function isReplaced(path: string, inode: number): Promise<boolean> {
  try {
    return (await stat(path)).ino !== inode;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    throw error;
  }
}

/** Up to the last line break. Without any, the file is one line that somebody is still writing, or no lines at all: kept as it is. */
function wholeLines(buffer: Buffer): Buffer {
  const end = buffer.lastIndexOf(NEW_LINE);
  return end === -1 ? buffer : buffer.subarray(0, end + 1);
}
