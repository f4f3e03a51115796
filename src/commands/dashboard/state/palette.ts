import type { ActionName } from './actions/index.ts';
import { BINDINGS, keyName } from './bindings.ts';
import type { CommandEntry } from './model.ts';

export type Entry =
  | { kind: 'command'; name: string; summary: string; command: CommandEntry }
  | { kind: 'action'; name: string; summary: string; action: ActionName; key: string };

/** What the palette can do by a name that has no key. */
const NAMED: readonly (readonly [name: string, summary: string, action: ActionName])[] = [
  ['read-only', 'nothing can be written until it is said again', 'toggleReadOnly'],
];

/** How well a text fits what was typed: its letters in this order, the closer together and the earlier the better. Null: not at all. */
export function fuzzy(typed: string, text: string): number | null {
  const wanted = typed.toLowerCase().replaceAll(/\s+/g, '');
  const present = text.toLowerCase();
  if (wanted === '') return 0;
  let cost = 0;
  let from = 0;
  for (const letter of wanted) {
    const at = present.indexOf(letter, from);
    if (at === -1) return null;
    const begins = at === 0 || /[\s-]/.test(present[at - 1] ?? '');
    cost += from === 0 ? at : (at - from) * (begins ? 1 : 3);
    from = at + 1;
  }
  return cost + text.length / 100;
}

export function entriesOf(commands: readonly CommandEntry[]): Entry[] {
  const named = NAMED.map(([name, summary, action]): Entry => ({ kind: 'action', name, summary, action, key: '' }));
  const keys = BINDINGS.filter(({ scopes }) => scopes.includes('table') || scopes.includes('detail')).map(
    ({ action, help, keys: [key = ''] }): Entry => {
      const name = action.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      return { kind: 'action', name, summary: `${keyName(key)}  ${help}`, action, key };
    },
  );
  const ops = commands.map(
    (command): Entry => ({ kind: 'command', name: command.path, summary: command.summary, command }),
  );
  return [...ops, ...named, ...keys];
}

/** The entries that fill, the best first. */
export function findEntries(typed: string, commands: readonly CommandEntry[]): Entry[] {
  const scored = entriesOf(commands).flatMap((entry, index) => {
    const fits = fuzzy(typed, entry.name) ?? (explains(entry, typed) ? AFTER_NAMES : null);
    return fits === null ? [] : [{ entry, fits, index }];
  });
  return scored.sort((one, other) => one.fits - other.fits || one.index - other.index).map(({ entry }) => entry);
}

/** Behind every entry whose name fits. */
const AFTER_NAMES = 1_000;

function explains({ summary }: Entry, typed: string): boolean {
  return typed.trim().length > 2 && summary.toLowerCase().includes(typed.trim().toLowerCase());
}

/** Splits as a shell does: blanks part, quotes keep together. Nothing else means anything. */
export function wordsOf(text: string): string[] {
  return Array.from(
    text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g),
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}

/** The words as one line that splits into the same words again. */
export function shellLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[^\s"']+$/.test(word) ? word : word.includes('"') ? `'${word}'` : `"${word}"`))
    .join(' ');
}

/** Groups whose noun may be left out: `restart web` is `agents restart web`. */
const GROUPS = ['', 'agents ', 'sessions '];

/** The command that a typed line calls, with all its words; null where it is none. */
export function commandOf(
  typed: string,
  commands: readonly CommandEntry[],
): { command: CommandEntry; words: string[] } | null {
  const words = wordsOf(typed.replace(/^\s*(?:ops\s+)?/, ''));
  for (const group of GROUPS) {
    const whole = [...wordsOf(group), ...words];
    const command = commands
      .filter(({ path }) => path.split(' ').every((word, index) => whole[index] === word))
      .sort((one, other) => other.path.length - one.path.length)[0];
    if (command !== undefined) return { command, words: whole };
  }
  return null;
}

/** Commands that have no place inside the screen, with the reason. */
export function refusal(command: CommandEntry, words: readonly string[]): string | null {
  if (command.path === 'dashboard') return 'this is the dashboard';
  if (command.unbounded || words.some((word) => ['--follow', '-f', '--watch'].includes(word))) {
    return `ops ${command.path} has no end: run it in a shell`;
  }
  if (words.includes('-')) return 'standard input is this keyboard: give the text itself';
  return null;
}
