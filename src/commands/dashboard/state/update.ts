import type { Reply } from '../../../core/sessions/mailbox.ts';
import { oneLine, stripControl } from '../../../core/text/control.ts';
import type { InputEvent } from '../terminal/keys.ts';
import { ACTIONS, type ActionName } from './actions/index.ts';
import { select } from './actions/move.ts';
import { askForValues } from './actions/run.ts';
import { type Step, step, toast } from './actions/step.ts';
import { type Binding, BREAK, bindingFor, isTextScope, scopeOf } from './bindings.ts';
import { type Draft, edit, insert, textOf } from './editor.ts';
import { activityOf, draftFor, leaveMode, type Sent, type Size, type State, type World } from './model.ts';
import type { Offered } from './offers.ts';
import { regionsOf, tableRows } from './regions.ts';
import { keepWindow, tableWindow } from './window.ts';

/** Everything that can happen to the dashboard. */
export type Event =
  /** What came from the terminal in one piece. */
  | { type: 'input'; input: InputEvent }
  | { type: 'chunk' }
  | { type: 'resize'; size: Size }
  /** The workspace was read and something in it changed. */
  | { type: 'data'; before: World }
  | { type: 'sent'; sent: Sent }
  | { type: 'delivered'; messageId: string }
  | { type: 'reply'; messageId: string; reply: Reply }
  | { type: 'output'; lines: readonly string[]; running: boolean }
  | { type: 'offered'; offered: Offered }
  | { type: 'said'; text: string; tone: 'good' | 'bad' | 'info' }
  | { type: 'tick' };

/** The next state, and what the outside should do. Pure: the same state, world and event give the same step. */
export function update(state: State, world: World, event: Event): Step {
  const next = react(state, world, event);
  return { ...next, state: settle(next.state, world) };
}

function react(state: State, world: World, event: Event): Step {
  switch (event.type) {
    case 'chunk':
      return step({ ...state, chunk: state.chunk + 1 });
    case 'input':
      return onInput(state, world, event.input);
    case 'resize':
      return step({ ...state, size: event.size });
    case 'data':
      return onData(state, world, event.before);
    case 'sent':
      return toast(
        { ...state, sent: [...state.sent, event.sent].slice(-50) },
        world,
        `stored for ${event.sent.to}: ${oneLine(event.sent.text)}`,
      );
    case 'delivered':
      return step({
        ...state,
        sent: state.sent.map((one) => (one.messageId === event.messageId ? { ...one, delivered: true } : one)),
      });
    case 'reply':
      return onReply(state, world, event.messageId, event.reply);
    case 'output':
      return state.mode.name === 'output'
        ? step({ ...state, mode: { ...state.mode, lines: event.lines, running: event.running } })
        : step(state);
    case 'offered':
      return state.mode.name === 'palette'
        ? step({ ...state, mode: { ...state.mode, offered: event.offered } })
        : step(state);
    case 'said':
      return toast(state, world, event.text, event.tone);
    case 'tick':
      return step(expire(state, world.now));
  }
}

/** Nothing stays longer than this: what would has seen the clock put back. */
const LONGEST_MS = 10_000;

function expire(state: State, now: number): State {
  const isOver = (until: number) => until <= now || until - now > LONGEST_MS;
  const toastOver = state.toast !== null && isOver(state.toast.until);
  const undoOver = state.undo !== null && isOver(state.undo.until);
  if (!toastOver && !undoOver) return state;
  return { ...state, toast: toastOver ? null : state.toast, undo: undoOver ? null : state.undo };
}

/** When the next thing on the screen ends by itself; null where nothing does. */
export function nextExpiry(state: State): number | null {
  const times = [state.toast?.until, state.undo?.until].filter((time) => time !== undefined);
  return times.length === 0 ? null : Math.min(...times);
}

function onInput(state: State, world: World, input: InputEvent): Step {
  if (input.type === 'paste') return onPaste(state, world, input.text);
  if (input.type === 'mouse') return onMouse(state, world, input);
  if (input.key === BREAK) return onBreak(state, world);
  return onKey({ ...state, leaving: false }, world, input.key);
}

function onKey(state: State, world: World, key: string): Step {
  const scope = scopeOf(state);
  const binding = bindingFor(scope, key);
  if (binding !== null) return perform(state, world, binding, key);
  if (isTextScope(scope)) return write(state, world, (draft) => edit(draft, key));
  // Whoever is asked and presses anything but y has not said yes.
  if (scope === 'confirm') return ACTIONS.refuse(state, world, key);
  return step(state);
}

function perform(state: State, world: World, binding: Pick<Binding, 'action'>, key: string): Step {
  const done = ACTIONS[binding.action](state, world, key);
  if (done.followedBy === undefined) return done;
  const next = ACTIONS[done.followedBy.action as ActionName](done.state, world, done.followedBy.key);
  return { state: next.state, effects: [...done.effects, ...next.effects] };
}

