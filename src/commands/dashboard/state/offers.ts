import type { CommandEntry } from './commands.ts';
import { commandOf, shellLine } from './words.ts';

/** Values that may stand where the palette's cursor is. */
export interface Offered {
  /** What was asked for: the words before the cursor. */
  key: string;
  items: readonly { value: string; description: string }[];
}

export const NOTHING_OFFERED: Offered = { key: '', items: [] };

export interface Typed {
  key: string;
  /** The command with its words before the one at the cursor. */
  words: readonly string[];
  /** The word at the cursor, as far as it is typed. */
  current: string;
  /** Everything before that word. */
  before: string;
}

/** What is typed of a command's arguments; null while no command is called yet. */
export function typedOf(text: string, commands: readonly CommandEntry[]): Typed | null {
  const current = /\S*$/.exec(text)?.[0] ?? '';
  const before = text.slice(0, text.length - current.length);
  const called = commandOf(before, commands);
  if (called === null) return null;
  const { words } = called;
  // Flags are asked for by themselves.
  return { key: `${shellLine(words)}${current.startsWith('-') ? ' -' : ''}`, words, current, before };
}
