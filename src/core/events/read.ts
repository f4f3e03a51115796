import { relative } from 'node:path';
import type { Layout } from '../files/layout.ts';
import { oneLine } from '../text/control.ts';
import { BEGINNING, cursorText, type Positions } from './cursor.ts';
import { linesBehind, type Part, partsBehind, positionNearEnd } from './journal.ts';
import { type HappenedEvent, SOURCES, type Source } from './sources.ts';

/** So much of each file's end is looked at for the last events; for many of them more. */
const TAIL_BYTES = 262_144;
const BYTES_A_LINE = 1_024;

/** Of what could not be told: a file is gone that was read up to somewhere. */
export const GAP = 'events.gap';

/** Whether any file of the workspace is one that these positions are of. Without one read so far, every file is. */
export function isKnown(at: Layout, positions: Positions): boolean {
  const read = SOURCES.filter(({ name }) => (positions.get(name)?.mark ?? '') !== '');
  return read.length === 0 || read.some(({ name, path }) => partsBehind(path(at), positions.get(name) ?? BEGINNING));
}

/**
 * What happened since: each file's lines in their order, the files merged by time. `positions` go along, and are at the end of everything
 * when the last event was taken. A file that was rotated is read on under its new name; where it is gone, an event of its own says so, and
 * what has taken its place is told from its beginning.
 */
export function* eventsSince(at: Layout, positions: Positions): Generator<HappenedEvent> {
  const withCursor = (event: Told): HappenedEvent => ({ ...event, cursor: cursorText(positions) });
  const queues: Queue[] = [];
  for (const source of SOURCES) {
    const path = source.path(at);
    const parts = partsBehind(path, positions.get(source.name) ?? BEGINNING);
    queues.push(queueOf(source, parts ?? [{ path, from: BEGINNING }], positions));
    if (parts === null) yield withCursor(gapIn(relative(at.root, path)));
  }
  for (;;) {
    // The order within a file is kept whatever its clock said, so only the heads are compared.
    const [next] = queues
      .filter(({ head }) => head !== null)
      .sort((one, other) => ((one.head?.at ?? '') < (other.head?.at ?? '') ? -1 : 1));
    if (next === undefined || next.head === null) return;
    const event = next.head;
    next.take();
    yield withCursor(event);
  }
}

/** The last events, at most `limit`, and where to go on. */
export function readLastEvents(
  at: Layout,
  limit: number,
  isWanted: (event: HappenedEvent) => boolean = () => true,
): { events: HappenedEvent[]; positions: Positions } {
  const bytes = Math.min(Math.max(TAIL_BYTES, limit * BYTES_A_LINE), 64 * TAIL_BYTES);
  const positions: Positions = new Map(SOURCES.map(({ name, path }) => [name, positionNearEnd(path(at), bytes)]));
  const events: HappenedEvent[] = [];
  for (const event of eventsSince(at, positions)) {
    if (!isWanted(event)) continue;
    events.push(event);
    if (events.length > limit) events.shift();
  }
  return { events, positions };
}

type Told = Omit<HappenedEvent, 'cursor'>;

interface Queue {
  /** The next event; null: there is none. */
  head: Told | null;
  take: () => void;
}

/** The events of one source, of which the next is looked at before it is taken. */
function queueOf(source: Source, parts: readonly Part[], positions: Positions): Queue {
  const lines = eventsIn(source, parts);
  let behind = parts[0]?.from ?? BEGINNING;
  const queue: Queue = {
    head: null,
    take() {
      positions.set(source.name, behind);
      queue.head = null;
      // Lines that tell nothing are passed.
      for (let next = lines.next(); next.done !== true; next = lines.next()) {
        behind = next.value.position;
        queue.head = next.value.event;
        if (queue.head !== null) return;
      }
      positions.set(source.name, behind);
    },
  };
  queue.take();
  return queue;
}

function* eventsIn(source: Source, parts: readonly Part[]) {
  for (const { path, from } of parts)
    for (const { bytes, position } of linesBehind(path, from)) yield { event: eventOf(source, bytes), position };
}

/** Null for a line that a crash tore, and for one of another program. */
function eventOf(source: Source, bytes: Buffer): Told | null {
  try {
    const data: unknown = JSON.parse(bytes.toString());
    const described = source.describe(data as never);
    if (typeof described.at !== 'string') return null;
    return { version: 1, ...described, text: oneLine(described.text), data };
  } catch {
    return null;
  }
}

function gapIn(file: string): Told {
  const text = `${file} is not there any more as it was read; what was written into it since then is not told`;
  return { version: 1, at: new Date().toISOString(), kind: GAP, subject: file, text, data: null };
}
