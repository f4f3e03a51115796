import { mainSessionId, ORCHESTRATOR } from '../../../../core/sessions/names.ts';
import { EMPTY, textOf } from '../editor.ts';
import type { Effect } from '../effects.ts';
import {
  leaveMode,
  type Mode,
  NORMAL,
  openNeed,
  type Question,
  type State,
  selectedRow,
  targetOf,
  type World,
} from '../model.ts';
import { isAlive, obstacle, READ_ONLY, type Verb } from '../obstacles.ts';
import { isSupervised, type Row } from '../rows.ts';
import { span } from '../times.ts';
import { type Action, type Step, step, toast } from './step.ts';

/** The marked rows, else the selected one. Marks of rows that are gone mean nothing. */
function chosen(state: State, world: World): Row[] {
  const marked = world.rows.filter((row) => state.marks.includes(row.id));
  if (marked.length > 0) return marked;
  const row = selectedRow(state, world);
  return row === null ? [] : [row];
}

/** The orchestrator does it, as for `ops sessions send`; what runs without one is ended directly. */
function effectOf(verb: Verb, row: Row, world: World): Effect {
  const words = verb === 'run' ? `run ${row.agentId} now` : `${verb} ${row.agentId}`;
  const session = row.session;
  if (row.agentId === ORCHESTRATOR && verb !== 'kill') {
    const start = verb === 'restart' && !isAlive(row);
    return { type: 'write-command', words: ['agents', start ? 'spawn' : verb, ORCHESTRATOR] };
  }
  const direct = verb === 'kill' || (verb === 'stop' && (row.agent === null || !isSupervised(world.snapshot)));
  if (direct && session !== null) {
    return { type: 'stop', sessionId: session.id, runId: session.runId, name: row.name, force: verb === 'kill' };
  }
  return { type: 'post', sessionId: mainSessionId(ORCHESTRATOR), to: ORCHESTRATOR, text: words };
}

const DONE_AS: Readonly<Record<Verb, string>> = {
  restart: 'Restart',
  stop: 'Stop',
  kill: 'KILL',
  pause: 'Pause',
  resume: 'Resume',
  run: 'Run now',
};
const REVERSES: Readonly<Partial<Record<Verb, Verb>>> = { pause: 'resume', resume: 'pause' };
const UNDO_MS = 10_000;

function describe(row: Row, world: World): string {
  const { session, startedAt } = row;
  if (session === null || !isAlive(row)) return row.name;
  const since = startedAt === null ? '' : `, ${span(world.now - Date.parse(startedAt))} in`;
  return `${row.name} (run ${session.runId.slice(0, 8)}${since})`;
}

function questionText(verb: Verb, rows: readonly Row[], world: World): string {
  const [first] = rows;
  const isOrchestrator = first?.agentId === ORCHESTRATOR;
  const names = rows.map((row) => describe(row, world)).join(', ');
  if (isOrchestrator && verb === 'restart' && !isAlive(first)) return 'Start the orchestrator?';
  const count = rows.length > 1 ? ` ${rows.length}:` : '';
  const note = isOrchestrator && verb === 'stop' ? ' Agents that run go on without it.' : '';
  return `${DONE_AS[verb]}${count} ${names}?${note}`;
}

/** Asks; the answer is bound to what was chosen when it was asked. */
export function ask(state: State, question: Question): Step {
  return step({ ...state, mode: { name: 'confirm', question, draft: EMPTY, askedIn: state.chunk } });
}

/** In a workspace where nothing ever ran there is no line to press a key on. */
const START: Question = {
  text: 'Start the orchestrator?',
  targets: [],
  effects: [{ type: 'write-command', words: ['agents', 'spawn', ORCHESTRATOR] }],
  word: null,
  undo: null,
  needId: null,
};

function askFor(verb: Verb, state: State, world: World): Step {
  if (state.readOnly) return toast(state, world, READ_ONLY, 'bad');
  if (verb === 'restart' && world.rows.length === 0) return ask(state, START);
  const rows = chosen(state, world);
  const able = rows.filter((row) => obstacle(verb, row, world) === null);
  const [first] = able;
  if (first === undefined) {
    const [hindered] = rows;
    return toast(
      state,
      world,
      hindered === undefined ? 'nothing is selected' : (obstacle(verb, hindered, world) ?? ''),
      'bad',
    );
  }
  return ask(state, {
    text: questionText(verb, able, world),
    targets: able.map(targetOf),
    effects: able.map((row) => effectOf(verb, row, world)),
    word: verb === 'kill' ? first.name.slice(0, 3) : null,
    undo: undoOf(verb, able, world),
    needId: null,
  });
}

