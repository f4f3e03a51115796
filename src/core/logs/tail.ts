import { realpathSync } from 'node:fs';
import { errorText } from '../errors.ts';
import { type Fingerprint, HEAD_BYTES, hashOf, MARK_BYTES, takeFingerprint } from './fingerprint.ts';
import { partSources } from './journal/journal-source.ts';
import { type JournalTrack, tailJournals } from './journal/tail-journal.ts';
import { type LineBlock, type LineSplitter, lineSplitter } from './line-splitter.ts';
import { openLogFile } from './log-file.ts';
import { identity, matchTracks, type OpenSource, type Reading } from './match.ts';
import { feed, readGzip, readPlain } from './read-lines.ts';
import { findSources, type SourceProblem } from './sources.ts';
import { gzipBytes, type Track } from './track.ts';

/** A first look at a log reads this much of its end at most: at 300 MB a second, seven seconds. */
const FIRST_LOOK_BYTES = 2 * 1024 ** 3;
/** The same of the journal, of which journalctl gives about 20,000 entries a second. */
const FIRST_LOOK_ENTRIES = 200_000;

/** A last line without a line feed is taken for whole when its file has not changed for so long: less where two readings agree. */
const SETTLED_MS = { agreed: 60_000, alone: 600_000 };

const DAY_MS = 86_400_000;
/** A rotated file beside its successor is watched so long after its last growth: some writers keep it open for a while. */
const ROTATED_WATCH_MS = DAY_MS;
/** A file that is gone is remembered so long: one that comes back (a mount, a restore) is not counted again. */
const LOST_MEMORY_MS = 7 * DAY_MS;

/** What was read of one file. */
export interface FileReading {
  path: string;
  source: string;
  /** How it was found: read on, read for the first time, or the rest of a file that was rotated away. */
  kind: 'continued' | 'new' | 'rotated';
  /** Uncompressed bytes read now, the range they cover, and what a first look left out before it. */
  bytes: number;
  from: number;
  to: number;
  skipped: number;
  /** Lines of which only the first 64 KiB were looked at. */
  longLines: number;
}

export interface TailOptions {
  sources: readonly string[];
  tracks: readonly Track[];
  journals?: readonly JournalTrack[];
  /** Called with every new whole line once, in blocks. The block's buffer is used again after the call. */
  onBlock: (block: LineBlock, file: { path: string; source: string }) => void;
  now: Date;
  signal?: AbortSignal;
  firstLookBytes?: number;
  firstLookEntries?: number;
  /** Where relative sources start. */
  cwd?: string;
}

export interface TailResult {
  /** To be kept together with what the lines came to, in one atomic write: then every line counts once, whatever happens between. */
  tracks: Track[];
  journals: JournalTrack[];
  files: FileReading[];
  problems: SourceProblem[];
}

/** Reads what is new in all sources since `tracks` was returned. Files that cannot be read are problems, never errors. */
export async function tail(options: TailOptions): Promise<TailResult> {
  const { journals: journalSources, paths } = partSources(options.sources);
  const { files: found, problems } = findSources(paths, options.cwd);
  const open: OpenSource[] = [];
  const seen = new Set<string>();
  for (const source of found) {
    const file = openLogFile(source.path);
    if ('reason' in file) problems.push({ ...source, reason: file.reason });
    else if (seen.has(identity(file))) file.close();
    else {
      seen.add(identity(file));
      open.push({ ...source, file });
    }
  }

  const { readings, copies, lost } = await matchTracks(open, options.tracks);
  for (const { file } of copies) file.close();
  readings.sort(
    (one, other) => Number(other.rotatedAway) - Number(one.rotatedAway) || one.file.modifiedMs - other.file.modifiedMs,
  );

  const tracks = lost.filter((track) => age(options.now, track.seenAt) < LOST_MEMORY_MS);
  const files: FileReading[] = [];
  try {
    for (const reading of readings) {
      try {
        const { track, result } = await readOne(reading, options, problems);
        const isOver = reading.rotatedAway && result.bytes === 0 && age(options.now, track.grewAt) > ROTATED_WATCH_MS;
        if (!isOver) tracks.push(track);
        if (result.bytes > 0 || reading.track === null) files.push(result);
      } catch (error) {
        if (options.signal?.aborted === true) throw error;
        problems.push({ path: reading.path, source: reading.source, reason: errorText(error) });
        if (reading.track !== null) tracks.push(reading.track);
      }
    }
  } finally {
    for (const { file } of readings) file.close();
  }
  const journal = await tailJournals({
    journals: journalSources,
    tracks: options.journals ?? [],
    onBlock: options.onBlock,
    now: options.now,
    firstLookEntries: options.firstLookEntries ?? FIRST_LOOK_ENTRIES,
    signal: options.signal,
  });
  for (const { bytes, ...reading } of journal.readings)
    files.push({ ...reading, bytes, from: 0, to: bytes, skipped: 0 });
  return { tracks, journals: journal.tracks, files, problems: [...problems, ...journal.problems] };
}

