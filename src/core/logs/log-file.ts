import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { HEAD_BYTES, type ReadAt } from './fingerprint.ts';
import { reasonOf } from './sources.ts';

/** An open log file, known to be a regular file of text or gzip. */
export interface LogFile {
  path: string;
  descriptor: number;
  device: string;
  inode: string;
  size: number;
  modifiedMs: number;
  /** When it was made; 0 where the file system does not say. */
  bornMs: number;
  gzip: boolean;
  readAt: ReadAt;
  close(): void;
}

const SIGNATURES: readonly (readonly [bytes: readonly number[], reason: string])[] = [
  [[0x28, 0xb5, 0x2f, 0xfd], 'is compressed with zstd, which is not read'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'is compressed with xz, which is not read'],
  [[0x42, 0x5a, 0x68], 'is compressed with bzip2, which is not read'],
  [[0xff, 0xfe], 'is UTF-16 text, which is not read'],
  [[0xfe, 0xff], 'is UTF-16 text, which is not read'],
  [[0x4c, 0x50, 0x4b, 0x53, 0x48, 0x48, 0x52, 0x48], 'is a journal file; use the source "journal"'],
];

/** Text logs hold colours and tabs, never many other control characters. */
const MOST_CONTROL_SHARE = 0.1;
const ESCAPE = 0x1b;

function startsWith(head: Buffer, bytes: readonly number[]): boolean {
  return head.length >= bytes.length && bytes.every((byte, at) => head[at] === byte);
}

/** NULs at the very beginning are the hole that `copytruncate` leaves under a writer that keeps its place; the text follows it. */
function isBinary(head: Buffer): boolean {
  let first = 0;
  while (first < head.length && head[first] === 0) first += 1;
  if (first === head.length) return false;
  let control = 0;
  for (let at = first; at < head.length; at += 1) {
    const byte = head[at] ?? 0;
    if (byte < 32 && (byte < 8 || byte > 13) && byte !== ESCAPE) control += byte === 0 ? 4 : 1;
  }
  return control > (head.length - first) * MOST_CONTROL_SHARE;
}

function kindReason(stat: { isFIFO(): boolean; isDirectory(): boolean; isSocket(): boolean }): string {
  if (stat.isFIFO()) return 'is a FIFO';
  if (stat.isDirectory()) return 'is a folder';
  return stat.isSocket() ? 'is a socket' : 'is a device';
}

function readerOf(descriptor: number): ReadAt {
  return (position, length) => {
    const bytes = Buffer.alloc(Math.max(0, length));
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(descriptor, bytes, done, bytes.length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  };
}

/** Opens a log, or says why it is none. Never waits: what is not a regular file is not opened, for opening a FIFO alone can wait for ever. */
export function openLogFile(path: string): LogFile | { reason: string } {
  let descriptor: number;
  try {
    const before = statSync(path);
    if (!before.isFile()) return { reason: kindReason(before) };
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    return { reason: reasonOf(error) };
  }
  try {
    const stat = fstatSync(descriptor, { bigint: true });
    const readAt = readerOf(descriptor);
    const head = stat.isFile() ? readAt(0, HEAD_BYTES) : Buffer.alloc(0);
    const reason = stat.isFile() ? contentReason(head) : 'is not a regular file';
    if (reason !== null) {
      closeSync(descriptor);
      return { reason };
    }
    return {
      path,
      descriptor,
      device: String(stat.dev),
      inode: String(stat.ino),
      size: Number(stat.size),
      modifiedMs: Number(stat.mtimeMs),
      bornMs: stat.birthtimeMs === stat.ctimeMs ? 0 : Number(stat.birthtimeMs),
      gzip: startsWith(head, [0x1f, 0x8b]),
      readAt,
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    closeSync(descriptor);
    return { reason: reasonOf(error) };
  }
}

function contentReason(head: Buffer): string | null {
  if (startsWith(head, [0x1f, 0x8b])) return null;
  for (const [bytes, reason] of SIGNATURES) if (startsWith(head, bytes)) return reason;
  return isBinary(head) ? 'is binary' : null;
}
