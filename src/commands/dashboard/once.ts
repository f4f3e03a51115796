import type { Layout } from '../../core/files/layout.ts';
import type { Result } from '../command.ts';
import { createDetailReader } from './data/detail.ts';
import { createReader } from './data/reader.ts';
import { EMPTY_SNAPSHOT } from './data/snapshot.ts';
import { initialState, selectedRow, worldOf } from './state/model.ts';
import { update } from './state/update.ts';
import { frameText } from './view/ink.tsx';
import { screenOf } from './view/screen.ts';
import { paintOf, type ThemeName } from './view/theme.ts';

export interface OnceOptions {
  width: number;
  theme: ThemeName;
  ascii: boolean;
}

/** Lines of the detail that a printed frame shows. */
const DETAIL_LINES = 12;
const ANSI = /\u001b\[[0-9;]*m/g;

/** One frame, as high as it needs to be, without the lines that only a person at the keys can use. */
export function once(at: Layout, options: OnceOptions, now: number = Date.now()): Result {
  const snapshot = createReader(at).look(now);
  const state = initialState({ columns: options.width, rows: 24 });
  const before = worldOf(state, { snapshot: EMPTY_SNAPSHOT, detail: null, commands: [], now });
  const world = worldOf(state, { snapshot, detail: null, commands: [], now });
  const selected = update(state, world, { type: 'data', before }).state;
  const row = selectedRow(selected, world);
  const detail = createDetailReader(at).look(row?.session?.id ?? null);
  const rows = Math.ceil((world.shown.length + DETAIL_LINES + 6) / 0.6);
  const paint = paintOf(options.theme);
  const screen = screenOf({ ...selected, size: { columns: options.width, rows } }, { ...world, detail }, paint);
  const { regions } = screen;
  const trimmed = {
    ...screen,
    prompt: [],
    keys: [],
    regions: { ...regions, prompt: 0, keys: 0, detail: Math.min(regions.detail, DETAIL_LINES + 1) },
  };
  const text = frameText(trimmed, options.width, paint, options.ascii)
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
  const plain = options.theme === 'plain' ? text.replaceAll(ANSI, '') : text;
  return {
    data: {
      version: 1,
      at: new Date(now).toISOString(),
      rows: world.rows,
      needs: world.needs,
      problems: snapshot.problems,
    },
    text: plain,
  };
}
