import { basename, dirname } from 'node:path';
import { type Fingerprint, HEAD_BYTES, isSameContent, takeFingerprint } from './fingerprint.ts';
import type { LogFile } from './log-file.ts';
import { readGzip } from './read-lines.ts';

/** How far one file has been read. Kept from run to run; a file that was renamed, compressed or emptied is known by it. */
export interface Track extends Fingerprint {
  version: 1;
  /** Where the file was seen last, and with symbolic links followed. */
  path: string;
  realPath: string;
  /** The source of the configuration that it came from. */
  source: string;
  device: string;
  inode: string;
  /** When the file was made, in milliseconds; 0 where the file system does not say. */
  bornMs: number;
  gzip: boolean;
  /** Where reading goes on, in uncompressed bytes. */
  offset: number;
  /** The line that `offset` lies in was counted already. */
  midLine: boolean;
  /** Bytes in the file (compressed ones for gzip) and its time of change when it was read. */
  size: number;
  modifiedMs: number;
  /** When it was last seen, and when it last held something new. ISO 8601. */
  seenAt: string;
  grewAt: string;
}

export function isSameFile(track: Track, file: LogFile): boolean {
  if (track.inode !== file.inode || track.device !== file.device || track.gzip !== file.gzip) return false;
  // Made after it was last seen: the inode was given to another file, even if that one begins with the same words.
  if (track.bornMs > 0 && file.bornMs > track.bornMs) return false;
  if (file.gzip) return file.size === track.size && file.modifiedMs === track.modifiedMs;
  return file.size >= track.offset && isSameContent(track, track.offset, file.readAt);
}

/** `app.log` and `app.log.1`, `app.log-20260102.gz`, `app.1.log`, `app-2026-01-02.log`: names that log rotation gives. */
export function isRotationName(one: string, other: string): boolean {
  return dirname(one) === dirname(other) && stemOf(one) === stemOf(other);
}

const COMPRESSED = /\.(?:gz|zst|xz|bz2)$/;
const ROTATED = /(?:[._-](?:\d[\d_T:-]*|old|prev|bak|copy))+$/i;

function stemOf(path: string): string {
  const name = basename(path).replace(COMPRESSED, '').replace(ROTATED, '');
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot).replace(ROTATED, '') : name;
}

/** Whether a file holds, from its beginning to the track's place, what the track has read: it was moved, copied or compressed. */
export async function holdsContent(track: Track, file: LogFile): Promise<boolean> {
  if (track.offset === 0) return false;
  if (!file.gzip) return file.size >= track.offset && isSameContent(track, track.offset, file.readAt);
  try {
    const head = await gzipBytes(file, 0, Math.min(HEAD_BYTES, track.headLength));
    if (head.length < track.headLength) return false;
    const markAt = track.offset - track.markLength;
    const mark = await gzipBytes(file, markAt, track.markLength);
    return isSameContent(track, track.offset, (position) => (position === markAt ? mark : head));
  } catch {
    return false;
  }
}

export async function gzipBytes(file: LogFile, from: number, length: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let have = 0;
  if (length > 0) {
    await readGzip(file.descriptor, from, (bytes) => {
      pieces.push(Buffer.from(bytes));
      have += bytes.length;
      return have < length;
    });
  }
  return Buffer.concat(pieces).subarray(0, length);
}

/** Whether the whole of a file is the beginning of another one: a copy that rotation is just making. */
export function isBeginningOf(copy: LogFile, whole: LogFile): boolean {
  if (copy.gzip || whole.gzip || copy.size === 0 || copy.size > whole.size) return false;
  return isSameContent(takeFingerprint(copy.size, copy.readAt), copy.size, whole.readAt);
}
