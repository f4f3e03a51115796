import { activityOf, type State, type World } from '../state/model.ts';
import type { Row } from '../state/rows.ts';
import { scheduleWords } from '../state/schedule-words.ts';
import { STATES } from '../state/states.ts';
import { ago, bytes, until } from '../state/times.ts';
import { tableWindow } from '../state/window.ts';
import { cells, fill } from './cells.ts';
import { cpuBars, type Paint, SYMBOLS, sparkline } from './theme.ts';

interface Column {
  title: string;
  width: number;
  align: 'left' | 'right';
  /** A lower one is given up first where the screen is narrow. */
  weight: number;
  /** Null: nothing to say, shown as a dash. */
  value: (row: Row, now: number, width: number) => string | null;
  /** Columns that no row fills take no place. */
  optional: boolean;
}

function column(
  title: string,
  width: number,
  align: Column['align'],
  weight: number,
  value: Column['value'],
  optional = true,
): Column {
  return { title, width, align, weight, value, optional };
}

const TREND = column('TREND', 8, 'left', 1, (row, _now, width) => trendOf(row, width));

const COLUMNS: readonly Column[] = [
  column('STATE', 9, 'left', 9, (row) => row.state, false),
  column('SCHEDULE', 14, 'left', 5, (row) => (row.schedule === null ? null : scheduleWords(row.schedule))),
  column('NEXT', 8, 'right', 7, (row, now) => until(row.nextRunAt, now)),
  column('LAST', 8, 'right', 8, (row, now) => ago(row.lastAt, now), false),
  column('CPU%', 5, 'right', 4, (row) => row.cpuPercent?.toFixed(1) ?? null),
  column('MEM', 5, 'right', 3, (row) => bytes(row.memoryBytes)),
  column('RST', 3, 'right', 2, (row) => (row.restarts === 0 ? null : String(row.restarts))),
  TREND,
];

const TREND_MOST = 16;
const NOTE_GOOD = 18;
const LEAD = 4;
const NAME_LEAST = 8;
/** `NAME ↓memory` */
const HEADING = 12;
const NAME_MOST = 26;
const NOTE_LEAST = 10;
const MATTERS = 5;

/** The CPU of what runs for long, else how long the last runs took; one that failed is an x. */
function trendOf(row: Row, width: number): string | null {
  if (row.trend.length < 2) return null;
  const shown = row.trend.slice(-width);
  return row.trendOf === 'cpu' ? cpuBars(shown) : sparkline(shown).replaceAll(' ', 'x');
}

interface Plan {
  name: number;
  columns: Column[];
  note: number;
}

/** Which columns fit: those that say something, the most important first; what is left over is for the reason or the task. */
export function planColumns(rows: readonly Row[], width: number, now: number): Plan {
  const longest = rows.reduce((most, row) => Math.max(most, cells(row.name)), HEADING);
  const wanted = Math.min(longest, NAME_MOST);
  const useful = COLUMNS.filter((one) => !one.optional || rows.some((row) => one.value(row, now, one.width) !== null));
  const kept = new Set<Column>();
  // Names give way to what matters, and what matters less gives way to whole names.
  const shortest = Math.min(wanted, Math.max(NAME_LEAST, Math.floor(width / 3)));
  let left = width - LEAD;
  for (const one of [...useful].sort((a, b) => b.weight - a.weight)) {
    if (one.width + 1 > left - (one.weight >= MATTERS ? shortest : wanted)) continue;
    kept.add(one);
    left -= one.width + 1;
  }
  const used = [...kept].reduce((sum, one) => sum + one.width + 1, 0);
  const room = width - LEAD - used;
  const spare = room - wanted - 2;
  const widened = kept.has(TREND) ? Math.max(0, Math.min(TREND_MOST - TREND.width, spare - NOTE_GOOD)) : 0;
  const note = spare - widened >= NOTE_LEAST ? spare - widened : 0;
  const columns = useful.filter((one) => kept.has(one));
  return {
    name: note > 0 ? wanted : room - widened,
    columns: columns.map((one) => (one === TREND ? { ...one, width: one.width + widened } : one)),
    note,
  };
}

export function headingLine(state: State, world: World, width: number, paint: Paint): string {
  const plan = planColumns(world.shown, width, world.now);
  const direction = state.reversed ? SYMBOLS.up : SYMBOLS.down;
  const titles = plan.columns.map((one) => fill(one.title, one.width, one.align));
  const note = plan.note > 0 ? '  NOTE' : '';
  const head = `    ${fill(`NAME ${direction}${state.sort}`, plan.name)} ${titles.join(' ')}${note}`;
  return paint('quiet', fill(head, width).trimEnd());
}

function noteOf(row: Row): string {
  return row.reason ?? row.session?.task ?? '';
}

function leadOf(row: Row, state: State, isSelected: boolean): string {
  const seen = state.seen[row.id];
  const mark = state.marks.includes(row.id)
    ? SYMBOLS.mark
    : seen !== undefined && seen !== activityOf(row)
      ? row.quiet
        ? SYMBOLS.quiet
        : SYMBOLS.changed
      : ' ';
  return `${isSelected ? SYMBOLS.pointer : ' '}${mark}`;
}

function rowLine(row: Row, plan: Plan, state: State, world: World, paint: Paint): string {
  const isSelected = row.id === state.selected;
  const { glyph, tone } = STATES[row.state];
  const name = fill(row.name, plan.name);
  const values = plan.columns.map((one) =>
    fill(one.value(row, world.now, one.width) ?? (one.title === 'TREND' ? '' : SYMBOLS.dash), one.width, one.align),
  );
  const note = plan.note > 0 ? `  ${fill(noteOf(row), plan.note)}` : '';
  const lead = leadOf(row, state, isSelected);
  if (isSelected) return paint('selected', `${lead}${glyph} ${name} ${values.join(' ')}${note}`);
  const quiet = tone === 'quiet';
  const [word = '', ...others] = values;
  const rest = `${others.length > 0 ? ' ' : ''}${others.join(' ')}`;
  return `${lead}${paint(tone, glyph)} ${quiet ? paint('quiet', name) : name} ${paint(tone, word)}${quiet ? paint('quiet', rest) : rest}${paint('quiet', note)}`;
}

/** The table's lines that are on the screen: `height` rows at most, with the selected one among them. */
export function tableLines(state: State, world: World, width: number, height: number, paint: Paint): string[] {
  if (world.shown.length === 0)
    return emptyLines(state, world).map((text) => paint('quiet', fill(` ${text}`, width).trimEnd()));
  const plan = planColumns(world.shown, width, world.now);
  const { from, to } = tableWindow(state, world, height);
  return world.shown.slice(from, to).map((row) => rowLine(row, plan, state, world, paint));
}

function emptyLines(state: State, world: World): string[] {
  if (world.rows.length > 0)
    return [`0 of ${world.rows.length} match ${JSON.stringify(state.filter)}; esc shows all again`];
  const { problems } = world.snapshot;
  if (problems.length > 0) return problems.map((problem) => `x ${problem}`);
  return [
    'No agents yet.',
    'r starts the orchestrator (ops agents spawn ops-orchestrator);',
    'it starts what is configured.',
  ];
}
