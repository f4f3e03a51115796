import type { ActionName } from './actions/index.ts';
import type { Mode, State } from './model.ts';

/** Where a key means something: a pane while nothing is open, or what is open. */
export type Scope = 'table' | 'detail' | 'confirmWord' | Exclude<Mode['name'], 'normal'>;

export interface Binding {
  keys: readonly string[];
  scopes: readonly Scope[];
  action: ActionName;
  /** In the key bar; the empty ones stand only in the help. */
  label: string;
  help: string;
  /** It leads to something being written. */
  writes?: boolean;
}

/** Which keys hold now. */
export function scopeOf({ mode, focus }: Pick<State, 'mode' | 'focus'>): Scope {
  if (mode.name === 'normal') return focus;
  if (mode.name === 'confirm' && mode.question.word !== null) return 'confirmWord';
  return mode.name;
}

const PANES: readonly Scope[] = ['table', 'detail'];
const TEXTS: readonly Scope[] = ['help', 'need', 'output'];

function bind(keys: string, scopes: readonly Scope[], action: ActionName, label: string, help: string): Binding {
  return { keys: keys.split(' ').map((key) => (key === 'space' ? ' ' : key)), scopes, action, label, help };
}

function writing(keys: string, scopes: readonly Scope[], action: ActionName, label: string, help: string): Binding {
  return { ...bind(keys, scopes, action, label, help), writes: true };
}

