import { existsSync } from 'node:fs';
import type { Layout } from '../../core/files/layout.ts';
import { readReply, wasTaken } from '../../core/sessions/mailbox.ts';
import { outputPath } from '../../core/sessions/settle.ts';
import { oneLine } from '../../core/text/control.ts';
import type { Table } from '../completion/engine.ts';
import { createCommandRunner } from './act/command-runner.ts';
import { pageFile } from './act/pager.ts';
import { createPerformer } from './act/perform.ts';
import { saveFrame } from './act/save-frame.ts';
import { createDetailReader } from './data/detail.ts';
import { createFeed } from './data/feed.ts';
import { createMemoryKeeper, readMemory } from './data/memory.ts';
import { createReader } from './data/reader.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from './data/snapshot.ts';
import { entriesOf } from './state/commands.ts';
import type { Effect } from './state/effects.ts';
import { memoryOf, remembering } from './state/memory.ts';
import { initialState, type Size, selectedRow, type World, worldOf } from './state/model.ts';
import { type Event, nextExpiry, settle, update } from './state/update.ts';
import { listenToKeys } from './terminal/keyboard.ts';
import type { InputEvent } from './terminal/keys.ts';
import { guardTerminal, suspendJob } from './terminal/leaving.ts';
import { type Cursor, createPainter } from './terminal/painter.ts';
import { createTerminal } from './terminal/terminal.ts';
import { clip } from './view/cells.ts';
import { createRenderer } from './view/ink.tsx';
import { screenOf } from './view/screen.ts';
import { paintOf, type ThemeName } from './view/theme.ts';

export interface DashboardOptions {
  theme: ThemeName;
  ascii: boolean;
  readOnly: boolean;
  table: Table;
}

/** A window that is being dragged reports dozens of sizes a second. */
const RESIZE_MS = 50;
const LENT_MS = 100;
/** Ages on the screen are in minutes; three looks a minute keep them right. */
const AGES_MS = 20_000;

