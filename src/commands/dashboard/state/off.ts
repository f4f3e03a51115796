import type { Binding } from './bindings.ts';
import { openNeed, type State, selectedRow, type World } from './model.ts';
import { messageObstacle, obstacle, READ_ONLY, type Verb } from './obstacles.ts';

type Why = (state: State, world: World) => string | null;

function verb(name: Verb): Why {
  return (state, world) => {
    const row = selectedRow(state, world);
    if (row !== null) return state.marks.length > 0 ? null : obstacle(name, row, world);
    // In an empty workspace r starts the orchestrator.
    return name === 'restart' && world.rows.length === 0 ? null : 'nothing is selected';
  };
}

function answer(how: 'yes' | 'no'): Why {
  return (state, world) => {
    const need = openNeed(state, world);
    return need !== null && need[how] === null ? 'this asks for no such answer' : null;
  };
}

const paused: Why = (state, world) =>
  verb(selectedRow(state, world)?.state === 'paused' ? 'resume' : 'pause')(state, world);

/** Why a key would do nothing now. */
const OFF: Readonly<Partial<Record<Binding['action'], Why>>> = {
  restart: verb('restart'),
  stop: verb('stop'),
  kill: verb('kill'),
  runNow: verb('run'),
  pause: paused,
  message: messageObstacle,
  undo: ({ undo }) => (undo === null ? 'there is nothing to undo' : null),
  nextNeed: (_state, { needs }) => (needs.length === 0 ? 'nothing needs you' : null),
  answerYes: answer('yes'),
  answerNo: answer('no'),
  nextMatch: ({ detail }) => (detail.search === '' ? 'nothing is searched' : null),
  previousMatch: ({ detail }) => (detail.search === '' ? 'nothing is searched' : null),
};

/** Why this key would do nothing now; null: it would do something. */
export function offReason(binding: Pick<Binding, 'action' | 'writes'>, state: State, world: World): string | null {
  if (state.readOnly && binding.writes === true) return READ_ONLY;
  return OFF[binding.action]?.(state, world) ?? null;
}
