import { scopeOf } from '../state/bindings.ts';
import { textOf } from '../state/editor.ts';
import { SORTS, type SortName } from '../state/filter.ts';
import { helpLines } from '../state/help.ts';
import type { Mode, State, World } from '../state/model.ts';
import { bodyLines, needLines } from '../state/need-lines.ts';
import { type Entry, findEntries } from '../state/palette.ts';
import { line } from '../state/text-line.ts';
import { ago } from '../state/times.ts';
import { cells, fill, wordWrap } from './cells.ts';
import { cut, type Panel, place } from './panel.ts';
import { type Paint, SYMBOLS } from './theme.ts';

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
