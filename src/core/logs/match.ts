import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HEAD_BYTES, isSameHead } from './fingerprint.ts';
import { type LogFile, openLogFile } from './log-file.ts';
import type { SourceFile } from './sources.ts';
import { gzipBytes, holdsContent, isBeginningOf, isRotationName, isSameFile, type Track } from './track.ts';

export interface OpenSource extends SourceFile {
  file: LogFile;
}

/** A file to read, from the track's place or, where there is none, as a new one. */
export interface Reading extends OpenSource {
  track: Track | null;
  /** Found beside a source under another name: the rest of a file that was rotated away. */
  rotatedAway: boolean;
}

export interface Matches {
  readings: Reading[];
  /** Files that repeat what another one holds. */
  copies: OpenSource[];
  /** Tracks whose file is nowhere to be found. */
  lost: Track[];
}

/** A folder of ten thousand rotated files must not be opened file by file at every run. */
const MOST_SIBLINGS = 200;

/** Decides which file each track goes on in. Every opened file is in the result or closed. */
export async function matchTracks(sources: readonly OpenSource[], tracks: readonly Track[]): Promise<Matches> {
  const unmatched = new Set(tracks);
  const readings: Reading[] = [];
  const strangers: OpenSource[] = [];

  for (const source of sources) {
    const track = [...unmatched].find((candidate) => isSameFile(candidate, source.file));
    if (track === undefined) strangers.push(source);
    else {
      unmatched.delete(track);
      readings.push({ ...source, track, rotatedAway: false });
    }
  }

  const fresh: OpenSource[] = [];
  for (const source of strangers) {
    const track = await findMoved(source, unmatched);
    if (track === null) fresh.push(source);
    else {
      unmatched.delete(track);
      readings.push({ ...source, track, rotatedAway: false });
    }
  }

  const lost: Track[] = [];
  const taken = new Set(sources.map(({ file }) => identity(file)));
  for (const track of unmatched) {
    const file = await findSibling(track, taken);
    if (file === null) lost.push(track);
    else {
      taken.add(identity(file));
      readings.push({ path: file.path, source: track.source, file, track, rotatedAway: true });
    }
  }

  const copies: OpenSource[] = [];
  for (const source of fresh) {
    if (await isCopyOfAny(source, readings)) copies.push(source);
    else readings.push({ ...source, track: null, rotatedAway: false });
  }
  return { readings, copies, lost };
}

export function identity(file: LogFile): string {
  return `${file.device}:${file.inode}`;
}

async function findMoved(source: OpenSource, tracks: Iterable<Track>): Promise<Track | null> {
  for (const track of tracks) {
    if (isRotationName(track.path, source.path) && (await holdsContent(track, source.file))) return track;
  }
  return null;
}

async function findSibling(track: Track, taken: ReadonlySet<string>): Promise<LogFile | null> {
  const seen = new Set<string>();
  for (const path of [track.path, track.realPath, ...siblings(track.path), ...siblings(track.realPath)]) {
    if (seen.has(path)) continue;
    seen.add(path);
    const file = openLogFile(path);
    if ('reason' in file) continue;
    if (!taken.has(identity(file)) && (isSameFile(track, file) || (await holdsContent(track, file)))) return file;
    file.close();
  }
  return null;
}

function siblings(path: string): string[] {
  try {
    return readdirSync(dirname(path))
      .map((name) => join(dirname(path), name))
      .filter((sibling) => sibling !== path && isRotationName(sibling, path))
      .sort()
      .slice(0, MOST_SIBLINGS);
  } catch {
    return [];
  }
}

async function isCopyOfAny(source: OpenSource, readings: readonly Reading[]): Promise<boolean> {
  for (const { track, file } of readings) {
    if (track === null || !isRotationName(source.path, track.path)) continue;
    if (isBeginningOf(source.file, file)) return true;
    if (source.file.gzip && !file.gzip && (await startsLike(source.file, track))) return true;
  }
  return false;
}

/** A gzip file that is just being written beside the file that it will replace. */
async function startsLike(file: LogFile, track: Track): Promise<boolean> {
  if (track.headLength === 0) return false;
  try {
    const head = await gzipBytes(file, 0, Math.min(HEAD_BYTES, track.headLength));
    return isSameHead(track, () => head);
  } catch {
    return true;
  }
}
