import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  createReadStream,
  createWriteStream,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  linkSync,
  openSync,
  readSync,
  unlinkSync,
} from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { errorCode, OpsError } from '../../../errors.ts';
import { entryPath, type Folder, identify } from './folder.ts';

const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const WRITE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** How the unfinished copy begins; it is of no use to anybody and may always be removed. */
const UNFINISHED = '.ops-packing-';

/** Opens a file of a folder to be read, and says what was opened. The caller closes the descriptor. */
export function openEntry(folder: Folder, name: string, flags = READ) {
  const descriptor = openSync(entryPath(folder, name), flags);
  try {
    return { descriptor, identity: identify(fstatSync(descriptor, { bigint: true })) };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/**
 * Writes a compressed copy of an open file beside it, with its owner, mode and times, synced. Never replaces a file.
 * @returns the bytes of the copy and up to where the file was read
 */
export async function packInto(
  source: number,
  folder: Folder,
  name: string,
  signal: AbortSignal,
): Promise<{ bytes: number; read: number }> {
  const stat = fstatSync(source);
  const unfinished = `${UNFINISHED}${randomUUID()}`;
  const target = openSync(entryPath(folder, unfinished), WRITE, 0o600);
  try {
    const reader = createReadStream('', { fd: source, autoClose: false, start: 0 });
    const writer = createWriteStream('', { fd: target, autoClose: false });
    await pipeline(reader, createGzip(), writer, { signal });
    fchownSync(target, stat.uid, stat.gid);
    fchmodSync(target, stat.mode & 0o777);
    futimesSync(target, stat.atime, stat.mtime);
    fsyncSync(target);
    linkNew(folder, unfinished, name);
    return { bytes: fstatSync(target).size, read: reader.bytesRead };
  } finally {
    closeSync(target);
    removeEntry(folder, unfinished);
  }
}

/** A second name for a file that was just made; link(2) fails where the name is taken. */
function linkNew(folder: Folder, from: string, name: string): void {
  try {
    linkSync(entryPath(folder, from), entryPath(folder, name));
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw new OpsError('E_FILE', `${folder.path}/${name} is there already`);
    throw error;
  }
}

export function removeEntry(folder: Folder, name: string): void {
  try {
    unlinkSync(entryPath(folder, name));
  } catch {
    // It has its last name already, or somebody was faster.
  }
}

const SAMPLE_BYTES = 256 * 1_024;

/** Which part of a file its compressed copy takes, judged by its first 256 KiB; 1 for a file that is empty. */
export function packedShare(descriptor: number): number {
  const sample = Buffer.alloc(SAMPLE_BYTES);
  const read = readSync(descriptor, sample, 0, SAMPLE_BYTES, 0);
  return read === 0 ? 1 : Math.min(1, gzipSync(sample.subarray(0, read)).length / read);
}
