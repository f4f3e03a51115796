import { firstLine, followsEnd } from '../state/actions/move.ts';
import { contentOf, TAB_TITLES } from '../state/contents.ts';
import { type State, selectedRow, TABS, type World } from '../state/model.ts';
import { findIn, matchesIn } from '../state/search.ts';
import type { Line } from '../state/text-line.ts';
import { cells, clip, takeLastCells } from './cells.ts';
import { type Panel, place } from './panel.ts';
import { type Paint, SYMBOLS } from './theme.ts';

/** The tabs: the present one in brackets, so that it is seen without colour; the others with their names as far as there is room. */
export function tabTitle(state: State, width: number): string {
  const named = TABS.map((tab, index) => `${(index + 1) % 10} ${TAB_TITLES[tab]}`);
  const present = TABS.indexOf(state.tab);
  const shown = named.map((title, index) => (index === present ? `[${title}]` : title.slice(0, 1)));
  const joined = (titles: readonly string[], gap: string) => titles.join(gap);
  for (const [index, title] of named.entries()) {
    if (index === present) continue;
    const longer = shown.with(index, title);
    if (cells(joined(longer, ' ')) > width) break;
    shown[index] = title;
  }
  const whole = joined(shown, '  ');
  return cells(whole) <= width ? whole : joined(shown, ' ');
}

function hitCount(lines: readonly Line[], search: string, match: number | null): string {
  const hits = matchesIn(lines, search);
  return match === null ? String(hits.length) : `${hits.indexOf(match) + 1}/${hits.length}`;
}

export function detailPanel(state: State, world: World, width: number, height: number, paint: Paint): Panel {
  const row = selectedRow(state, world);
  const lines = contentOf(state, world, width);
  const top = firstLine(state, lines.length, height);
  const following = state.detail.follow && followsEnd(state);
  const { search, match } = state.detail;
  const notes = [
    search === '' ? '' : `/${clip(search, 20)} ${hitCount(lines, search, match)}`,
    state.detail.errorsOnly ? 'errors' : '',
    following ? 'follow' : place(top, lines.length, height),
    followsEnd(state) && !following ? 'G follows' : '',
  ];
  const name = row?.name ?? 'nothing selected';
  const note = notes.filter((text) => text !== '').join(` ${SYMBOLS.dot} `);
  const title = `${clip(name, Math.floor(width / 3))} ${SYMBOLS.rule} ${tabTitle(state, width - cells(clip(name, Math.floor(width / 3))) - cells(note) - 10)}`;
  return {
    title,
    note,
    lines: lines
      .slice(top, top + height)
      .map((one, index) => showLine(one, search, top + index === match, width, paint)),
  };
}

/** A line with every place that the search found; where the first one lies outside, the line begins near it. */
function showLine({ text, tone }: Line, search: string, isPresent: boolean, width: number, paint: Paint): string {
  const [first] = findIn(text, search);
  if (first === undefined) return paint(tone, clip(text, width));
  const isSeen = cells(text.slice(0, first + search.length)) < width;
  const part = isSeen
    ? text
    : `${SYMBOLS.more}${text.slice(first - takeLastCells(text.slice(0, first), width >> 1).length)}`;
  const shown = clip(part, width);
  let painted = '';
  let from = 0;
  for (const at of findIn(shown, search)) {
    const end = at + search.length;
    painted += paint(tone, shown.slice(from, at)) + paint(isPresent ? 'selected' : 'match', shown.slice(at, end));
    from = end;
  }
  return painted + paint(tone, shown.slice(from));
}