/** Runs the dashboard on the terminal until it is quit. */
export async function runDashboard(at: Layout, options: DashboardOptions): Promise<void> {
  const { stdin, stdout } = process;
  const sizeNow = (): Size => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const paint = paintOf(options.theme);
  const terminal = createTerminal(stdin, stdout, { drained: () => repaint(), gone: () => finish() });
  const painter = createPainter(sizeNow(), terminal.write);
  const reader = createReader(at);
  const details = createDetailReader(at);

  let state = remembering(initialState(sizeNow(), { readOnly: options.readOnly }), readMemory(at));
  const memory = createMemoryKeeper(at, memoryOf(state));
  let world: World = worldOf(state, {
    snapshot: EMPTY_SNAPSHOT,
    detail: null,
    commands: entriesOf(options.table.commands),
    now: Date.now(),
  });
  let cursor: Cursor | null = null;
  let frame = '';
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });

  const repaint = () => {
    if (!terminal.busy()) painter.paint(frame, cursor);
  };
  const renderer = createRenderer({
    ascii: options.ascii,
    frame: (text) => {
      frame = text;
      repaint();
    },
    failed: (error) => {
      throw error;
    },
  });

  const show = () => {
    const screen = screenOf(state, world, paint);
    cursor = screen.cursor;
    renderer.show(screen, state.size, paint);
  };

  /** Applies an event; what follows from the state (filter, order, detail) is derived anew only where it changed. */
  const apply = (event: Event) => {
    const before = state;
    const step = update(state, world, event);
    state = step.state;
    const rearranged =
      state.filter !== before.filter || state.sort !== before.sort || state.reversed !== before.reversed;
    if (rearranged) {
      world = worldOf(state, world);
      state = settle(state, world);
    }
    refreshDetail();
    if (!state.readOnly) memory.keep(memoryOf(state));
    for (const effect of step.effects) carryOut(effect);
    armExpiry();
  };
  const tell = (event: Event) => {
    world = { ...world, now: Date.now() };
    apply(event);
    show();
  };

  const refreshDetail = (): boolean => {
    const sessionId = selectedRow(state, world)?.session?.id ?? null;
    // Whoever reads earlier lines must not have them move away.
    const held = !state.detail.follow && state.tab === 'log' && world.detail?.sessionId === sessionId;
    const detail = held ? world.detail : details.look(sessionId);
    if (detail === world.detail) return false;
    world = { ...world, detail };
    return true;
  };

  const derive = (snapshot: Snapshot, now: number) => {
    const before = world;
    world = worldOf(state, { ...world, snapshot, now });
    apply({ type: 'data', before });
  };
  const look = () => {
    if (state.frozen) return;
    const now = Date.now();
    const snapshot = reader.look(now);
    for (const { messageId, sessionId, delivered, reply } of state.sent) {
      const found = reply === null ? readReply(at, sessionId, messageId) : null;
      if (found !== null) tell({ type: 'reply', messageId, reply: found });
      else if (!delivered && wasTaken(at, sessionId, messageId)) tell({ type: 'delivered', messageId });
    }
    const isNew = snapshot !== world.snapshot;
    if (isNew) derive(snapshot, now);
    if (refreshDetail() || isNew) show();
  };
  /** Time alone makes a run late, an answer too late and a reading old. */
  const age = () => {
    if (!state.frozen) derive(world.snapshot, Date.now());
    tell({ type: 'tick' });
  };
  const feed = createFeed(at, look);

  const performer = createPerformer(at, createCommandRunner(at), tell);
  const offer = async ({ key, words, current }: Extract<Effect, { type: 'complete' }>) => {
    const { itemsAfter } = await import('../completion/complete.ts');
    const items = await itemsAfter(options.table, at, words, current).catch(() => []);
    tell({ type: 'offered', offered: { key, items } });
  };
  const carryOut = (effect: Effect) => {
    if (effect.type === 'quit') finish();
    else if (effect.type === 'suspend') {
      if (!suspendJob()) tell({ type: 'said', text: 'no shell is there to come back from', tone: 'bad' });
    } else if (effect.type === 'reread') {
      reader.forget();
      feed.look();
    } else if (effect.type === 'redraw') painter.forget();
    else if (effect.type === 'bell') terminal.notify(clip(oneLine(effect.text), 200));
    else if (effect.type === 'mouse') terminal.mouse(effect.on);
    else if (effect.type === 'complete') void offer(effect);
    else if (effect.type === 'page') page(effect);
    else if (effect.type === 'save-frame') tell(saveFrame(frame));
    else performer.perform(effect);
  };

  let expiry: NodeJS.Timeout | null = null;
  const armExpiry = () => {
    if (expiry !== null) clearTimeout(expiry);
    const at = nextExpiry(state);
    expiry = at === null ? null : setTimeout(() => tell({ type: 'tick' }), Math.max(10, at - Date.now()));
    expiry?.unref();
  };

  const take = (inputs: readonly InputEvent[]) => {
    world = { ...world, now: Date.now() };
    apply({ type: 'chunk' });
    for (const input of inputs) apply({ type: 'input', input });
    show();
  };

  let resizing: NodeJS.Timeout | null = null;
  const resize = () => {
    const size = sizeNow();
    painter.resize(size.columns, size.rows);
    apply({ type: 'resize', size });
    show();
  };
  const onResize = () => {
    resizing ??= setTimeout(() => {
      resizing = null;
      resize();
    }, RESIZE_MS);
  };

  const enter = () => {
    terminal.enter();
    if (state.mouse) terminal.mouse(true);
    resize();
  };
  let lent = false;
  /** The pager has the terminal until it is left; signals that were meant for it arrive right behind it. */
  const page = ({ sessionId, secure }: Extract<Effect, { type: 'page' }>) => {
    lent = true;
    terminal.leave();
    const path = outputPath(at, sessionId);
    const problem = existsSync(path) ? pageFile(path, secure) : 'it has no output file';
    enter();
    setTimeout(() => {
      lent = false;
    }, LENT_MS).unref();
    if (problem !== null) tell({ type: 'said', text: problem, tone: 'bad' });
  };
  const unguard = guardTerminal({
    leave: () => {
      terminal.leave();
      memory.flush();
    },
    enter,
    lent: () => lent,
  });
  stdin.setEncoding('utf8');
  terminal.enter();
  // The first look loads what the later ones need: it says nothing about their cost.
  look();
  show();
  const keyboard = listenToKeys(stdin, take);
  // The terminal is gone: nobody looks any more.
  stdin.on('end', finish);
  stdout.on('error', finish);
  stdout.on('resize', onResize);
  const ages = setInterval(age, AGES_MS);

  await finished;
  clearInterval(ages);
  for (const timer of [expiry, resizing]) if (timer !== null) clearTimeout(timer);
  feed.close();
  memory.flush();
  keyboard.close();
  stdout.off('resize', onResize);
  terminal.leave();
  unguard();
  renderer.unmount();
  stdin.pause();
  stdin.unref?.();
  // What was confirmed is carried out: a stop that was agreed to waits for its end.
  await performer.settled();
}
