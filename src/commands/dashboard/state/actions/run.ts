import { draftOf, EMPTY, textOf } from '../editor.ts';
import { type CommandEntry, type Mode, NORMAL, type State, type World } from '../model.ts';
import { commandOf, type Entry, findEntries, refusal, shellLine } from '../palette.ts';
import { ask, READ_ONLY } from './acts.ts';
import { followsEnd, moves } from './move.ts';
import { type Action, type Step, step, toast } from './step.ts';

type PaletteMode = Extract<Mode, { name: 'palette' }>;

export function openPalette(state: State, text = ''): Step {
  return step({ ...state, mode: { name: 'palette', draft: draftOf(text), index: 0, recalled: -1 } });
}

function chosenEntry(mode: PaletteMode, world: World): Entry | undefined {
  return findEntries(textOf(mode.draft), world.commands)[mode.index];
}

const HISTORY = 50;

/** Runs a typed command line: what reads at once, what writes after a question. */
function runLine(state: State, world: World, typed: string): Step | null {
  const called = commandOf(typed, world.commands);
  if (called === null) return null;
  const { command, words } = called;
  const refused = refusal(command, words);
  if (refused !== null) return toast(state, world, refused, 'bad');
  const line = shellLine(words);
  const commandHistory = [line, ...state.commandHistory.filter((earlier) => earlier !== line)].slice(0, HISTORY);
  if (command.reads) {
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
  };
  return ask({ ...state, commandHistory }, question);
}

/** What asks by itself is told that the question was answered here. */
function answered(command: CommandEntry, words: readonly string[]): readonly string[] {
  return command.asks && !words.includes('--yes') ? [...words, '--yes'] : words;
}

function runEntry(state: State, world: World): Step {
  if (state.mode.name !== 'palette') return step(state);
  const { mode } = state;
  const typed = textOf(mode.draft);
  const entry = chosenEntry(mode, world);
  const called = commandOf(typed, world.commands);
  // A whole command is what was meant, unless another entry was chosen with the arrows.
  if (
    called !== null &&
    mode.index === 0 &&
    !(called.command.needsArguments && called.words.length === called.command.path.split(' ').length)
  ) {
    return runLine(state, world, typed) ?? step(state);
  }
  if (entry === undefined) return toast(state, world, `no command is called ${JSON.stringify(typed)}`, 'bad');
  if (entry.kind === 'action') {
    return { ...step({ ...state, mode: NORMAL }), followedBy: { action: entry.action, key: entry.key } };
  }
  if (entry.command.needsArguments) return openPalette(state, `${entry.name} `);
  return runLine(state, world, entry.name) ?? step(state);
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
  const count = findEntries(textOf(mode.draft), world.commands).length;
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
  palette: (state) => openPalette(state),
  create: (state, world) =>
    state.readOnly ? toast(state, world, READ_ONLY, 'bad') : openPalette(state, 'agents spawn '),
  runEntry,
  completeEntry: (state, world) => {
    if (state.mode.name !== 'palette') return step(state);
    const entry = chosenEntry(state.mode, world);
    return entry === undefined ? step(state) : openPalette(state, `${entry.name} `);
  },
  nextEntry: (state, world) => choose(state, world, 1),
  previousEntry: (state, world) => choose(state, world, -1),
  doSearch,
} satisfies Record<string, Action>;