/** How it is taken back. What is paused already would not be as it was if the undo let it go on. */
function undoOf(verb: Verb, rows: readonly Row[], world: World): Question['undo'] {
  const reverse = REVERSES[verb];
  const changed = rows.filter((row) => (row.state === 'paused') === (verb === 'resume'));
  if (reverse === undefined || changed.length === 0) return null;
  return {
    label: `${reverse} ${changed.map((row) => row.name).join(', ')}`,
    effects: changed.map((row) => effectOf(reverse, row, world)),
  };
}

/** A target that has gone on to another run, or is gone, is not the one that was asked about. */
function moved(question: Question, world: World): string | null {
  if (question.needId !== null && !world.needs.some(({ id }) => id === question.needId)) {
    return 'it was settled meanwhile: nothing was done';
  }
  for (const target of question.targets) {
    const row = world.rows.find(({ id }) => id === target.rowId);
    if (row === undefined) return `${target.name} is gone: nothing was done`;
    if (target.runId !== null && row.session?.runId !== target.runId) {
      return `${target.name} has gone on to another run since: nothing was done`;
    }
  }
  return null;
}

function carryOut(state: State, world: World, question: Question): Step {
  const asked = leaveMode(state);
  const hindrance = moved(question, world);
  if (hindrance !== null) return toast(asked, world, hindrance, 'bad');
  const undo = question.undo === null ? asked.undo : { ...question.undo, until: world.now + UNDO_MS };
  return step({ ...asked, undo, marks: [] }, ...question.effects);
}

/** Who does not answer a need stays with it. */
function askedFrom({ mode }: State, world: World): Mode {
  const needId = mode.name === 'confirm' ? mode.question.needId : null;
  return world.needs.some(({ id }) => id === needId) ? { name: 'need', needId: needId ?? '', top: 0 } : NORMAL;
}

/** Keys that came in one piece with the question were not an answer to it: nobody had read it yet. */
function tooEarly(state: State): boolean {
  return state.mode.name === 'confirm' && state.mode.askedIn === state.chunk;
}

function pausing(state: State, world: World): Verb {
  return selectedRow(state, world)?.state === 'paused' ? 'resume' : 'pause';
}

/** Asks before it answers; the command is bound to the id of what the need was about. */
function answer(how: 'yes' | 'no'): Action {
  return (state, world) => {
    const need = openNeed(state, world);
    const given = need?.[how] ?? null;
    if (need === null) return step(state);
    if (given === null) return toast(state, world, 'this asks for no such answer: ↵ opens what it is about', 'info');
    if (state.readOnly) return toast(state, world, READ_ONLY, 'bad');
    const text = `${capital(given.label)}: ${need.text}`;
    const effects = [{ type: 'write-command' as const, words: given.words }];
    return ask(state, { text, targets: [], effects, word: null, undo: null, needId: need.id });
  };
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

export const acts = {
  restart: (state, world) => askFor('restart', state, world),
  stop: (state, world) => askFor('stop', state, world),
  kill: (state, world) => askFor('kill', state, world),
  pause: (state, world) => askFor(pausing(state, world), state, world),
  runNow: (state, world) => askFor('run', state, world),
  undo: (state, world) => {
    const { undo } = state;
    if (undo === null || undo.until < world.now)
      return toast({ ...state, undo: null }, world, 'there is nothing to undo');
    if (state.readOnly) return toast(state, world, READ_ONLY, 'bad');
    const text = `Undo: ${undo.label}?`;
    const question = { text, targets: [], effects: undo.effects, word: null, undo: null, needId: null };
    return ask({ ...state, undo: null }, question);
  },
  agree: (state, world) => {
    if (state.mode.name !== 'confirm' || state.mode.question.word !== null || tooEarly(state)) return step(state);
    return carryOut(state, world, state.mode.question);
  },
  agreeByWord: (state, world) => {
    if (state.mode.name !== 'confirm' || tooEarly(state)) return step(state);
    const { question, draft } = state.mode;
    if (question.word === null) return step(state);
    if (textOf(draft) !== question.word) return toast({ ...state, mode: NORMAL }, world, 'not done');
    return carryOut(state, world, question);
  },
  refuse: (state, world) => toast({ ...state, mode: askedFrom(state, world) }, world, 'not done'),
  answerYes: answer('yes'),
  answerNo: answer('no'),
} satisfies Record<string, Action>;
