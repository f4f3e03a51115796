import { firstLine, followsEnd } from '../state/actions/move.ts';
import { BINDINGS, type Binding, type Scope, scopeOf } from '../state/bindings.ts';
import { contentOf, TAB_TITLES } from '../state/contents.ts';
import { textOf } from '../state/editor.ts';
import { SORTS, type SortName } from '../state/filter.ts';
import { helpLines } from '../state/help.ts';
import { type Mode, type State, selectedRow, TABS, type World } from '../state/model.ts';
import { bodyLines, needLines } from '../state/need-lines.ts';
import { type Entry, findEntries } from '../state/palette.ts';
import { findIn, matchesIn } from '../state/search.ts';
import { type Line, line } from '../state/text-line.ts';
import { ago } from '../state/times.ts';
import { cells, clip, fill, takeLastCells, wordWrap } from './cells.ts';
import { type Paint, SYMBOLS } from './theme.ts';

/** A titled part of the screen. */
export interface Panel {
  title: string;
  /** At the right end of the title. */
  note: string;
  lines: string[];
}

function cut(lines: readonly Line[], top: number, height: number, width: number, paint: Paint): string[] {
  return lines.slice(top, top + height).map(({ text, tone }) => paint(tone, clip(text, width)));
}

/** What is open, which takes the detail's place; null where nothing is. */
export function overlayPanel(state: State, world: World, width: number, height: number, paint: Paint): Panel | null {
  const { mode } = state;
  if (mode.name === 'help') {
    const lines = helpLines(state, world, scopeOf({ ...state, mode: mode.from }));
    return {
      title: 'Keys',
      note: place(mode.top, lines.length, height),
      lines: cut(lines, mode.top, height, width, paint),
    };
  }
  if (mode.name === 'need') return needPanel(state, world, mode.needId, mode.top, width, height, paint);
  if (mode.name === 'palette') return palettePanel(mode, world, width, height, paint);
  if (mode.name === 'sort') {
    const lines = (Object.keys(SORTS) as SortName[]).map((name) =>
      line(
        `  ${SORTS[name].key.toLowerCase()}  ${SORTS[name].label}${state.sort === name ? ` ${state.reversed ? SYMBOLS.up : SYMBOLS.down}` : ''}`,
      ),
    );
    return { title: 'Sort by', note: '', lines: cut(lines, 0, height, width, paint) };
  }
  if (mode.name === 'output') {
    const lines = mode.lines.map((text) => line(text));
    const note = mode.running ? 'running' : place(mode.top, lines.length, height);
    return { title: mode.title, note, lines: cut(lines, mode.top, height, width, paint) };
  }
  if (mode.name === 'confirm') {
    const { text, word, targets, needId } = mode.question;
    const need = world.needs.find(({ id }) => id === needId);
    const how =
      word === null ? 'y does it; every other key does not.' : `Type ${word} and press Enter to do it; Esc does not.`;
    const runs = targets
      .filter(({ runId }) => runId !== null)
      .map(({ name, runId }) => line(`  ${name}  run ${runId}`, 'quiet'));
    const lines = [
      ...wordWrap(text, width).map((part) => line(part, 'need')),
      ...wordWrap(how, width).map((part) => line(part)),
      ...runs,
      ...(need === undefined ? [] : [line(''), ...bodyLines(need, width)]),
    ];
    return { title: 'Sure?', note: '', lines: cut(lines, 0, height, width, paint) };
  }
  return null;
}

function place(top: number, count: number, height: number): string {
  return count <= height ? '' : `${Math.min(count, top + height)}/${count}`;
}

function needPanel(
  state: State,
  world: World,
  needId: string,
  top: number,
  width: number,
  height: number,
  paint: Paint,
): Panel {
  const index = world.needs.findIndex(({ id }) => id === needId);
  const need = world.needs[index];
  if (need === undefined) return { title: 'Needs you', note: '', lines: [paint('quiet', 'it is settled')] };
  const since = need.since === null ? '' : `, for ${ago(need.since, world.now)}`;
  const lines = needLines(need, world, width);
  const title = `${need.kind}${since}`;
  const note = `${index + 1} of ${world.needs.length}${state.readOnly ? ', read-only' : ''}`;
  return { title, note, lines: cut(lines, top, height, width, paint) };
}

function palettePanel(
  { draft, index, offered }: Extract<Mode, { name: 'palette' }>,
  world: World,
  width: number,
  height: number,
  paint: Paint,
): Panel {
  const entries = findEntries(textOf(draft), offered, world.commands);
  const top = Math.max(0, Math.min(entries.length - height, index - Math.floor(height / 2)));
  const shown = entries.slice(top, top + height).map((entry) => ({ name: usageOf(entry), summary: entry.summary }));
  const name = Math.min(Math.max(20, ...shown.map((entry) => cells(entry.name))), Math.floor(width / 2));
  const lines = shown.map((entry, offset) => {
    const text = fill(` ${fill(entry.name, name)}  ${entry.summary}`, width);
    return top + offset === index ? paint('selected', text) : text.trimEnd();
  });
  return {
    title: 'Commands',
    note: entries.length > height ? `${top + 1}-${top + lines.length} of ${entries.length}` : String(entries.length),
    lines: lines.length === 0 ? [paint('quiet', 'none is called so')] : lines,
  };
}

function usageOf(entry: Entry): string {
  if (entry.kind === 'value') return entry.value;
  const usage = entry.kind === 'command' ? entry.command.usage : '';
  return usage === '' ? entry.name : `${entry.name} ${usage}`;
}

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

/** What everybody tries anyway, or can do without: shown where there is room for all else. */
const FIT_LAST: readonly string[] = ['down', 'scrollDown', 'pause', 'tab'];

/** The keys that mean something here, as many as fit; help and quit always. `labels` go before those of the table. */
export function keyLine(
  scope: Scope,
  width: number,
  off: (binding: Binding) => boolean,
  paint: Paint,
  labels: Readonly<Record<string, string>> = {},
): string {
  const useful = BINDINGS.filter(({ scopes, label }) => scopes.includes(scope) && label !== '').map((binding) => ({
    ...binding,
    label: labels[binding.action] ?? binding.label,
  }));
  const kept: typeof useful = [];
  const always = useful.filter(({ action }) => action === 'help' || action === 'quit');
  let left = width - 2 - always.reduce((sum, { label }) => sum + cells(label) + 2, 0);
  const first = useful.filter(({ action }) => !FIT_LAST.includes(action));
  const last = useful.filter(({ action }) => FIT_LAST.includes(action));
  for (const binding of [...first, ...last]) {
    if (always.includes(binding)) continue;
    const needed = cells(binding.label) + 2;
    if (needed > left) continue;
    left -= needed;
    kept.push(binding);
  }
  const shown = useful.filter((binding) => kept.includes(binding) || always.includes(binding));
  const text = shown.map((binding) => keyLabel(binding.label, off(binding), paint)).join('  ');
  return ` ${text}`;
}

function keyLabel(label: string, off: boolean, paint: Paint): string {
  if (off) return paint('quiet', label);
  const space = label.indexOf(' ');
  return `${paint('strong', label.slice(0, space))}${label.slice(space)}`;
}
