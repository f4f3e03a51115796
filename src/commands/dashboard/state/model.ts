import type { Reply } from '../../../core/sessions/mailbox.ts';
import type { Detail } from '../data/detail.ts';
import type { Snapshot } from '../data/snapshot.ts';
import type { CommandEntry } from './commands.ts';
import { type Draft, EMPTY } from './editor.ts';
import type { Effect } from './effects.ts';
import { arrange, type SortName } from './filter.ts';
import type { Need } from './need.ts';
import { needsOf } from './needs.ts';
import type { Offered } from './offers.ts';
import { type Row, rowsOf } from './rows.ts';

export const TABS = [
  'log',
  'messages',
  'runs',
  'incidents',
  'info',
  'metrics',
  'beats',
  'alerts',
  'outbox',
  'schedule',
] as const;
export type Tab = (typeof TABS)[number];

export interface Size {
  columns: number;
  rows: number;
}

/** The thing that a question is about, as it was when it was asked: whatever moves under the question, this does not. */
export interface Target {
  rowId: string;
  name: string;
  sessionId: string | null;
  runId: string | null;
}

export interface Question {
  text: string;
  targets: readonly Target[];
  effects: readonly Effect[];
  /** What must be typed to agree; null: `y` is enough. */
  word: string | null;
  undo: Omit<Undo, 'until'> | null;
  /** The need that it answers; where somebody else has settled it meanwhile, the answer does nothing. */
  needId: string | null;
}

export interface Undo {
  label: string;
  effects: readonly Effect[];
  /** Milliseconds since the epoch. */
  until: number;
}

export type Mode =
  | { name: 'normal' }
  /** `from`: what was open when it was asked for. */
  | { name: 'help'; top: number; from: Mode }
  | { name: 'sort' }
  | { name: 'need'; needId: string; top: number }
  | { name: 'confirm'; question: Question; draft: Draft; askedIn: number }
  | { name: 'message'; to: Target }
  | { name: 'filter'; before: string; draft: Draft }
  | { name: 'search'; draft: Draft }
  | { name: 'palette'; draft: Draft; index: number; recalled: number; offered: Offered }
  | { name: 'output'; title: string; lines: readonly string[]; running: boolean; top: number };

export const NORMAL: Mode = { name: 'normal' };

export interface Toast {
  text: string;
  tone: 'good' | 'bad' | 'info';
  until: number;
}

/** A message that was sent from here, until its reply is seen. */
export interface Sent {
  messageId: string;
  sessionId: string;
  to: string;
  text: string;
  at: string;
  /** The session has taken it; whether it answers is another question. */
  delivered: boolean;
  reply: Reply | null;
}

export interface DetailView {
  follow: boolean;
  /** First line shown while not following. */
  top: number;
  search: string;
  /** The line that the search stands on; null after a scroll. */
  match: number | null;
  wrap: boolean;
  times: boolean;
  errorsOnly: boolean;
}

/** Everything that the person chose. What the workspace says is the World. */
export interface State {
  size: Size;
  selected: string | null;
  /** Where the selected row stood, for when it vanishes. */
  selectedIndex: number;
  /** First row of the table that is on the screen. */
  tableTop: number;
  focus: 'table' | 'detail';
  tab: Tab;
  zoom: boolean;
  sort: SortName;
  reversed: boolean;
  filter: string;
  marks: readonly string[];
  mode: Mode;
  detail: DetailView;
  drafts: Readonly<Record<string, Draft>>;
  readOnly: boolean;
  frozen: boolean;
  mouse: boolean;
  toast: Toast | null;
  undo: Undo | null;
  sent: readonly Sent[];
  /** What each row looked like when it was last selected. */
  seen: Readonly<Record<string, string>>;
  commandHistory: readonly string[];
  /** Counts what came from the keyboard at once. */
  chunk: number;
  /** ^c was pressed once. */
  leaving: boolean;
}

export function initialState(size: Size, options: { readOnly?: boolean } = {}): State {
  return {
    size,
    selected: null,
    selectedIndex: 0,
    tableTop: 0,
    focus: 'table',
    tab: 'log',
    zoom: false,
    sort: 'need',
    reversed: false,
    filter: '',
    marks: [],
    mode: NORMAL,
    detail: { follow: true, top: 0, search: '', match: null, wrap: false, times: true, errorsOnly: false },
    drafts: {},
    readOnly: options.readOnly ?? false,
    frozen: false,
    mouse: false,
    toast: null,
    undo: null,
    sent: [],
    seen: {},
    commandHistory: [],
    chunk: 0,
    leaving: false,
  };
}

/** What is so, as far as it was read, and what follows from it. */
export interface World {
  snapshot: Snapshot;
  rows: readonly Row[];
  /** Rows that pass the filter, in the table's order. */
  shown: readonly Row[];
  needs: readonly Need[];
  detail: Detail | null;
  commands: readonly CommandEntry[];
  /** Milliseconds since the epoch; moves at the screen's pace, not the clock's. */
  now: number;
}

export interface Given {
  snapshot: Snapshot;
  detail: Detail | null;
  commands: readonly CommandEntry[];
  now: number;
}

export function worldOf(state: Pick<State, 'filter' | 'sort' | 'reversed'>, given: Given): World {
  const rows = rowsOf(given.snapshot, given.now);
  const shown = arrange(rows, state.filter, state.sort, state.reversed);
  return { ...given, rows, shown, needs: needsOf(given.snapshot, rows, given.now) };
}

export function selectedRow(state: State, world: World): Row | null {
  return world.shown.find((row) => row.id === state.selected) ?? null;
}

/** The need that is open in full; null: none, or it is settled. */
export function openNeed({ mode }: State, world: World): Need | null {
  return mode.name === 'need' ? (world.needs.find(({ id }) => id === mode.needId) ?? null) : null;
}

/** Nothing is open any more. The whole screen that a need was viewed on is given back with it. */
export function leaveMode(state: State): State {
  const { mode } = state;
  const ofNeed = mode.name === 'need' || (mode.name === 'confirm' && mode.question.needId !== null);
  return { ...state, mode: NORMAL, zoom: state.zoom && !ofNeed };
}

export function targetOf(row: Row): Target {
  return { rowId: row.id, name: row.name, sessionId: row.session?.id ?? null, runId: row.session?.runId ?? null };
}

export function draftFor(state: Pick<State, 'drafts'>, rowId: string): Draft {
  return state.drafts[rowId] ?? EMPTY;
}

/** Differs when the row did something worth a look. */
export function activityOf(row: Row): string {
  return `${row.state} ${row.session?.runId ?? ''} ${row.lastAt ?? ''} ${row.quiet ? 'quiet' : ''}`;
}
