import { createFileAtomic, removeFile } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import type { ExternalAlarm } from '../input.ts';
import { type Doubts, patienceLeft } from './doubts.ts';
import { freePath, moveTo, placeOf, type UrgentFile } from './folder.ts';
import { parseUrgentText } from './parse.ts';
import { isStill, readUrgentFile, type UrgentText } from './read-file.ts';

/** A file that lay about for longer before it came here says nothing of when its alarm began. */
const DAY_MS = 86_400_000;

/** A file that is ours now, and what it says. */
export interface Claimed {
  name: string;
  /** Where it lies in taking/. */
  path: string;
  alarms: readonly ExternalAlarm[];
  /** Why it, or a part of it, could not be understood. */
  problem: string | null;
  /** Of its text. */
  length: number;
  /** Since when it is there, epoch milliseconds: the same for whoever takes it after a crash. */
  at: number;
}

/**
 * Reads a file and moves it to taking/. It is moved before its content counts: what is written anew under its name from then on is another
 * file. Null: it is gone. `waitMs`: it is not whole, and its writer may still be at it.
 */
export function claimFile(
  at: Layout,
  file: UrgentFile,
  doubts: Doubts,
  now: number,
): Claimed | { waitMs: number } | null {
  const read = readUrgentFile(file.path);
  if (read.state === 'missing') return null;
  const begun = now - file.changedAt < DAY_MS ? Math.min(now, Math.floor(file.changedAt)) : now;
  const found = understand(read, now, begun);
  const waitMs = found.isWhole ? 0 : patienceLeft(doubts, file.path, read.stamp, now);
  if (waitMs > 0) return { waitMs };
  doubts.delete(file.path);
  const path = takePlace(at, file, read);
  if (path === null) return null;
  if (file.isLink || file.place === 'taking' || isStill(path, read.stamp)) return { name: file.name, path, ...found };
  // Written anew between reading and moving: what was moved has not been read yet.
  return claimFile(at, { ...file, place: 'taking', path }, doubts, now);
}

function understand(read: Exclude<UrgentText, { state: 'missing' }>, now: number, at: number) {
  if (read.state === 'unreadable') return { alarms: [], problem: read.reason, length: 0, at, isWhole: read.isFinal };
  const { alarms, problems, isJson } = parseUrgentText(read.text, now, at);
  const [first, ...more] = problems;
  const problem = first === undefined ? null : first + (more.length === 0 ? '' : `, and ${more.length} more such`);
  return { alarms, problem, length: read.text.length, at, isWhole: isJson };
}

function takePlace(at: Layout, file: UrgentFile, read: Exclude<UrgentText, { state: 'missing' }>): string | null {
  if (file.place === 'taking') return file.path;
  if (!file.isLink || read.state !== 'read') return moveTo(at, file.path, 'taking');
  // A link that is moved to another folder may lead elsewhere: its text is what is kept.
  const copy = freePath(placeOf(at, 'taking'), file.name);
  createFileAtomic(copy, read.text, { temporary: at.temporary });
  removeFile(file.path);
  return copy;
}
