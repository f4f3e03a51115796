import { dirname } from 'node:path';
import { matchesGlob } from '../../core/alerts/rules/glob.ts';
import { type Positions, parseCursor } from '../../core/events/cursor.ts';
import { readEventsSince, readLastEvents } from '../../core/events/read.ts';
import { type HappenedEvent, SOURCES } from '../../core/events/sources.ts';
import type { Layout } from '../../core/files/layout.ts';
import { watchFolder } from '../../core/files/watch-folder.ts';
import type { Input, Run } from '../command.ts';
import { flag, numberOption, textOption } from '../options.ts';

const LOOK_EVERY_MS = 1_000;

/** JSON lines, also without --json: whoever reads them is a program. */
export const run: Run = async (input) => {
  const at = input.open();
  const follows = flag(input, 'follow');
  const given = textOption(input, 'since');
  const limit = numberOption(input, 'limit', { min: 0, integer: true });
  const kind = textOption(input, 'kind') ?? '*';
  const wanted = ({ kind: one }: HappenedEvent) => matchesGlob(kind, one);
  const since = given === undefined ? null : parseCursor(given);
  const { events, positions } =
    since === null ? readLastEvents(at, Number.POSITIVE_INFINITY) : readEventsSince(at, since);
  const found = events.filter(wanted);
  // The last ones of what was, the first ones of what is new: the next call goes on behind the last one printed.
  const count = limit ?? (since === null ? (follows ? 0 : 50) : found.length);
  print(input, since === null ? lastOf(found, count) : found.slice(0, count));
  if (follows) await follow(input, at, positions, wanted);
  return null;
};

function lastOf<T>(values: readonly T[], count: number): readonly T[] {
  return count === 0 ? [] : values.slice(-count);
}

function print(input: Input, events: readonly HappenedEvent[]): void {
  if (events.length > 0) input.print(`${events.map((event) => JSON.stringify(event)).join('\n')}\n`);
}

/** Until the process is ended or its reader has gone. */
async function follow(input: Input, at: Layout, from: Positions, wanted: (event: HappenedEvent) => boolean) {
  let positions = from;
  const look = () => {
    const read = readEventsSince(at, positions);
    positions = read.positions;
    print(input, read.events.filter(wanted));
  };
  const folders = new Set(SOURCES.map(({ path }) => dirname(path(at))));
  for (const folder of folders) watchFolder(folder, look, LOOK_EVERY_MS);
  look();
  await new Promise(() => setInterval(() => {}, 60_000));
}
