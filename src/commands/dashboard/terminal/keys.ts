/** What comes from the keyboard, by name: a character as itself, else 'up', 'enter', '^c', 'shift-tab', … */
export type InputEvent =
  | { type: 'key'; key: string }
  | { type: 'paste'; text: string }
  | { type: 'mouse'; action: 'press' | 'wheel-up' | 'wheel-down'; column: number; row: number };

const ESCAPE = '\u001b';
const PASTE_BEGIN = '\u001b[200~';
const PASTE_END = '\u001b[201~';

/** After `ESC [` or `ESC O`: cursor keys by letter, editing keys by number. */
const BY_LETTER: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  M: 'enter',
  Z: 'shift-tab',
};
const BY_NUMBER: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
};
const MODIFIERS: Readonly<Record<string, string>> = { 2: 'shift-', 3: 'alt-', 5: '^' };

// Parameters, then a final letter; the terminal sends at most some twenty characters, so a longer beginning is no sequence.
const SEQUENCE = /^\u001b(?:\[([0-9;<?]*)([@-~])|O([A-Za-z]))/;
const BEGINNING = /^\u001b(?:\[[0-9;<?]{0,24}|O)?$/;

export interface Decoder {
  push(chunk: string): InputEvent[];
  /** Whether an escape waits for what may follow it. */
  waiting(): boolean;
  /** Says that nothing followed: the escape was the key itself. */
  flush(): InputEvent[];
}

/** Turns what the terminal sends into keys, wherever the chunks are cut. Pasted text is one event and never acts as keys. */
export function createDecoder(): Decoder {
  let held = '';
  return {
    push(chunk) {
      const { events, rest } = decode(held + chunk);
      held = rest;
      return events;
    },
    waiting: () => held === ESCAPE || (held !== '' && BEGINNING.test(held)),
    flush() {
      const { length } = held;
      if (length === 0 || held.startsWith(PASTE_BEGIN)) return [];
      held = '';
      return [{ type: 'key', key: 'escape' }];
    },
  };
}

function decode(text: string): { events: InputEvent[]; rest: string } {
  const events: InputEvent[] = [];
  let left = text;
  while (left !== '') {
    if (left.startsWith(PASTE_BEGIN)) {
      const end = left.indexOf(PASTE_END);
      if (end === -1) break;
      events.push({ type: 'paste', text: left.slice(PASTE_BEGIN.length, end) });
      left = left.slice(end + PASTE_END.length);
    } else if (left.startsWith(ESCAPE)) {
      if (BEGINNING.test(left)) break;
      left = left.slice(takeSequence(left, events));
    } else {
      const character = String.fromCodePoint(left.codePointAt(0) ?? 0);
      events.push({ type: 'key', key: nameOf(character) });
      left = left.slice(character.length);
    }
  }
  return { events, rest: left };
}

/** Adds what an escape sequence means, and returns its length. One that means nothing here is swallowed. */
function takeSequence(text: string, events: InputEvent[]): number {
  const match = SEQUENCE.exec(text);
  if (match === null) {
    const next = text[1] ?? '';
    if (next === ESCAPE || next === '[') {
      events.push({ type: 'key', key: 'escape' });
      return next === ESCAPE ? 1 : 2;
    }
    events.push({ type: 'key', key: `alt-${nameOf(next)}` });
    return 2;
  }
  const [whole, parameters = '', final = '', function3] = match;
  if (parameters.startsWith('<')) addMouse(parameters.slice(1), final, events);
  else {
    const [number = '', modifier = ''] = parameters.split(';');
    const name =
      function3 === undefined ? (final === '~' ? BY_NUMBER[number] : BY_LETTER[final]) : BY_LETTER[function3];
    if (name !== undefined) events.push({ type: 'key', key: `${MODIFIERS[modifier] ?? ''}${name}` });
  }
  return whole.length;
}

/** SGR mouse reports: button;column;row, counted from 1; `M` is the press, `m` the release. */
function addMouse(report: string, final: string, events: InputEvent[]): void {
  const [button, column, row] = report.split(';').map(Number);
  if (final !== 'M' || column === undefined || row === undefined) return;
  const action = button === 64 ? 'wheel-up' : button === 65 ? 'wheel-down' : button === 0 ? 'press' : null;
  if (action !== null) events.push({ type: 'mouse', action, column, row });
}

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\r') return 'enter';
  if (character === '\t') return 'tab';
  // Terminals send DEL for Backspace, some send ^H; both erase to the left.
  if (code === 0x7f || code === 0x08) return 'backspace';
  if (code === 0) return '^space';
  if (code < 0x20) return `^${String.fromCharCode(code + 0x60)}`;
  return character;
}
