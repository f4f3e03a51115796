import { promptHeight } from './message-box.ts';
import type { Size, State, World } from './model.ts';

/** How many lines each part of the screen has. Parts that do not fit have none; the sum is the screen's height. */
export interface Regions {
  layout: 'wide' | 'narrow' | 'line';
  header: number;
  strip: number;
  table: number;
  /** Width of the table; less than the screen's where a column stands beside it. */
  tableWidth: number;
  detail: number;
  prompt: number;
  keys: number;
}

const WIDE_COLUMNS = 140;
const WIDE_ROWS = 30;
/** Below this the detail has no place beside the table: Enter shows it instead. */
const SPLIT_ROWS = 14;

/** Much text, for which the table makes room. */
const WHOLE_SCREEN: readonly string[] = ['help', 'output'];

/** Divides the screen. */
export function regionsOf(
  state: Pick<State, 'size' | 'zoom' | 'mode' | 'drafts'>,
  world: Pick<World, 'shown'>,
): Regions {
  const { columns, rows } = state.size;
  if (columns < 30 || rows < 5) {
    const lines = { strip: rows > 1 ? 1 : 0, table: 0, detail: 0, prompt: rows > 2 ? 1 : 0, keys: rows > 3 ? 1 : 0 };
    return { layout: 'line', header: 1, tableWidth: columns, ...lines };
  }
  const wide = columns >= WIDE_COLUMNS && rows >= WIDE_ROWS;
  const header = wide ? 2 : 1;
  const strip = wide ? 0 : 1;
  const prompt = rows >= 10 ? promptHeight(state) : 0;
  const keys = 1;
  const body = rows - header - strip - prompt - keys;
  const tableWidth = wide ? Math.floor(columns * 0.62) : columns;
  const base = { layout: wide ? ('wide' as const) : ('narrow' as const), header, strip, tableWidth, prompt, keys };
  if (state.zoom || WHOLE_SCREEN.includes(state.mode.name)) return { ...base, table: 0, detail: body };
  if (rows < SPLIT_ROWS) return { ...base, table: body, detail: 0 };
  // The table's frame and headings: a heading line, and in the wide layout two lines of border.
  const wanted = world.shown.length + (wide ? 3 : 1);
  const most = Math.floor(body * (wide ? 0.62 : 0.6));
  const least = Math.min(wide ? 20 : 6, body - 3);
  const table = Math.max(least, Math.min(wanted, most));
  return { ...base, table, detail: body - table };
}

/** Rows of the table that are on the screen at once. */
export function tableRows(regions: Regions): number {
  return Math.max(0, regions.table - (regions.layout === 'wide' ? 3 : regions.table >= 5 ? 1 : 0));
}

/** Lines of the detail without its title (and its border). */
export function detailRows(regions: Regions): number {
  return Math.max(0, regions.detail - (regions.layout === 'wide' ? 2 : 1));
}

export function detailWidth(size: Size, regions: Regions): number {
  return Math.max(1, size.columns - (regions.layout === 'wide' ? 4 : 2));
}
