import type { CommandSpec } from '../../command.ts';

/** A command of ops as the palette knows it. */
export interface CommandEntry {
  path: string;
  summary: string;
  /** It takes arguments that it cannot do without. */
  needsArguments: boolean;
  usage: string;
  unbounded: boolean;
  /** It changes nothing, so it runs without a question. */
  reads: boolean;
  /** Options by which even a reading one writes a file. */
  outputs: readonly string[];
  /** It asks unless told `--yes`; here the question was answered already. */
  asks: boolean;
}

/** The palette's commands, from the very table that the command line is made from. */
export function entriesOf(commands: readonly CommandSpec[]): CommandEntry[] {
  return commands.filter((spec) => spec.hidden !== true).map(entryOf);
}

function entryOf(spec: CommandSpec): CommandEntry {
  const notations = (spec.arguments ?? []).map(([notation]) => notation);
  const options = (spec.options ?? []).map(([flags]) => flags.split(/[ ,]+/));
  return {
    path: spec.path,
    summary: spec.summary,
    needsArguments: notations.some((notation) => notation.startsWith('<')),
    usage: notations.join(' '),
    unbounded: spec.unbounded === true,
    reads: spec.reads === true,
    outputs: options.filter((names) => names.includes('--output')).flatMap((names) => names.filter(isFlag)),
    asks: options.some((names) => names.includes('--yes')),
  };
}

function isFlag(name: string): boolean {
  return name.startsWith('-');
}

/** Whether this call changes nothing: `--output FILE`, `--output=FILE`, `-o FILE` and `-oFILE` write a file. */
export function onlyReads({ reads, outputs }: CommandEntry, words: readonly string[]): boolean {
  const writes = (word: string) =>
    outputs.some((name) =>
      name.startsWith('--') ? word === name || word.startsWith(`${name}=`) : word.startsWith(name),
    );
  return reads && !words.some(writes);
}
