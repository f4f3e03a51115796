import { firstLine, followsEnd } from '../state/actions/move.ts';
import { BINDINGS, type Scope } from '../state/bindings.ts';
import { contentOf, TAB_TITLES } from '../state/contents.ts';
import { textOf } from '../state/editor.ts';
import { SORTS, type SortName } from '../state/filter.ts';
import { helpLines } from '../state/help.ts';
import { type State, selectedRow, TABS, type World } from '../state/model.ts';
import { findEntries } from '../state/palette.ts';
import { type Line, line } from '../state/text-line.ts';
import { ago } from '../state/times.ts';
import { cells, clip, fill, hardWrap, wordWrap } from './cells.ts';
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
    const lines = helpLines().map(({ keys, text }) =>
      keys === undefined ? line(text, 'heading') : line(`  ${keys.padEnd(12)} ${text}`),
    );
    return {
      title: 'Keys',
      note: place(mode.top, lines.length, height),
      lines: cut(lines, mode.top, height, width, paint),
    };
  }
  if (mode.name === 'need') return needPanel(state, world, mode.needId, mode.top, width, height, paint);
  if (mode.name === 'palette') return palettePanel(textOf(mode.draft), mode.index, world, width, height, paint);
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
    const { text, word, targets } = mode.question;
    const how =
      word === null ? 'y does it; every other key does not.' : `Type ${word} and press Enter to do it; Esc does not.`;
    const runs = targets
      .filter(({ runId }) => runId !== null)
      .map(({ name, runId }) => line(`  ${name}  run ${runId}`, 'quiet'));
    const lines = [
      ...wordWrap(text, width).map((part) => line(part, 'need')),
      ...wordWrap(how, width).map((part) => line(part)),
      ...runs,
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
  const lines = [
    ...wordWrap(need.text, width).map((text) => line(text, need.rank === 0 ? 'need' : 'bad')),
    line(''),
    ...need.body.split('\n').flatMap((text) => hardWrap(text, width).map((part) => line(part))),
  ];
  const title = `${need.kind}${since}`;
  const note = `${index + 1} of ${world.needs.length}${state.readOnly ? ', read-only' : ''}`;
  return { title, note, lines: cut(lines, top, height, width, paint) };
}

function palettePanel(typed: string, index: number, world: World, width: number, height: number, paint: Paint): Panel {
  const entries = findEntries(typed, world.commands);
  const top = Math.max(0, Math.min(entries.length - height, index - Math.floor(height / 2)));
  const name = Math.min(28, Math.floor(width * 0.4));
  const lines = entries.slice(top, top + height).map((entry, offset) => {
    const usage =
      entry.kind === 'command' && entry.command.usage !== '' ? `${entry.name} ${entry.command.usage}` : entry.name;
    const text = fill(` ${fill(usage, name)}  ${entry.summary}`, width);
    return top + offset === index ? paint('selected', text) : text.trimEnd();
  });
  return {
    title: 'Commands',
    note: String(entries.length),
    lines: lines.length === 0 ? [paint('quiet', 'none is called so')] : lines,
  };
}

/** The tabs as far as they fill, with the present one marked so that it is seen without colour. */
export function tabTitle(state: State, width: number): string {
  const titles = TABS.map((tab, index) =>
    tab === state.tab ? `[${index + 1} ${TAB_TITLES[tab]}]` : `${index + 1} ${TAB_TITLES[tab]}`,
  );
  const all = titles.join('  ');
  if (cells(all) <= width) return all;
  return TABS.map((tab, index) => (tab === state.tab ? titles[index] : String(index + 1))).join(' ');
}

export function detailPanel(state: State, world: World, width: number, height: number, paint: Paint): Panel {
  const row = selectedRow(state, world);
  const lines = contentOf(state, world, width);
  const top = firstLine(state, lines.length, height);
  const following = state.detail.follow && followsEnd(state);
  const { search } = state.detail;
  const notes = [
    search === '' ? '' : `/${search}`,
    state.detail.errorsOnly ? 'errors' : '',
    following ? 'follow' : place(top, lines.length, height),
  ];
  const name = row?.name ?? 'nothing selected';
  const note = notes.filter((text) => text !== '').join(` ${SYMBOLS.dot} `);
  const title = `${clip(name, Math.floor(width / 3))} ${SYMBOLS.rule} ${tabTitle(state, width - cells(clip(name, Math.floor(width / 3))) - cells(note) - 10)}`;
  return {
    title,
    note,
    lines: lines.slice(top, top + height).map((one) => showLine(one, search, width, paint)),
  };
}

function showLine({ text, tone }: Line, search: string, width: number, paint: Paint): string {
  const shown = clip(text, width);
  const at = search === '' ? -1 : shown.toLowerCase().indexOf(search.toLowerCase());
  if (at === -1) return paint(tone, shown);
  const end = at + search.length;
  return `${paint(tone, shown.slice(0, at))}${paint('selected', shown.slice(at, end))}${paint(tone, shown.slice(end))}`;
}

/** The keys that mean something here, as many as fit; help and quit always. `labels` go before those of the table. */
export function keyLine(
  scope: Scope,
  width: number,
  off: (action: string) => boolean,
  paint: Paint,
  labels: Readonly<Record<string, string>> = {},
): string {
  const useful = BINDINGS.filter(({ scopes, label }) => scopes.includes(scope) && label !== '').map(
    ({ action, label }) => ({ action, label: labels[action] ?? label }),
  );
  const kept: typeof useful = [];
  const always = useful.filter(({ action }) => action === 'help' || action === 'quit');
  let left = width - 2 - always.reduce((sum, { label }) => sum + cells(label) + 2, 0);
  for (const binding of useful) {
    if (always.includes(binding)) continue;
    const needed = cells(binding.label) + 2;
    if (needed > left) continue;
    left -= needed;
    kept.push(binding);
  }
  const shown = useful.filter((binding) => kept.includes(binding) || always.includes(binding));
  const text = shown.map(({ label, action }) => keyLabel(label, off(action), paint)).join('  ');
  return ` ${text}`;
}

function keyLabel(label: string, off: boolean, paint: Paint): string {
  if (off) return paint('quiet', label);
  const space = label.indexOf(' ');
  return `${paint('strong', label.slice(0, space))}${label.slice(space)}`;
}
