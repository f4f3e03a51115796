import { dirname } from 'node:path';
import { matchesGlob } from '../../core/alerts/rules/glob.ts';
import { OpsError } from '../../core/errors.ts';
import { type Positions, parseCursor } from '../../core/events/cursor.ts';
import { eventsSince, GAP, isKnown, readLastEvents } from '../../core/events/read.ts';
import { type HappenedEvent, SOURCES } from '../../core/events/sources.ts';
import type { Layout } from '../../core/files/layout.ts';
import { watchFolder } from '../../core/files/watch-folder.ts';
import type { Input, Run } from '../command.ts';
import { flag, numberOption, textOption } from '../options.ts';

const LOOK_EVERY_MS = 1_000;
/** Of many events so many are written at once. */
const LINES_AT_ONCE = 500;
const USUAL_LIMIT = 50;

type IsWanted = (event: HappenedEvent) => boolean;

/** JSON lines, also without --json: whoever reads them is a program. */
export const run: Run = async (input) => {
  const at = input.open();
  const follows = flag(input, 'follow');
  const cursor = textOption(input, 'since');
  const kind = textOption(input, 'kind') ?? '*';
  const isWanted: IsWanted = (event) => event.kind === GAP || matchesGlob(kind, event.kind);
  const limit = numberOption(input, 'limit', { min: 0, integer: true });
  const { events, positions } =
    cursor === undefined
      ? readLastEvents(at, limit ?? (follows ? 0 : USUAL_LIMIT), isWanted)
      : since(at, cursor, limit ?? Number.POSITIVE_INFINITY, isWanted);
  const isFiltered = (textOption(input, 'jq') ?? textOption(input, 'format')) !== undefined;
  if (isFiltered && follows)
    throw new OpsError('E_USAGE', '--follow takes neither --jq nor --format', { hint: 'Pipe it into jq.' });
  if (isFiltered) return { data: [...events], text: '', isLines: true };
  printAll(input, events);
  if (follows) await follow(input, at, positions, isWanted);
  return null;
};

/** Of what is new the first ones: the next call goes on behind the last one that was printed. */
function since(at: Layout, cursor: string, limit: number, isWanted: IsWanted) {
  const positions = parseCursor(cursor);
  if (!isKnown(at, positions))
    throw new OpsError('E_CURSOR', `The cursor is of another workspace than ${at.root}, or its files are gone`);
  return { events: firstOf(wantedOf(eventsSince(at, positions), isWanted), limit), positions };
}

function* wantedOf(events: Iterable<HappenedEvent>, isWanted: IsWanted) {
  for (const event of events) if (isWanted(event)) yield event;
}

function* firstOf(events: Iterable<HappenedEvent>, limit: number) {
  let left = limit;
  if (left > 0)
    for (const event of events) {
      yield event;
      left -= 1;
      if (left <= 0) return;
    }
}

function printAll(input: Input, events: Iterable<HappenedEvent>): void {
  let waiting: HappenedEvent[] = [];
  for (const event of events) {
    waiting.push(event);
    if (waiting.length < LINES_AT_ONCE) continue;
    print(input, waiting);
    waiting = [];
  }
  print(input, waiting);
}

function print(input: Input, events: readonly HappenedEvent[]): void {
  if (events.length > 0) input.print(`${events.map((event) => JSON.stringify(event)).join('\n')}\n`);
}

/** Until the process is ended or its reader has gone. */
async function follow(input: Input, at: Layout, positions: Positions, isWanted: IsWanted) {
  const look = () => printAll(input, wantedOf(eventsSince(at, positions), isWanted));
  const folders = new Set(SOURCES.map(({ path }) => dirname(path(at))));
  for (const folder of folders) watchFolder(folder, look, LOOK_EVERY_MS);
  look();
  await new Promise(() => setInterval(() => {}, 60_000));
}
