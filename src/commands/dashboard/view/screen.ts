import { obstacle } from '../state/actions/acts.ts';
import { messageObstacle } from '../state/actions/open.ts';
import { infoLines } from '../state/info.ts';
import { openNeed, type State, selectedRow, type World } from '../state/model.ts';
import { detailRows, detailWidth, type Regions, regionsOf, tableRows } from '../state/regions.ts';
import { ago } from '../state/times.ts';
import { scopeOf } from '../state/update.ts';
import type { Cursor } from '../terminal/painter.ts';
import { clip, fill } from './cells.ts';
import { detailPanel, keyLine, overlayPanel, type Panel } from './detail.ts';
import { headerLine, stripLine, trendLine } from './header.ts';
import { promptLine } from './prompt.ts';
import { headingLine, tableLines } from './table.ts';
import type { Paint } from './theme.ts';

/** Everything that is on the screen, as finished lines. The components only put it in its place. */
export interface Screen {
  regions: Regions;
  header: string[];
  strip: string[];
  table: Panel;
  aside: Panel[];
  detail: Panel;
  prompt: string[];
  keys: string[];
  cursor: Cursor | null;
}

const EMPTY_PANEL: Panel = { title: '', note: '', lines: [] };
/** Below this an overlay cannot be read: it takes the table's place. */
const OVERLAY_LEAST = 4;

export function screenOf(state: State, world: World, paint: Paint): Screen {
  const { columns } = state.size;
  const { regions, inTable } = place(state, world);
  const prompt = promptLine(state, world, columns, paint);
  // Without a line of its own the prompt takes the keys' line while there is something in it.
  const shares = regions.prompt === 0 && regions.keys > 0;
  const said = prompt.cursor !== null || state.mode.name === 'confirm' || state.toast !== null;
  const keys =
    shares && said
      ? prompt.text
      : keyLine(scopeOf(state), columns, switchedOff(state, world), paint, answerLabels(state, world));
  const promptRow = regions.header + regions.strip + regions.table + regions.detail;
  const header = [headerLine(state, world, columns, paint), trendLine(state, world, columns, paint)];
  return {
    regions,
    header: header.slice(0, regions.header),
    strip: regions.strip === 0 ? [] : [stripLine(world, columns, paint)],
    table: inTable ? overlay(state, world, regions, 'table', paint) : tablePanel(state, world, regions, paint),
    aside: regions.layout === 'wide' && regions.table > 0 ? asides(state, world, regions, paint) : [],
    detail: regions.detail === 0 ? EMPTY_PANEL : overlay(state, world, regions, 'detail', paint),
    prompt: regions.prompt === 0 ? [] : [prompt.text],
    keys: regions.keys === 0 ? [] : [keys],
    cursor:
      prompt.cursor === null || (regions.prompt === 0 && !shares) ? null : { row: promptRow, column: prompt.cursor },
  };
}

/** Whether what is open stands in the table's place. */
function place(state: State, world: World): { regions: Regions; inTable: boolean } {
  const regions = regionsOf(state.size, world.shown.length, state.zoom);
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

/** Beside the table: what needs a person, and the facts of the selected row. */
function asides(state: State, world: World, regions: Regions, paint: Paint): Panel[] {
  const width = state.size.columns - regions.tableWidth - 5;
  const facts = infoLines(selectedRow(state, world), world).map(({ text }) => clip(text, width));
  const half = Math.floor(regions.table / 2);
  const needsHeight = Math.max(4, Math.min(world.needs.length + 2, half));
  const needs = world.needs.map((need) => {
    const age = ago(need.since, world.now) ?? '';
    return paint(
      need.rank === 0 ? 'need' : 'bad',
      `${fill(`! ${need.kind.padEnd(8)} ${need.text}`, width - 9)} ${fill(age, 8, 'right')}`,
    );
  });
  const none = world.needs.length === 0 ? [paint('quiet', 'nothing needs you')] : needs;
  return [
    {
      title: 'Needs you',
      note: world.needs.length === 0 ? '' : `${world.needs.length} (a)`,
      lines: none.slice(0, needsHeight - 2),
    },
    {
      title: selectedRow(state, world)?.name ?? 'nothing selected',
      note: '',
      lines: facts.slice(0, regions.table - needsHeight - 2),
    },
  ];
}

/** Which keys of the bar would do nothing now. */
function switchedOff(state: State, world: World): (action: string) => boolean {
  const row = selectedRow(state, world);
  const able = (verb: 'restart' | 'stop' | 'pause') =>
    !state.readOnly && row !== null && obstacle(verb, row, world) === null;
  const off: Readonly<Record<string, boolean>> = {
    restart: !able('restart') && (state.readOnly || world.rows.length > 0),
    stop: !able('stop'),
    pause: !able('pause'),
    message: state.readOnly || messageObstacle(state, world) !== null,
    nextNeed: world.needs.length === 0,
    answerYes: state.readOnly || !openNeed(state, world)?.yes,
    answerNo: state.readOnly || !openNeed(state, world)?.no,
  };
  return (action) => off[action] ?? false;
}

/** What the answers to the open need are called. */
function answerLabels(state: State, world: World): Readonly<Record<string, string>> {
  const need = openNeed(state, world);
  return {
    ...(need?.yes ? { answerYes: `y ${need.yes.label}` } : {}),
    ...(need?.no ? { answerNo: `n ${need.no.label}` } : {}),
  };
}
