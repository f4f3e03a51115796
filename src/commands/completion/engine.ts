import type { CommandSpec, OptionSpec } from '../command.ts';
import { globalOptionsOf } from '../global-options.ts';
import { type Values, valuesOf } from './values.ts';

export interface Item {
  value: string;
  description: string;
}

/** What may stand at the cursor: words of the command table, and behind them values. */
export interface Answer {
  items: Item[];
  values: Values;
}

/** The commands of ops, and what their nouns are about. */
export interface Table {
  commands: readonly CommandSpec[];
  nouns: Readonly<Record<string, string>>;
}

interface Flag {
  names: string[];
  description: string;
  /** null: it stands alone. */
  values: Values | null;
}

const NOTHING: Values = { from: 'nothing' };

/**
 * Says what may stand at the cursor. `words` are those before it without the program's name; `current` is what is typed of the one
 * at the cursor. Items begin with it; the values behind `from` do not know it yet.
 */
export function completeWords({ commands, nouns }: Table, words: readonly string[], current: string): Answer {
  const walk = walkWords(commands, words);
  if (walk.behindDashes !== null)
    return { items: [], values: { from: walk.behindDashes === 0 ? 'commands' : 'files' } };
  if (walk.pending !== null) return answer([], walk.pending, current);
  const flags = flagsOf(walk.spec);
  const equals = /^(--[\w-]+)=(.*)$/.exec(current);
  if (equals !== null) {
    const flag = flags.find(({ names }) => names.includes(equals[1] ?? ''));
    return answer([], flag?.values ?? NOTHING, equals[2] ?? '');
  }
  if (current.startsWith('-')) {
    const unused = flags.filter(({ names }) => !names.some((name) => walk.used.includes(name)));
    return answer(unused.flatMap(namedItems), NOTHING, current);
  }
  const next = walk.positional === 0 ? nextWords(commands, nouns, walk.path) : [];
  return answer(next, positionalValues(walk.spec, walk.positional), current);
}

function answer(items: Item[], values: Values, current: string): Answer {
  const fixed = values.from === 'words' ? values.words.map((value) => ({ value, description: '' })) : [];
  const begin = (item: Item) => item.value.startsWith(current);
  return { items: [...items, ...fixed].filter(begin), values: values.from === 'words' ? NOTHING : values };
}

interface Walk {
  path: string[];
  /** The command that the path names, or the one that it means without a verb. */
  spec: CommandSpec | null;
  positional: number;
  used: string[];
  /** The values of the flag right before the cursor, where it waits for one. */
  pending: Values | null;
  /** How many words stand behind `--`. */
  behindDashes: number | null;
}

function walkWords(commands: readonly CommandSpec[], words: readonly string[]): Walk {
  const walk: Walk = { path: [], spec: null, positional: 0, used: [], pending: null, behindDashes: null };
  for (const word of words) {
    if (walk.behindDashes !== null) walk.behindDashes += 1;
    else if (walk.pending !== null) walk.pending = null;
    else if (word === '--') walk.behindDashes = 0;
    else if (word.startsWith('-')) takeFlag(walk, word);
    else takeWord(walk, commands, word);
  }
  return walk;
}

function takeFlag(walk: Walk, word: string): void {
  const [name = ''] = word.split('=');
  const flag = flagsOf(walk.spec).find(({ names }) => names.includes(name));
  walk.used.push(...(flag?.names ?? [name]));
  walk.pending = word.includes('=') ? null : (flag?.values ?? null);
}

function takeWord(walk: Walk, commands: readonly CommandSpec[], word: string): void {
  const depth = walk.path.length;
  const below = commandsBelow(commands, walk.path);
  const aliased = below.find(({ path, aliases }) => path.split(' ').length === depth + 1 && aliases?.includes(word));
  const name = aliased?.path.split(' ')[depth] ?? word;
  if (walk.positional > 0 || !below.some(({ path }) => path.split(' ')[depth] === name)) {
    walk.positional += 1;
    return;
  }
  walk.path.push(name);
  const path = walk.path.join(' ');
  const isDefault = ({ path: other, isDefault }: CommandSpec) => isDefault === true && other.startsWith(`${path} `);
  walk.spec = commands.find((spec) => spec.path === path) ?? commands.find(isDefault) ?? null;
}

function commandsBelow(commands: readonly CommandSpec[], path: readonly string[]): CommandSpec[] {
  const beginning = path.map((word) => `${word} `).join('');
  return commands.filter((spec) => spec.path.startsWith(beginning) && spec.hidden !== true);
}

function nextWords(commands: readonly CommandSpec[], nouns: Table['nouns'], path: readonly string[]): Item[] {
  const found = new Map<string, Item>();
  for (const spec of commandsBelow(commands, path)) {
    const words = spec.path.split(' ').slice(0, path.length + 1);
    const value = words.at(-1) ?? '';
    const own = words.join(' ');
    const description = spec.path === own ? spec.summary : (nouns[own] ?? '');
    if (words.length > path.length && (!found.has(value) || spec.path === own))
      found.set(value, { value, description });
  }
  return [...found.values()];
}

const HELP: OptionSpec = ['-h, --help', 'help'];

function flagsOf(spec: CommandSpec | null): Flag[] {
  const toFlag = ([notation, description]: OptionSpec): Flag => ({
    names: notation.split(/,?\s+/).filter((word) => word.startsWith('-')),
    description,
    values: /[<[]/.test(notation) ? valuesOf(notation, spec?.path ?? '', description) : null,
  });
  return [...(spec?.options ?? []), ...globalOptionsOf(spec), HELP].map(toFlag);
}

/** The long name: a short one saves no typing here. */
function namedItems({ names, description }: Flag): Item[] {
  const value = names.findLast((name) => name.startsWith('--')) ?? names.at(-1);
  return value === undefined ? [] : [{ value, description }];
}

function positionalValues(spec: CommandSpec | null, positional: number): Values {
  const all = spec?.arguments ?? [];
  const last = all.at(-1);
  const argument = all[positional] ?? (last?.[0].includes('...') === true ? last : null);
  return argument === null || spec === null ? NOTHING : valuesOf(argument[0], spec.path, argument[1]);
}