/** The one table of keys: the dispatcher, the key bar, the help and docs/dashboard.md are made from it. In the order of the key bar. */
export const BINDINGS: readonly Binding[] = [
  bind('y', ['confirm'], 'agree', 'y yes', 'do it'),
  bind('n N escape q', ['confirm'], 'refuse', 'n no', 'do not; so does every other key'),
  bind('enter', ['confirmWord'], 'agreeByWord', '↵ do it', 'do it, once the word is typed'),
  bind('escape', ['confirmWord'], 'refuse', 'esc no', 'do not'),

  writing(
    'y',
    ['need'],
    'answerYes',
    'y yes',
    'approve what is asked; acknowledge an alert or incident; send a message again',
  ),
  writing('n', ['need'], 'answerNo', 'n no', 'deny what is asked; drop a message that reached nobody'),
  bind('a', ['table', 'detail', 'need'], 'nextNeed', 'a need', 'go to the next thing that needs you, oldest first'),
  bind('v', ['need'], 'viewNeed', 'v view', 'view it in full, on the whole screen'),
  bind('enter', ['need'], 'openNeed', '↵ open', 'open the session that it is about'),

  bind('down j', ['table'], 'down', '↑↓ move', 'move down'),
  bind('down j', ['detail'], 'down', '↑↓ scroll', 'scroll down; at its end the log follows again'),
  bind('up k', ['table'], 'up', '', 'move up'),
  bind('up k', ['detail'], 'up', '', 'scroll up; the log lets go of its end'),
  bind('down j', TEXTS, 'scrollDown', '↑↓ scroll', 'scroll down'),
  bind('up k', TEXTS, 'scrollUp', '', 'scroll up'),
  bind('pagedown ^d', [...PANES, ...TEXTS], 'pageDown', '', 'a page down'),
  bind('pageup ^u', [...PANES, ...TEXTS], 'pageUp', '', 'a page up'),
  bind('home g', [...PANES, ...TEXTS], 'first', '', 'to the beginning'),
  bind('end G', [...PANES, ...TEXTS], 'last', '', 'to the end; in the detail: follow again'),
  bind('enter', ['table'], 'open', '↵ open', 'open the selected row in full'),
  bind('/', ['detail'], 'search', '/ search', 'search in the detail'),
  bind('n', ['detail'], 'nextMatch', 'n next', 'next match'),
  bind('N', ['detail'], 'previousMatch', '', 'previous match'),
  bind('w', ['detail'], 'wrap', 'w wrap', 'wrap long lines'),
  bind('t', ['detail'], 'times', 't times', 'show or hide times, also those that a program wrote'),
  bind('e', ['detail'], 'errorsOnly', 'e errors', 'errors only'),
  writing('m', PANES, 'message', 'm message', 'write a message to the selected session'),
  writing('M', PANES, 'messageOrchestrator', '', 'write a message to the orchestrator'),
  writing('r', PANES, 'restart', 'r restart', 'restart the selected (or marked) agents'),
  writing('x', PANES, 'stop', 'x stop', 'stop them'),
  writing('X', PANES, 'kill', '', 'kill the session at once (SIGKILL)'),
  writing('p', PANES, 'pause', 'p pause', 'pause the agent, or let it go on'),
  writing('b', PANES, 'runNow', '', 'begin a run now, out of its schedule'),
  writing('c', PANES, 'create', '', 'create: spawn an agent (opens the palette)'),
  writing('u', PANES, 'undo', '', 'undo the last pause or resume within ten seconds'),
  bind('space', ['table'], 'mark', '', 'mark the row; r, x and p then act on all marked'),
  bind('^space', ['table'], 'markRange', '', 'mark every row from the last marked one to here'),
  bind('/', ['table'], 'filter', '/ filter', 'filter rows: web state:failed !night ~fuzzy'),
  bind('left h', ['detail'], 'previousTab', '', 'previous tab'),
  bind('right l', ['detail'], 'nextTab', '', 'next tab'),
  bind(
    '1 2 3 4 5 6 7 8 9 0',
    PANES,
    'tab',
    '1-0 tab',
    'Log, Messages, Runs, Incidents, Info, Metrics, Beats, Alerts, Outbox, Schedule',
  ),
  bind(':', PANES, 'palette', ': cmd', 'every command of ops, and every key by its name'),
  bind('tab shift-tab', PANES, 'pane', 'tab pane', 'go to the other pane'),
  bind('z', PANES, 'zoom', 'z zoom', 'the detail on the whole screen'),
  bind('s', ['table'], 'sortMenu', 's sort', 'choose the order of the rows'),
  bind(
    'A C E L N T',
    ['table', 'sort'],
    'sortBy',
    '',
    'order by name, CPU, memory, last run, need, next run; again: reversed',
  ),
  bind('o', PANES, 'page', '', 'open the whole output in your pager ($PAGER, else less)'),
  bind('.', PANES, 'freeze', '', 'stop updating the screen, and go on'),
  bind('R', PANES, 'reread', '', 'read everything again'),
  bind('^l', [...PANES, ...TEXTS], 'redraw', '', 'paint the screen anew'),
  bind('^s', [...PANES, ...TEXTS], 'saveFrame', '', 'save the screen to a file in the current folder'),
  bind('%', PANES, 'mouse', '', 'mouse on or off'),
  bind('?', [...PANES, 'need', 'output'], 'help', '? help', 'these keys'),
  bind('escape', PANES, 'back', '', 'back, one level at a time'),
  bind('escape q', TEXTS, 'close', 'esc back', 'close it'),
  bind('?', ['help'], 'close', '', 'close it'),
  bind('escape', ['sort'], 'close', 'esc back', 'close the menu'),
  bind('q', PANES, 'quit', 'q quit', 'quit; nothing is stopped by it'),
  bind('^z', [...PANES, ...TEXTS], 'suspend', '', 'suspend; fg comes back'),

  bind('enter', ['message'], 'send', '↵ send', 'store the message for the session'),
  bind('^j', ['message'], 'newLine', '^J new line', 'begin a new line'),
  bind('escape', ['message'], 'keepDraft', 'esc keep draft', 'leave; the draft is kept for this session'),
  bind('enter', ['filter'], 'keepFilter', '↵ keep', 'keep the filter'),
  bind('escape', ['filter'], 'dropFilter', 'esc clear', 'show all rows again'),
  bind('enter', ['search'], 'doSearch', '↵ search', 'search'),
  bind('escape', ['search'], 'close', 'esc back', 'leave'),
  bind('enter', ['palette'], 'runEntry', '↵ run', 'run it; what writes asks first'),
  bind('tab', ['palette'], 'completeEntry', '⇥ complete', 'take over the chosen entry'),
  bind('down ^n', ['palette'], 'nextEntry', '↑↓ choose', 'next entry'),
  bind('up ^p', ['palette'], 'previousEntry', '', 'previous entry, or an earlier command where nothing is typed'),
  bind('escape', ['palette'], 'close', 'esc back', 'leave'),
];

/** ^c is in no table: it leaves what is open, and pressed twice it quits, wherever one is. */
export const BREAK = '^c';

const TEXT_SCOPES: readonly Scope[] = ['confirmWord', 'message', 'filter', 'search', 'palette'];

/** In a text every key that is not the text's own is written into it. */
export function isTextScope(scope: Scope): boolean {
  return TEXT_SCOPES.includes(scope);
}

export function bindingFor(scope: Scope, key: string): Binding | null {
  return BINDINGS.find((binding) => binding.keys.includes(key) && binding.scopes.includes(scope)) ?? null;
}

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'space',
  escape: 'esc',
  pagedown: 'PgDn',
  pageup: 'PgUp',
  enter: '↵',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
};

export function keyName(key: string): string {
  return NAMES[key] ?? (key.startsWith('^') && key.length === 2 ? key.toUpperCase() : key);
}
