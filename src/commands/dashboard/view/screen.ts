import { type Binding, scopeOf } from '../state/bindings.ts';
import { openNeed, type State, type World } from '../state/model.ts';
import { offReason } from '../state/off.ts';
import { detailRows, detailWidth, type Regions, regionsOf, tableRows } from '../state/regions.ts';
import type { Cursor } from '../terminal/painter.ts';
import { type Aside, asides } from './asides.ts';
import { clip } from './cells.ts';
import { detailPanel } from './detail.ts';
import { headerLine, stripLine, trendLine } from './header.ts';
import { keyLine } from './key-bar.ts';
import { overlayPanel } from './overlays.ts';
import type { Panel } from './panel.ts';
import { promptOf } from './prompt.ts';
import { headingLine, tableLines } from './table.ts';
import type { Paint } from './theme.ts';

/** Everything that is on the screen, as finished lines. The components only put it in its place. */
export interface Screen {
  regions: Regions;
  header: string[];
  strip: string[];
  table: Panel;
  aside: Aside[];
  detail: Panel;
  prompt: readonly string[];
  keys: string[];
  cursor: Cursor | null;
}

const EMPTY_PANEL: Panel = { title: '', note: '', lines: [] };
/** Below this an overlay cannot be read: it takes the table's place. */
const OVERLAY_LEAST = 4;

export function screenOf(state: State, world: World, paint: Paint): Screen {
  const { columns } = state.size;
  const { regions, inTable } = place(state, world);
  const prompt = promptOf(state, world, Math.max(1, regions.prompt), paint);
  // Without a line of its own the prompt takes the keys' line while there is something in it.
  const shares = regions.prompt === 0 && regions.keys > 0;
  const writes = prompt.cursor !== null;
  const said = writes || state.mode.name === 'confirm' || state.toast !== null;
  const keys = shares && said ? (prompt.lines[0] ?? '') : lastLine(state, world, writes, paint);
  const promptRow = regions.header + regions.strip + regions.table + regions.detail;
  const header = [headerLine(state, world, columns, paint), trendLine(state, world, columns, paint)];
  return {
    regions,
    header: header.slice(0, regions.header),
    strip: regions.strip === 0 ? [] : [stripLine(world, columns, paint)],
    table: inTable ? overlay(state, world, regions, 'table', paint) : tablePanel(state, world, regions, paint),
    aside: regions.layout === 'wide' && regions.table > 0 ? asides(state, world, regions, paint) : [],
    detail: regions.detail === 0 ? EMPTY_PANEL : overlay(state, world, regions, 'detail', paint),
    prompt: regions.prompt === 0 ? [] : prompt.lines,
    keys: regions.keys === 0 ? [] : [keys],
    cursor:
      prompt.cursor === null || (regions.prompt === 0 && !shares)
        ? null
        : { row: promptRow + prompt.cursor.row, column: prompt.cursor.column },
  };
}

/** The keys; while a text is written, whose line the prompt has, what was said stands there. */
function lastLine(state: State, world: World, writes: boolean, paint: Paint): string {
  const { columns } = state.size;
  const { toast } = state;
  if (writes && toast !== null) return ` ${paint(toast.tone, clip(toast.text, columns - 2))}`;
  const off = (binding: Binding) => offReason(binding, state, world) !== null;
  return keyLine(scopeOf(state), columns, off, paint, answerLabels(state, world));
}

/** Whether what is open stands in the table's place. */
function place(state: State, world: World): { regions: Regions; inTable: boolean } {
  const regions = regionsOf(state, world);
  const open = ['help', 'need', 'palette', 'sort', 'output', 'confirm'].includes(state.mode.name);
  return { regions, inTable: open && regions.table > 0 && detailRows(regions) < OVERLAY_LEAST };
}

function overlay(state: State, world: World, regions: Regions, where: 'table' | 'detail', paint: Paint): Panel {
  const own = where === 'table' ? { ...regions, detail: regions.table } : regions;
  const width = detailWidth(state.size, own);
  const height = detailRows(own);
  const open = where === 'table' || detailRows(regions) >= OVERLAY_LEAST || regions.table === 0;
  return (
    (open ? overlayPanel(state, world, width, height, paint) : null) ?? detailPanel(state, world, width, height, paint)
  );
}

function tablePanel(state: State, world: World, regions: Regions, paint: Paint): Panel {
  const height = tableRows(regions);
  if (regions.table === 0) return EMPTY_PANEL;
  const width = regions.tableWidth - (regions.layout === 'wide' ? 4 : 0);
  const rows = tableLines(state, world, width, height, paint);
  const headed = regions.layout === 'wide' || regions.table > height;
  const count =
    world.shown.length === world.rows.length
      ? String(world.rows.length)
      : `${world.shown.length} of ${world.rows.length}`;
  return { title: 'Agents', note: count, lines: headed ? [headingLine(state, world, width, paint), ...rows] : rows };
}

/** What the answers to the open need are called. */
function answerLabels(state: State, world: World): Readonly<Record<string, string>> {
  const need = openNeed(state, world);
  return {
    ...(need?.yes ? { answerYes: `y ${need.yes.label}` } : {}),
    ...(need?.no ? { answerNo: `n ${need.no.label}` } : {}),
  };
}
