import { type CommandEntry, onlyReads } from '../commands.ts';
import { draftOf, EMPTY, textOf } from '../editor.ts';
import { HISTORY_KEPT } from '../memory.ts';
import { type Mode, NORMAL, type State, type World } from '../model.ts';
import { READ_ONLY } from '../obstacles.ts';
import { NOTHING_OFFERED, typedOf } from '../offers.ts';
import { type Entry, findEntries } from '../palette.ts';
import { commandOf, refusal, shellLine } from '../words.ts';
import { ask } from './acts.ts';
import { followsEnd, moves } from './move.ts';
import { type Action, type Step, step, toast } from './step.ts';

type PaletteMode = Extract<Mode, { name: 'palette' }>;

export function openPalette(state: State, world: World, text = ''): Step {
  const offered = state.mode.name === 'palette' ? state.mode.offered : NOTHING_OFFERED;
  return askForValues(
    { ...state, mode: { name: 'palette', draft: draftOf(text), index: 0, recalled: -1, offered } },
    world,
  );
}

/** Asks what may stand at the cursor, where the words before it have changed. */
export function askForValues(state: State, world: World): Step {
  if (state.mode.name !== 'palette') return step(state);
  const typed = typedOf(textOf(state.mode.draft), world.commands);
  if (typed === null || typed.key === state.mode.offered.key) return step(state);
  const { key, words, current } = typed;
  return step(state, { type: 'complete', key, words, current: current.startsWith('-') ? '-' : '' });
}

function chosenEntry(mode: PaletteMode, world: World): Entry | undefined {
  return findEntries(textOf(mode.draft), mode.offered, world.commands)[mode.index];
}

/** Runs a typed command line: what reads at once, what writes after a question. */
function runLine(state: State, world: World, typed: string): Step | null {
  const called = commandOf(typed, world.commands);
  if (called === null) return null;
  const { command, words } = called;
  const refused = refusal(command, words);
  if (refused !== null) return toast(state, world, refused, 'bad');
  const line = shellLine(words);
  const commandHistory = [line, ...state.commandHistory.filter((earlier) => earlier !== line)].slice(0, HISTORY_KEPT);
  if (onlyReads(command, words)) {
    const mode: Mode = { name: 'output', title: `ops ${line}`, lines: [], running: true, top: 0 };
    return step({ ...state, commandHistory, mode }, { type: 'read-command', words });
  }
  if (state.readOnly) return toast(state, world, READ_ONLY, 'bad');
  const question = {
    text: `Run: ops ${line}?`,
    targets: [],
    effects: [{ type: 'write-command' as const, words: answered(command, words) }],
    word: null,
    undo: null,
    needId: null,
  };
  return ask({ ...state, commandHistory }, question);
}

/** What asks by itself is told that the question was answered here. */
function answered(command: CommandEntry, words: readonly string[]): readonly string[] {
  return command.asks && !words.includes('--yes') ? [...words, '--yes'] : words;
}

function runEntry(state: State, world: World): Step {
  if (state.mode.name !== 'palette') return step(state);
  const typed = textOf(state.mode.draft);
  const entry = chosenEntry(state.mode, world);
  if (entry === undefined) return toast(state, world, `no command is called ${JSON.stringify(typed)}`, 'bad');
  if (entry.kind === 'action') {
    return { ...step({ ...state, mode: NORMAL }), followedBy: { action: entry.action, key: entry.key } };
  }
  if (entry.kind === 'value') return openPalette(state, world, `${entry.name} `);
  if (entry.kind === 'command' && entry.command.needsArguments) return openPalette(state, world, `${entry.name} `);
  return runLine(state, world, entry.name) ?? step(state);
}

/** Takes the chosen entry over into the line; of the line as it is typed, the value that fits best. */
function completeEntry(state: State, world: World): Step {
  if (state.mode.name !== 'palette') return step(state);
  const { mode } = state;
  const entries = findEntries(textOf(mode.draft), mode.offered, world.commands);
  const chosen = entries[mode.index];
  const entry = chosen?.kind === 'typed' ? (entries.find(({ kind }) => kind === 'value') ?? chosen) : chosen;
  return entry === undefined ? step(state) : openPalette(state, world, `${entry.name} `);
}

function choose(state: State, world: World, by: number): Step {
  if (state.mode.name !== 'palette') return step(state);
  const { mode } = state;
  const nothingTyped = textOf(mode.draft) === '' || mode.recalled >= 0;
  if (nothingTyped && (by < 0 || mode.recalled >= 0) && mode.index === 0) {
    const recalled = Math.max(-1, Math.min(state.commandHistory.length - 1, mode.recalled - by));
    const draft = recalled === -1 ? EMPTY : draftOf(state.commandHistory[recalled] ?? '');
    return step({ ...state, mode: { ...mode, draft, recalled } });
  }
  const count = findEntries(textOf(mode.draft), mode.offered, world.commands).length;
  return step({ ...state, mode: { ...mode, index: Math.max(0, Math.min(count - 1, mode.index + by)) } });
}

function doSearch(state: State, world: World): Step {
  if (state.mode.name !== 'search') return step(state);
  const search = textOf(state.mode.draft);
  const searching = { ...state, mode: NORMAL, detail: { ...state.detail, search } };
  // What grows at its end is searched from there backward.
  return followsEnd(state) ? moves.previousMatch(searching, world) : moves.nextMatch(searching, world);
}

export const runs = {
  palette: (state, world) => openPalette({ ...state, toast: null }, world),
  create: (state, world) =>
    state.readOnly
      ? toast(state, world, READ_ONLY, 'bad')
      : openPalette({ ...state, toast: null }, world, 'agents spawn '),
  runEntry,
  completeEntry,
  nextEntry: (state, world) => choose(state, world, 1),
  previousEntry: (state, world) => choose(state, world, -1),
  doSearch,
} satisfies Record<string, Action>;
