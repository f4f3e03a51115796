import { MESSAGE_LIMIT_BYTES } from '../../../../core/sessions/mailbox.ts';
import { mainSessionId, ORCHESTRATOR } from '../../../../core/sessions/names.ts';
import { draftOf, EMPTY, insert, textOf } from '../editor.ts';
import { SORTS, type SortName } from '../filter.ts';
import { draftFor, leaveMode, NORMAL, type State, selectedRow, type Target, targetOf, type World } from '../model.ts';
import { messageObstacle, READ_ONLY } from '../obstacles.ts';
import { orchestratorOf } from '../rows.ts';
import { select } from './move.ts';
import { type Action, type Step, step, toast } from './step.ts';

function openMessage(state: State, world: World, to: Target | null, why: string): Step {
  if (state.readOnly) return toast(state, world, READ_ONLY, 'bad');
  if (to === null) return toast(state, world, why, 'bad');
  return step({ ...state, toast: null, mode: { name: 'message', to } });
}

function send(state: State, world: World): Step {
  if (state.mode.name !== 'message') return step(state);
  const { to } = state.mode;
  const text = textOf(draftFor(state, to.rowId)).trim();
  const left = { ...state, mode: NORMAL };
  if (text === '' || to.sessionId === null) return step(left);
  if (Buffer.byteLength(text) > MESSAGE_LIMIT_BYTES)
    return toast(state, world, `too long: at most ${MESSAGE_LIMIT_BYTES / 1024} kB`, 'bad');
  return step(
    { ...left, drafts: { ...state.drafts, [to.rowId]: EMPTY } },
    { type: 'post', sessionId: to.sessionId, to: to.name, text },
  );
}

/** The next need after the one that is shown; after the last the first again. */
function nextNeed(state: State, world: World): Step {
  const { needs } = world;
  const { mode } = state;
  if (needs.length === 0) return toast(state, world, 'nothing needs you', 'good');
  const present = mode.name === 'need' ? needs.findIndex(({ id }) => id === mode.needId) : -1;
  const need = needs[(present + 1) % needs.length];
  if (need === undefined) return step(state);
  const index = world.shown.findIndex(({ id }) => id === need.rowId);
  const moved = index === -1 ? state : select(state, world.shown[index], index);
  const zoom = state.zoom && mode.name === 'need';
  return step({ ...moved, zoom, mode: { name: 'need', needId: need.id, top: 0 } });
}

function openNeed(state: State, world: World): Step {
  const { mode } = state;
  const need = mode.name === 'need' ? world.needs.find(({ id }) => id === mode.needId) : undefined;
  const index = world.shown.findIndex(({ id }) => id === need?.rowId);
  if (index === -1) return viewNeed(state);
  return step({ ...select(state, world.shown[index], index), mode: NORMAL, focus: 'detail', zoom: true });
}

/** The whole screen for the need, or its place beside the table again. */
function viewNeed(state: State): Step {
  return step({ ...state, zoom: !state.zoom });
}

function sortBy(state: State, key: string): Step {
  const name = (Object.keys(SORTS) as SortName[]).find((sort) => SORTS[sort].key.toLowerCase() === key.toLowerCase());
  if (name === undefined) return step({ ...state, mode: NORMAL });
  return step({ ...state, mode: NORMAL, sort: name, reversed: state.sort === name ? !state.reversed : false });
}

/** One level back: what is open, then the whole-screen detail, the pane, the marks, the filter. */
function back(state: State): Step {
  if (state.zoom) return step({ ...state, zoom: false, focus: 'table' });
  if (state.focus === 'detail') return step({ ...state, focus: 'table' });
  if (state.marks.length > 0) return step({ ...state, marks: [] });
  return step({ ...state, filter: '' });
}

export const opens = {
  message: (state, world) => {
    const row = selectedRow(state, world);
    const why = messageObstacle(state, world);
    return openMessage(state, world, why === null && row !== null ? targetOf(row) : null, why ?? '');
  },
  messageOrchestrator: (state, world) => {
    const runId = orchestratorOf(world.snapshot)?.runId ?? null;
    const to: Target = {
      rowId: `agent:${ORCHESTRATOR}`,
      name: ORCHESTRATOR,
      sessionId: mainSessionId(ORCHESTRATOR),
      runId,
    };
    return openMessage(state, world, to, '');
  },
  send,
  newLine: (state) => {
    if (state.mode.name !== 'message') return step(state);
    const { rowId } = state.mode.to;
    return step({ ...state, drafts: { ...state.drafts, [rowId]: insert(draftFor(state, rowId), '\n') } });
  },
  keepDraft: (state) => step({ ...state, mode: NORMAL }),
  nextNeed,
  openNeed,
  viewNeed,
  mark: (state, world) => {
    const row = selectedRow(state, world);
    if (row === null) return step(state);
    const marked = state.marks.includes(row.id);
    return step({ ...state, marks: marked ? state.marks.filter((id) => id !== row.id) : [...state.marks, row.id] });
  },
  markRange: (state, world) => {
    const ids = world.shown.map(({ id }) => id);
    const here = ids.indexOf(state.selected ?? '');
    const from = ids.indexOf(state.marks.at(-1) ?? '');
    if (here === -1) return step(state);
    const range = from === -1 ? [ids[here] ?? ''] : ids.slice(Math.min(from, here), Math.max(from, here) + 1);
    return step({ ...state, marks: [...new Set([...state.marks, ...range])] });
  },
  filter: (state) =>
    step({
      ...state,
      toast: null,
      zoom: false,
      mode: { name: 'filter', before: state.filter, draft: draftOf(state.filter) },
    }),
  keepFilter: (state) => step({ ...state, mode: NORMAL }),
  dropFilter: (state) => step({ ...state, mode: NORMAL, filter: '' }),
  search: (state) => step({ ...state, toast: null, mode: { name: 'search', draft: EMPTY } }),
  sortMenu: (state) => step({ ...state, mode: { name: 'sort' } }),
  sortBy: (state, _world, key) => sortBy(state, key),
  help: (state) => step({ ...state, mode: { name: 'help', top: 0, from: state.mode } }),
  close: (state) => {
    const { mode } = state;
    if (mode.name === 'help') return step({ ...state, mode: mode.from });
    const left = leaveMode(state);
    return mode.name === 'output' && mode.running ? step(left, { type: 'cancel-command' }) : step(left);
  },
  back,
  page: (state, world) => {
    const session = selectedRow(state, world)?.session ?? null;
    if (session === null) return toast(state, world, 'it has no session now, so no output', 'bad');
    return step(state, { type: 'page', sessionId: session.id, secure: state.readOnly });
  },
  freeze: (state) => step({ ...state, frozen: !state.frozen }),
  toggleReadOnly: (state, world) => {
    const readOnly = !state.readOnly;
    return toast(
      { ...state, readOnly, mode: NORMAL },
      world,
      readOnly ? 'read-only from now on' : 'writing is possible again',
    );
  },
  reread: (state) => step(state, { type: 'reread' }),
  redraw: (state) => step(state, { type: 'redraw' }),
  saveFrame: (state) => step(state, { type: 'save-frame' }),
  mouse: (state, world) => {
    const mouse = !state.mouse;
    const said = toast(
      { ...state, mouse },
      world,
      mouse ? 'mouse on: wheel and click; shift selects text' : 'mouse off',
    );
    return step(said.state, { type: 'mouse', on: mouse });
  },
  quit: (state) => step(state, { type: 'quit' }),
  suspend: (state) => step(state, { type: 'suspend' }),
} satisfies Record<string, Action>;
