import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { errorCode } from '../../errors.ts';
import { LONGEST_DOCUMENT } from './parse.ts';

/** `stamp` tells whether it is still the same file with the same content. */
export type UrgentText =
  | { state: 'read'; text: string; stamp: string }
  | { state: 'unreadable'; reason: string; stamp: string; isFinal: boolean }
  | { state: 'missing' };

/** What is the machine's fault, not the file's: it may well be read the next time. */
const PASSING = ['EMFILE', 'ENFILE', 'ENOMEM', 'EIO', 'EAGAIN'];

/** Reads a dropped file, whatever it has become since it was listed. @throws for what is no fault of the file. */
export function readUrgentFile(path: string): UrgentText {
  let file: number;
  try {
    // Without O_NONBLOCK a FIFO that took the file's place would hold this process up for ever.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = errorCode(error) ?? 'unknown error';
    if (code === 'ENOENT') return { state: 'missing' };
    if (PASSING.includes(code)) throw error;
    return { state: 'unreadable', reason: `cannot be opened (${code})`, stamp: code, isFinal: false };
  }
  try {
    return readOpen(file);
  } finally {
    closeSync(file);
  }
}

function readOpen(file: number): UrgentText {
  const stat = fstatSync(file, { bigint: true });
  const stamp = stampOf(stat);
  if (!stat.isFile()) return { state: 'missing' };
  if (stat.size > LONGEST_DOCUMENT) {
    const reason = `is ${stat.size} bytes long, more than ${LONGEST_DOCUMENT}`;
    return { state: 'unreadable', reason, stamp, isFinal: true };
  }
  const bytes = Buffer.alloc(Number(stat.size));
  let done = 0;
  while (done < bytes.length) {
    const read = readSync(file, bytes, done, bytes.length - done, done);
    if (read === 0) break;
    done += read;
  }
  return { state: 'read', text: bytes.toString('utf8', 0, done), stamp };
}

function stampOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${size}:${mtimeNs}`;
}

/** Whether what lies there is still what was read. */
export function isStill(path: string, stamp: string): boolean {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat !== undefined && stampOf(stat) === stamp;
}
