import type { LineBlock } from '../line-splitter.ts';
import { LINE_BYTES, SLACK_BYTES } from '../line-splitter.ts';
import type { SourceProblem } from '../sources.ts';
import { JOURNAL_FIELDS, type JournalEntry, journalEntry } from './journal-entry.ts';
import type { JournalSource } from './journal-source.ts';
import { runJournalctl } from './run-journalctl.ts';

/** How far the journal has been read for one source. Stored with what its entries came to, so that each counts once. */
export interface JournalTrack {
  version: 1;
  units: readonly string[];
  /** Of the last entry that was read; opaque. Null where none has come yet. */
  cursor: string | null;
  micros: number;
  /** ISO 8601. */
  seenAt: string;
}

export interface JournalOptions {
  journals: readonly JournalSource[];
  tracks: readonly JournalTrack[];
  /** Called with each entry once, as a block of one line (and the lines that belong to it). Its offset is the entry's time in microseconds. */
  onBlock: (block: LineBlock, file: { path: string; source: string }) => void;
  now: Date;
  /** Entries that a first look gives at most, the newest ones; 0 only takes its place at the end. */
  firstLookEntries: number;
  signal?: AbortSignal | undefined;
}

export interface JournalReading {
  path: string;
  source: string;
  kind: 'continued' | 'new';
  /** Of the entries as lines. */
  bytes: number;
  longLines: number;
}

export interface JournalResult {
  tracks: JournalTrack[];
  readings: JournalReading[];
  problems: SourceProblem[];
}

/** A minute of a busy machine's journal, read, is an hour of it written. */
const LIMIT_MS = 60_000;
const LIMIT_BYTES = 1e9;
const LINE_FEED = 10;
/** A source that was taken out of the configuration is remembered so long. */
const MEMORY_MS = 7 * 86_400_000;

function isOf(track: JournalTrack, { units }: JournalSource): boolean {
  return [...track.units].sort().join() === [...units].sort().join();
}

/** Reads what the journal holds behind the place of each track. Never throws but for `signal`: a journal that cannot be read is a problem. */
export async function tailJournals(options: JournalOptions): Promise<JournalResult> {
  const { journals, tracks, now } = options;
  const result: JournalResult = {
    tracks: tracks.filter(
      (track) =>
        !journals.some((source) => isOf(track, source)) && now.getTime() - Date.parse(track.seenAt) < MEMORY_MS,
    ),
    readings: [],
    problems: [],
  };
  for (const source of journals) {
    const track = tracks.find((each) => isOf(each, source)) ?? null;
    await tailOne(source, track, options, result);
  }
  return result;
}

async function tailOne(
  journal: JournalSource,
  track: JournalTrack | null,
  options: JournalOptions,
  result: JournalResult,
): Promise<void> {
  const { now, signal, firstLookEntries } = options;
  const where = { path: journal.source, source: journal.source };
  const problem = (reason: string) => result.problems.push({ ...where, reason });
  const onlyPlace = track === null && firstLookEntries === 0;
  const block = blockOf((each) => options.onBlock(each, where));
  let last: { cursor: string | null; micros: number } = track ?? { cursor: null, micros: 0 };
  let unreadable = 0;

  const read = (from: readonly string[], onEntry: (entry: JournalEntry) => void) =>
    runJournalctl([...argumentsFor(journal), ...from], {
      onLine: (line) => {
        const entry = journalEntry(line, now);
        if (entry === null) unreadable += 1;
        else onEntry(entry);
      },
      limitMs: LIMIT_MS,
      limitBytes: LIMIT_BYTES,
      signal,
    });

  let from = track?.cursor == null ? firstLook(firstLookEntries) : [`--after-cursor=${track.cursor}`];
  if (track?.cursor != null) {
    // Where the entry is gone, journald takes the nearest one for it and would step over that, too.
    let found: JournalEntry | null = null;
    await read([`--cursor=${track.cursor}`, '--lines=1'], (entry) => {
      found ??= entry;
    });
    const nearest = found as JournalEntry | null;
    if (nearest !== null && nearest.micros > track.micros) {
      from = [`--cursor=${nearest.cursor}`];
      problem(`entries from ${isoOf(track.micros)} to ${isoOf(nearest.micros)} were removed before they were read`);
    }
    unreadable = 0;
  }
  const reason = await read(from, (entry) => {
    if (entry.cursor === last.cursor) return;
    last = entry;
    if (!onlyPlace) block.give(entry);
  });
  if (reason !== null) problem(reason);
  else if (last.cursor === null) problem('journalctl gives nothing: no journal is kept, or this user may not read it');
  if (unreadable > 0) problem(`${unreadable} entries could not be read`);
  if (track === null && last.cursor === null && reason !== null) return;
  result.tracks.push({
    version: 1,
    units: journal.units,
    cursor: last.cursor,
    micros: last.micros,
    seenAt: now.toISOString(),
  });
  const { bytes, longLines } = block;
  if (bytes > 0 || (track === null && last.cursor !== null))
    result.readings.push({ ...where, kind: track === null ? 'new' : 'continued', bytes, longLines });
}

function argumentsFor({ units }: JournalSource): string[] {
  // --all: without it a field above 4 KiB comes as null.
  const fields = `--output-fields=${JOURNAL_FIELDS.join()}`;
  return ['-o', 'json', fields, '--all', '--no-pager', ...units.map((unit) => `--unit=${unit}`)];
}

function firstLook(entries: number): string[] {
  return Number.isFinite(entries) ? [`--lines=${Math.max(1, entries)}`] : [];
}

function isoOf(micros: number): string {
  return new Date(micros / 1_000).toISOString();
}

/** Gives entries as blocks in one buffer that is used again. */
function blockOf(onBlock: (block: LineBlock) => void) {
  const buffer = Buffer.allocUnsafeSlow(LINE_BYTES + SLACK_BYTES);
  let bytes = 0;
  let longLines = 0;
  return {
    give({ line, micros }: JournalEntry): void {
      const length = buffer.write(line, 0, LINE_BYTES - 1, 'utf8');
      if (Buffer.byteLength(line) > length) longLines += 1;
      buffer[length] = LINE_FEED;
      bytes += length + 1;
      onBlock({ bytes: buffer, start: 0, end: length + 1, offset: micros });
    },
    get bytes() {
      return bytes;
    },
    get longLines() {
      return longLines;
    },
  };
}
