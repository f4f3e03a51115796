import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { oneLine } from '../text/control.ts';
import { cursorText, type Position, type Positions } from './cursor.ts';
import { type HappenedEvent, SOURCES, type Source } from './sources.ts';

/** So much of each file is looked at for the last events; and at once, of what is new. */
const MOST_BYTES = 1_048_576;

interface Line {
  source: Source;
  /** Behind it. */
  position: Position;
  event: Omit<HappenedEvent, 'cursor'>;
}

/**
 * What happened since: each file's lines in their order, the files merged by time. A line that is not yet whole waits for its end. Of a file
 * that was replaced everything counts as new: better told twice than never. Answers where to go on.
 */
export function readEventsSince(at: Layout, since: Positions): { events: HappenedEvent[]; positions: Positions } {
  return merged(
    SOURCES.map((source) => linesOf(at, source, since.get(source.name) ?? null)),
    since,
  );
}

/** The last events, at most `limit`, and where to go on. */
export function readLastEvents(at: Layout, limit: number): { events: HappenedEvent[]; positions: Positions } {
  const read = merged(
    SOURCES.map((source) => linesOf(at, source, 'tail')),
    new Map(),
  );
  return { ...read, events: limit === 0 ? [] : read.events.slice(-limit) };
}

interface Read {
  source: Source;
  lines: Line[];
  /** Where the lines begin, and where they end. */
  from: Position;
  to: Position;
}

function merged(reads: readonly Read[], since: Positions): { events: HappenedEvent[]; positions: Positions } {
  const positions = new Map([...since, ...reads.map(({ source, from }) => [source.name, from] as const)]);
  const queues = reads.map(({ lines }) => [...lines].reverse());
  const events: HappenedEvent[] = [];
  for (;;) {
    // The order within a file is kept whatever its clock said, so only the heads are compared.
    const heads = queues.filter((queue) => queue.length > 0);
    heads.sort((one, other) => ((one.at(-1)?.event.at ?? '') < (other.at(-1)?.event.at ?? '') ? -1 : 1));
    const line = heads[0]?.pop();
    if (line === undefined) break;
    positions.set(line.source.name, line.position);
    events.push({ ...line.event, cursor: cursorText(positions) });
  }
  for (const { source, to } of reads) positions.set(source.name, to);
  return { events, positions };
}

function linesOf(at: Layout, source: Source, since: Position | 'tail' | null): Read {
  const nothing = { inode: '', offset: 0 };
  let file: number;
  try {
    file = openSync(source.path(at), 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { source, lines: [], from: nothing, to: nothing };
    throw error;
  }
  try {
    const { ino, size: bytes } = fstatSync(file, { bigint: true });
    const [inode, size] = [ino.toString(36), Number(bytes)];
    const isSame = since !== 'tail' && since?.inode === inode && since.offset <= size;
    const begin = since === 'tail' ? Math.max(0, size - MOST_BYTES) : isSame ? since.offset : 0;
    return { source, ...wholeLines(source, file, inode, begin, size, since === 'tail' && begin > 0) };
  } finally {
    closeSync(file);
  }
}

function wholeLines(source: Source, file: number, inode: string, begin: number, size: number, cutsIn: boolean) {
  const buffer = Buffer.alloc(Math.min(size - begin, 64 * MOST_BYTES));
  const read = readSync(file, buffer, 0, buffer.length, begin);
  const lines: Line[] = [];
  let from = cutsIn ? buffer.indexOf(10) + 1 : 0;
  const first = begin + from;
  for (;;) {
    const end = buffer.subarray(0, read).indexOf(10, from);
    if (end === -1) break;
    const event = eventOf(source, buffer.toString('utf8', from, end));
    from = end + 1;
    if (event !== null) lines.push({ source, position: { inode, offset: begin + from }, event });
  }
  return { lines, from: { inode, offset: first }, to: { inode, offset: begin + from } };
}

/** Null for a line that a crash tore, and for one of another program. */
function eventOf(source: Source, text: string): Line['event'] | null {
  try {
    const data: unknown = JSON.parse(text);
    const described = source.describe(data as never);
    if (typeof described.at !== 'string') return null;
    return { version: 1, ...described, text: oneLine(described.text), data };
  } catch {
    return null;
  }
}
