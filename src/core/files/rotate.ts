import {
  closeSync,
  copyFileSync,
  createReadStream,
  createWriteStream,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { removeFile } from './atomic.ts';

const CHUNK_BYTES = 256 * 1024;

/** `name.log.20261122T190405123Z.gz`, so that names sort by age. */
function rotatedName(path: string, now: Date): string {
  return `${path}.${now.toISOString().replaceAll(/[-:.]/g, '')}`;
}

export interface Freeze {
  /** Keeps every writer of the file from writing, until `go`. */
  stop: () => void;
  go: () => void;
}

/**
 * Moves what a file holds into a copy and empties it, without losing a byte, although its writers hold it open and know nothing of it
 * (they append, so their next write goes to the new start). The bulk is copied while they write; then they are frozen for the rest, which
 * takes about a millisecond. Fails before anything is cut when there is no room for the copy.
 */
export function copyAndEmpty(path: string, freeze: Freeze, now = new Date()): string {
  const copy = rotatedName(path, now);
  let frozen = false;
  try {
    copyFileSync(path, copy);
    frozen = true;
    freeze.stop();
    appendRest(path, copy);
    truncateSync(path, 0);
  } catch (error) {
    removeFile(copy);
    throw error;
  } finally {
    if (frozen) freeze.go();
  }
  return copy;
}

/** Appends to the copy what was written since. */
function appendRest(path: string, copy: string): void {
  const from = openSync(path, 'r');
  const to = openSync(copy, 'a');
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    let offset = statSync(copy).size;
    for (;;) {
      const read = readSync(from, buffer, 0, buffer.length, offset);
      if (read === 0) break;
      for (let done = 0; done < read; ) done += writeSync(to, buffer, done, read - done);
      offset += read;
    }
    fsyncSync(to);
  } finally {
    closeSync(from);
    closeSync(to);
  }
}

/** Compresses a rotated file; the plain one goes when the compressed one is whole. */
export async function compress(path: string): Promise<string> {
  const packed = `${path}.gz`;
  const unfinished = `${packed}.tmp`;
  try {
    await pipeline(createReadStream(path), createGzip(), createWriteStream(unfinished, { mode: 0o600 }));
    renameSync(unfinished, packed);
  } catch (error) {
    removeFile(unfinished);
    throw error;
  }
  removeFile(path);
  return packed;
}

/** The rotated files of a path, newest first. */
export function rotatedFiles(path: string): string[] {
  const folder = dirname(path);
  const start = `${basename(path)}.2`;
  return readdirSync(folder)
    .filter((name) => name.startsWith(start) && !name.endsWith('.tmp'))
    .sort()
    .reverse()
    .map((name) => join(folder, name));
}
