import type { ActionName } from './actions/index.ts';
import { BINDINGS, keyName } from './bindings.ts';
import type { CommandEntry } from './commands.ts';
import { fuzzy } from './fuzzy.ts';
import { type Offered, type Typed, typedOf } from './offers.ts';
import { commandOf, shellLine } from './words.ts';

export type Entry =
  | { kind: 'command'; name: string; summary: string; command: CommandEntry }
  /** The line as it is typed, which is a whole command. */
  | { kind: 'typed'; name: string; summary: string }
  /** The line with a value at its end. */
  | { kind: 'value'; name: string; summary: string; value: string }
  | { kind: 'action'; name: string; summary: string; action: ActionName; key: string };

/** What the palette can do by a name that has no key. */
const NAMED: readonly (readonly [name: string, summary: string, action: ActionName])[] = [
  ['read-only', 'nothing can be written until it is said again', 'toggleReadOnly'],
];

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

/** The entries that fill, the best first: of a command that is called already, what may stand behind it. */
export function findEntries(text: string, offered: Offered, commands: readonly CommandEntry[]): Entry[] {
  const typed = typedOf(text, commands);
  const whole = isWhole(text, commands);
  const line: Entry[] = whole ? [{ kind: 'typed', name: text.trim(), summary: 'as it is typed' }] : [];
  if (typed !== null && typed.key === offered.key && offered.items.length > 0)
    return [...line, ...valuesOf(typed, offered)];
  const scored = entriesOf(commands).flatMap((entry, index) => {
    const fits = fuzzy(text, entry.name) ?? (explains(entry, text) ? AFTER_NAMES : null);
    return fits === null ? [] : [{ entry, fits, index }];
  });
  const named = scored.sort((one, other) => one.fits - other.fits || one.index - other.index).map(({ entry }) => entry);
  const same = named[0]?.name === text.trim();
  return same ? named : [...line, ...named];
}

function valuesOf({ current, before }: Typed, { items }: Offered): Entry[] {
  const scored = items.flatMap(({ value, description }) => {
    const fits = fuzzy(current, value);
    const name = `${before}${shellLine([value])}`;
    return fits === null ? [] : [{ fits, entry: { kind: 'value' as const, name, summary: description, value } }];
  });
  return scored.sort((one, other) => one.fits - other.fits).map(({ entry }) => entry);
}

/** Whether the line calls a command with all that it cannot do without. */
export function isWhole(text: string, commands: readonly CommandEntry[]): boolean {
  const called = commandOf(text, commands);
  if (called === null) return false;
  return !called.command.needsArguments || called.words.length > called.command.path.split(' ').length;
}

/** Behind every entry whose name fits. */
const AFTER_NAMES = 1_000;

function explains({ summary }: Entry, typed: string): boolean {
  return typed.trim().length > 2 && summary.toLowerCase().includes(typed.trim().toLowerCase());
}
