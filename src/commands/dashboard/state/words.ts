import type { CommandEntry } from './commands.ts';

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