/** ^c leaves what is open, as Esc does; twice in a row it quits from anywhere. */
function onBreak(state: State, world: World): Step {
  if (state.leaving) return step(state, { type: 'quit' });
  const closing = state.mode.name === 'output' ? ACTIONS.close(state, world, BREAK) : step(leaveMode(state));
  const said = toast(closing.state, world, '^C again quits (so does q); nothing is stopped by it');
  return { state: { ...said.state, leaving: true }, effects: closing.effects };
}

/** Pasted text is text: it is written where text is written, and does nothing anywhere else. */
function onPaste(state: State, world: World, text: string): Step {
  if (!isTextScope(scopeOf(state))) return step(state);
  const clean = stripControl(text.replaceAll('\r\n', '\n').replaceAll('\r', '\n'));
  return write(state, world, (draft) => insert(draft, state.mode.name === 'message' ? clean : oneLine(clean)));
}

function write(state: State, world: World, change: (draft: Draft) => Draft | null): Step {
  const { mode } = state;
  if (mode.name === 'message') {
    const draft = change(draftFor(state, mode.to.rowId));
    return draft === null ? step(state) : step({ ...state, drafts: { ...state.drafts, [mode.to.rowId]: draft } });
  }
  if (!('draft' in mode)) return step(state);
  const draft = change(mode.draft) ?? mode.draft;
  if (mode.name === 'filter') return step({ ...state, filter: textOf(draft), mode: { ...mode, draft } });
  if (mode.name === 'palette')
    return askForValues({ ...state, mode: { ...mode, draft, index: 0, recalled: -1 } }, world);
  return step({ ...state, mode: { ...mode, draft } as State['mode'] });
}

function onMouse(state: State, world: World, mouse: Extract<InputEvent, { type: 'mouse' }>): Step {
  if (!state.mouse) return step(state);
  if (mouse.action === 'wheel-down') return onKey(state, world, 'down');
  if (mouse.action === 'wheel-up') return onKey(state, world, 'up');
  const parts = regionsOf(state, world);
  if (state.mode.name !== 'normal' || parts.table === 0 || mouse.column > parts.tableWidth) return step(state);
  const height = tableRows(parts);
  const headings = parts.table - height - (parts.layout === 'wide' ? 1 : 0);
  const line = mouse.row - 1 - parts.header - parts.strip - headings;
  const index = tableWindow(state, world, height).from + line;
  if (line < 0 || line >= height) return step(state);
  return step({ ...select(state, world.shown[index], index), focus: 'table' });
}

function onData(state: State, world: World, before: World): Step {
  const settled = withSeen(settle(state, world), world, before);
  const known = new Set(before.needs.map(({ id }) => id));
  const isFirst = before.snapshot.workspace === '';
  const fresh = isFirst ? [] : world.needs.filter(({ id }) => !known.has(id));
  const { mode } = settled;
  const over = mode.name === 'need' && !world.needs.some(({ id }) => id === mode.needId);
  const next = over ? leaveMode(settled) : settled;
  const [first] = fresh;
  if (first === undefined) return step(next);
  return step(next, { type: 'bell', text: fresh.length === 1 ? first.text : `${fresh.length} new: ${first.text}` });
}

/**
 * Fits the state to rows that may have moved: the selection stays on its row, wherever that went; where the row is gone, on what stands
 * in its place. Called again by whoever derives the rows anew after a key changed their order.
 */
export function settle(state: State, world: World): State {
  const { shown } = world;
  const index = shown.findIndex(({ id }) => id === state.selected);
  if (index !== -1) return keepWindow({ ...state, selectedIndex: index }, world);
  if (shown.length === 0) return { ...state, selected: null };
  const place = Math.max(0, Math.min(state.selectedIndex, shown.length - 1));
  return keepWindow(select(state, shown[place], place), world);
}

/** What is on the screen from the beginning, or is selected, is not news. */
function withSeen(state: State, world: World, before: World): State {
  const isFirst = before.rows.length === 0;
  const fresh = world.rows
    .filter((row) => isFirst || row.id === state.selected)
    .map((row) => [row.id, activityOf(row)]);
  return fresh.length === 0 ? state : { ...state, seen: { ...state.seen, ...Object.fromEntries(fresh) } };
}

function onReply(state: State, world: World, messageId: string, reply: Reply): Step {
  const sent = state.sent.map((one) => (one.messageId === messageId ? { ...one, reply } : one));
  return toast({ ...state, sent }, world, oneLine(stripControl(reply.text)), reply.status === 'ok' ? 'good' : 'bad');
}
