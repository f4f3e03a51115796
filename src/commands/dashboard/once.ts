import type { Layout } from '../../core/files/layout.ts';
import type { Result } from '../command.ts';
import { createReader } from './data/reader.ts';
import { initialState, type State, type World, worldOf } from './state/model.ts';
import { queueLine } from './state/need-lines.ts';
import type { Row } from './state/rows.ts';
import { headerLine } from './view/header.ts';
import { headingLine, tableLines } from './view/table.ts';
import { type Paint, paintOf, type ThemeName, toAscii } from './view/theme.ts';

export interface OnceOptions {
  width: number;
  theme: ThemeName;
  ascii: boolean;
}

/** The same as plain lines from top to bottom, for a pipe, a mail and whoever has a screen read to him: all that waits, nothing drawn. */
export function once(at: Layout, options: OnceOptions, now: number = Date.now()): Result {
  const snapshot = createReader(at).look(now);
  const state = initialState({ columns: options.width, rows: 24 });
  const world = worldOf(state, { snapshot, detail: null, commands: [], now });
  const lines = linesOf(state, world, options.width, paintOf(options.theme));
  const text = lines.map((line) => line.trimEnd()).join('\n');
  const { rows, needs } = world;
  return {
    data: { version: 1, at: new Date(now).toISOString(), rows, needs, problems: snapshot.problems },
    text: options.ascii ? toAscii(text) : text,
  };
}

function linesOf(state: State, world: World, width: number, paint: Paint): string[] {
  const { needs, rows, snapshot } = world;
  const problems = snapshot.problems.map((problem) => paint('bad', `x cannot be read: ${problem}`));
  const waiting = needs.map((need) => {
    const { text, tone } = queueLine(need, world.now, width);
    return paint(tone, text);
  });
  const table = { ...world, shown: world.shown.map(withoutTrend) };
  const heading = rows.length === 0 ? [] : [headingLine(state, table, width, paint)];
  return [
    headerLine(state, world, width, paint),
    '',
    ...problems,
    ...(waiting.length === 0
      ? ['Nothing needs you.']
      : [`${waiting.length} need${waiting.length === 1 ? 's' : ''} you:`]),
    ...waiting,
    '',
    ...heading,
    ...tableLines(state, table, width, Math.max(1, rows.length), paint),
  ];
}

/** Bars say nothing when they are read aloud. */
function withoutTrend(row: Row): Row {
  return { ...row, trend: [] };
}
