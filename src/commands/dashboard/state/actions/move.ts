import { scopeOf } from '../bindings.ts';
import { contentOf } from '../contents.ts';
import { helpLines } from '../help.ts';
import { activityOf, type Mode, NORMAL, openNeed, type State, selectedRow, TABS, type World } from '../model.ts';
import { needLines } from '../need-lines.ts';
import { detailRows, detailWidth, regionsOf, tableRows } from '../regions.ts';
import type { Row } from '../rows.ts';
import { matchesIn } from '../search.ts';
import { type Action, type Step, step, toast } from './step.ts';

function regions(state: State, world: World) {
  return regionsOf(state, world);
}

export function select(state: State, row: Row | undefined, index: number): State {
  if (row === undefined) return state;
  const same = row.id === state.selected;
  return {
    ...state,
    selected: row.id,
    selectedIndex: index,
    seen: { ...state.seen, [row.id]: activityOf(row) },
    detail: same ? state.detail : { ...state.detail, follow: true, top: 0, match: null },
  };
}

function moveRow(state: State, world: World, by: number): State {
  const { shown } = world;
  const present = shown.findIndex((row) => row.id === state.selected);
  const from = present === -1 ? state.selectedIndex : present;
  const index = Math.max(0, Math.min(shown.length - 1, from + by));
  return select(state, shown[index], index);
}

/** The tabs that grow at the end are followed there; the others begin at their beginning. */
export function followsEnd(state: State): boolean {
  return state.tab === 'log' || state.tab === 'messages';
}

/** First line on the screen, out of so many. */
export function firstLine(state: State, count: number, height: number): number {
  const last = Math.max(0, count - height);
  if (state.detail.follow && followsEnd(state)) return last;
  return Math.max(0, Math.min(state.detail.top, last));
}

function scroll(state: State, world: World, by: number): State {
  const parts = regions(state, world);
  const height = detailRows(parts);
  const count = contentOf(state, world, detailWidth(state.size, parts)).length;
  const last = Math.max(0, count - height);
  const top = Math.max(0, Math.min(last, firstLine(state, count, height) + by));
  const follow = followsEnd(state) && top >= last;
  return { ...state, detail: { ...state.detail, top, follow, match: null } };
}

/** Lines of what is open over the detail, and how many of them fit. */
function overlay(state: State, world: World): { count: number; height: number; top: number } | null {
  const { mode } = state;
  const parts = regions(state, world);
  const height = Math.max(1, detailRows(parts) > 3 ? detailRows(parts) : detailRows({ ...parts, detail: parts.table }));
  if (mode.name === 'help') {
    const { length } = helpLines(state, world, scopeOf({ ...state, mode: mode.from }));
    return { count: length, height, top: mode.top };
  }
  if (mode.name === 'output') return { count: mode.lines.length, height, top: mode.top };
  if (mode.name === 'need') {
    const need = openNeed(state, world);
    const count = need === null ? 1 : needLines(need, world, detailWidth(state.size, parts)).length;
    return { count, height, top: mode.top };
  }
  return null;
}

function scrollOverlay(state: State, world: World, by: number): State {
  const open = overlay(state, world);
  if (open === null) return state;
  const top = Math.max(0, Math.min(open.count - open.height, open.top + by));
  return { ...state, mode: { ...state.mode, top: Math.max(0, top) } as Mode };
}

function move(state: State, world: World, rows: number): Step {
  if (state.mode !== NORMAL && state.mode.name !== 'normal') return step(scrollOverlay(state, world, rows));
  return step(state.focus === 'detail' ? scroll(state, world, rows) : moveRow(state, world, rows));
}

function page(state: State, world: World): number {
  const parts = regions(state, world);
  const onTable = state.mode.name === 'normal' && state.focus === 'table';
  return Math.max(1, (onTable ? tableRows(parts) : Math.max(detailRows(parts), 4)) - 1);
}

const FAR = 1_000_000;

function showTab(state: State, index: number): Step {
  const tab = TABS[(index + TABS.length) % TABS.length] ?? 'log';
  return step({ ...state, tab, detail: { ...state.detail, follow: true, top: 0, match: null } });
}

/** Goes to the next line with the searched text, round the end; the screen moves only where the line is not on it. */
function findMatch(state: State, world: World, direction: 1 | -1): Step {
  const { search, follow, match } = state.detail;
  if (search === '') return toast(state, world, 'nothing is searched: / begins');
  const parts = regions(state, world);
  const lines = contentOf(state, world, detailWidth(state.size, parts));
  const { length } = lines;
  const hits = matchesIn(lines, search);
  const height = detailRows(parts);
  const top = firstLine(state, length, height);
  const from = match ?? (direction === -1 ? (follow ? length : top + height) : top - 1);
  const hit =
    direction === 1
      ? (hits.find((index) => index > from) ?? hits[0])
      : (hits.findLast((index) => index < from) ?? hits.at(-1));
  if (hit === undefined) return toast(state, world, `not found: ${search}`);
  const isSeen = hit >= top && hit < top + height;
  const shown = isSeen ? top : Math.max(0, hit - Math.floor(height / 2));
  return step({ ...state, detail: { ...state.detail, follow: false, top: shown, match: hit } });
}

export const moves = {
  down: (state, world) => move(state, world, 1),
  up: (state, world) => move(state, world, -1),
  scrollDown: (state, world) => step(scrollOverlay(state, world, 1)),
  scrollUp: (state, world) => step(scrollOverlay(state, world, -1)),
  pageDown: (state, world) => move(state, world, page(state, world)),
  pageUp: (state, world) => move(state, world, -page(state, world)),
  first: (state, world) => move(state, world, -FAR),
  last: (state, world) => move(state, world, FAR),
  tab: (state, _world, key) => showTab(state, key === '0' ? 9 : Number(key) - 1),
  nextTab: (state) => showTab(state, TABS.indexOf(state.tab) + 1),
  previousTab: (state) => showTab(state, TABS.indexOf(state.tab) - 1),
  nextMatch: (state, world) => findMatch(state, world, 1),
  previousMatch: (state, world) => findMatch(state, world, -1),
  open: (state, world) =>
    selectedRow(state, world) === null ? step(state) : step({ ...state, zoom: true, focus: 'detail' }),
  pane: (state) => step({ ...state, focus: state.focus === 'table' ? 'detail' : 'table', zoom: false }),
  zoom: (state) => step({ ...state, zoom: !state.zoom, focus: state.zoom ? 'table' : 'detail' }),
  wrap: (state) => step({ ...state, detail: { ...state.detail, wrap: !state.detail.wrap, match: null } }),
  times: (state) => step({ ...state, detail: { ...state.detail, times: !state.detail.times } }),
  errorsOnly: (state) =>
    step({
      ...state,
      detail: { ...state.detail, errorsOnly: !state.detail.errorsOnly, top: 0, follow: true, match: null },
    }),
} satisfies Record<string, Action>;