function age(now: Date, time: string): number {
  return now.getTime() - Date.parse(time);
}

async function readOne(
  reading: Reading,
  options: TailOptions,
  problems: SourceProblem[],
): Promise<{ track: Track; result: FileReading }> {
  const { file, track } = reading;
  const start = whereToStart(reading, options.firstLookBytes ?? FIRST_LOOK_BYTES);
  const where = { path: reading.path, source: reading.source };
  const splitter = lineSplitter(start, (block) => options.onBlock(block, where));
  const unchanged = track !== null && track.size === file.size && track.modifiedMs === file.modifiedMs;

  if (!file.gzip) {
    await readPlain(file.descriptor, file.size, splitter, options.signal);
    const settled = options.now.getTime() - file.modifiedMs > (unchanged ? SETTLED_MS.agreed : SETTLED_MS.alone);
    if (settled) splitter.finish();
  } else if (!unchanged) {
    await readCompressed(reading, splitter, problems, options.signal);
  }

  const grew = splitter.offset > start.offset;
  const now = options.now.toISOString();
  const print = grew || track === null ? await fingerprintOf(reading, splitter.offset) : track;
  const { headLength, headHash, markLength, markHash } = print;
  return {
    track: {
      version: 1,
      path: reading.path,
      realPath: realPathOf(reading.path),
      source: reading.source,
      device: file.device,
      inode: file.inode,
      bornMs: file.bornMs,
      gzip: file.gzip,
      offset: splitter.offset,
      midLine: splitter.midLine,
      size: file.size,
      modifiedMs: file.modifiedMs,
      seenAt: now,
      grewAt: grew || track === null ? now : track.grewAt,
      headLength,
      headHash,
      markLength,
      markHash,
    },
    result: {
      ...where,
      kind: reading.rotatedAway ? 'rotated' : track === null ? 'new' : 'continued',
      bytes: splitter.offset - start.offset,
      from: start.offset,
      to: splitter.offset,
      skipped: track === null ? start.offset : 0,
      longLines: splitter.longLines,
    },
  };
}

function whereToStart({ file, track }: Reading, firstLookBytes: number): { offset: number; midLine: boolean } {
  if (track !== null) return { offset: track.offset, midLine: track.midLine };
  const tooMuch = file.gzip ? 0 : file.size - firstLookBytes;
  // From the byte before: where that is a line feed, the line behind it is whole and must not be skipped.
  return tooMuch > 0 ? { offset: tooMuch - 1, midLine: true } : { offset: 0, midLine: false };
}

/** A gzip file that ends too early is being written or damaged: what could be read counts, and the rest when it is there. */
async function readCompressed(
  { file, path, source }: Reading,
  splitter: LineSplitter,
  problems: SourceProblem[],
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await readGzip(file.descriptor, splitter.offset, (bytes) => feed(splitter, bytes), signal);
    splitter.finish();
  } catch (error) {
    if (signal?.aborted === true) throw error;
    problems.push({ path, source, reason: `gzip: ${errorText(error)}` });
  }
}

async function fingerprintOf({ file }: Reading, offset: number): Promise<Fingerprint> {
  if (!file.gzip) return takeFingerprint(offset, file.readAt);
  const head = await gzipBytes(file, 0, Math.min(HEAD_BYTES, offset));
  const mark = await gzipBytes(file, Math.max(0, offset - MARK_BYTES), Math.min(MARK_BYTES, offset));
  return { headLength: head.length, headHash: hashOf(head), markLength: mark.length, markHash: hashOf(mark) };
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
