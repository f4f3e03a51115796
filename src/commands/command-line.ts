import { Command, InvalidArgumentError, Option } from 'commander';
import { nearest } from '../core/text/nearest.ts';
import { VERSION } from '../core/version.ts';
import { findWorkspace, openWorkspace } from '../core/workspace.ts';
import type { CommandSpec, Input } from './command.ts';
import { GLOBAL_OPTIONS, globalOptionsOf, takesNextWord } from './global-options.ts';
import { hasPage } from './help/pages.ts';
import { writeOut } from './output.ts';
import { showProgress } from './progress.ts';
import { commands, nouns } from './table.ts';

const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'];
const QUIET_LEVELS: readonly unknown[] = ['silent', 'error'];
const VERSION_FLAGS = ['-V', '--version'];
const GLOBAL_FLAGS = new Set(GLOBAL_OPTIONS.map(([flags]) => flags.split(' ')[0] ?? flags));

/** A command and what was typed for it. */
export interface Parsed {
  spec: CommandSpec;
  input: Input;
}

/** The words that are no options, as far as the command's name reaches. */
function leadingWords(args: readonly string[]): string[] {
  const words: string[] = [];
  for (let index = 0; index < args.length && words.length < 3; index += 1) {
    const arg = args[index] ?? '';
    if (takesNextWord(arg)) index += 1;
    else if (!arg.startsWith('-')) words.push(arg);
  }
  return words;
}

/** The place of the first word that is neither a global option nor the value of one, from `from` on. */
function nextPlace(args: readonly string[], from: number): number {
  let index = from;
  while (index < args.length) {
    const arg = args[index] ?? '';
    if (takesNextWord(arg)) index += 2;
    else if (GLOBAL_FLAGS.has(arg.split('=')[0] ?? '')) index += 1;
    else break;
  }
  return index;
}

/** `ops sessions` and `ops sessions --all` mean `ops sessions list`: the default verb is put in where none stands. */
function withDefaultVerb(args: readonly string[]): string[] {
  const at = nextPlace(args, 0);
  const noun = args[at];
  const isDefault = commands.find((spec) => spec.isDefault === true && spec.path.split(' ')[0] === noun);
  if (noun === undefined || isDefault === undefined) return [...args];
  const next = args[nextPlace(args, at + 1)];
  const asksForGroup = next === '--help' || next === '-h';
  if (asksForGroup || (next !== undefined && !next.startsWith('-'))) return [...args];
  return [...args.slice(0, at + 1), ...isDefault.path.split(' ').slice(1), ...args.slice(at + 1)];
}

/** `ops help` is `ops --help`, `ops help sessions list` is `ops sessions list --help`. A word that is a page, too, means the page. */
function withCommandHelp(args: readonly string[]): string[] {
  const at = nextPlace(args, 0);
  const words = args.slice(at + 1).filter((arg) => !arg.startsWith('-'));
  if (args[at] !== 'help') return [...args];
  if (args.length === at + 1) return ['--help'];
  const named = `${words.join(' ')} `;
  const known = words.length > 0 && commands.some(({ path }) => `${path} `.startsWith(named));
  return known && !(words.length === 1 && hasPage(words[0] ?? '')) ? [...words, '--help'] : [...args];
}

/** Splits at `--` for a command that takes another program's command line behind it; for any other `--` only ends the options. */
function splitCommandLine(argv: readonly string[]): { args: readonly string[]; rest: readonly string[] } {
  const dashes = argv.indexOf('--');
  const typed = leadingWords(dashes === -1 ? argv : argv.slice(0, dashes)).join(' ');
  const takesProgram = commands.some((spec) => spec.takesProgram === true && `${typed} `.startsWith(`${spec.path} `));
  if (dashes === -1 || !takesProgram) return { args: withDefaultVerb(argv), rest: [] };
  return { args: withDefaultVerb(argv.slice(0, dashes)), rest: argv.slice(dashes + 1) };
}

function helpText(spec: CommandSpec): string {
  const examples = spec.examples ?? [];
  return examples.length === 0 ? '' : `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}\n`;
}

function declare(
  parent: Command,
  spec: CommandSpec,
  found: (parsed: Parsed) => void,
  rest: readonly string[],
): Command {
  const name = spec.path.split(' ').at(-1) ?? spec.path;
  const command = parent
    .command(name, { hidden: spec.hidden === true })
    .summary(spec.summary)
    .description(spec.summary);
  for (const alias of spec.aliases ?? []) command.alias(alias);
  for (const [notation, description] of spec.arguments ?? []) command.argument(notation, description);
  for (const [flags, description, value] of spec.options ?? []) command.option(flags, description, value);
  for (const option of globalOptionsOf(spec)) command.addOption(globalOption(option));
  command.allowExcessArguments(false).addHelpText('after', helpText(spec));
  command.action(() => {
    found({ spec, input: inputOf(command.args, rest, optionsOf(command)) });
  });
  return command;
}

const GLOBAL_NAMES = ['workspace', 'json', 'jq', 'format', 'color', 'quiet', 'logLevel'];

/** A command's own options, and the global ones that stand before it. A group that is a command itself keeps its other ones to itself. */
function optionsOf(command: Command): Record<string, unknown> {
  const options = command.opts() as Record<string, unknown>;
  const said = new Set(GLOBAL_NAMES.filter((name) => command.getOptionValueSource(name) === 'cli'));
  for (let parent = command.parent; parent !== null; parent = parent.parent) {
    for (const name of GLOBAL_NAMES) {
      if (said.has(name) || parent.getOptionValueSource(name) !== 'cli') continue;
      options[name] = parent.getOptionValue(name);
      said.add(name);
    }
  }
  return options;
}

function inputOf(args: readonly string[], rest: readonly string[], options: Record<string, unknown>): Input {
  const quiet = options.quiet === true || QUIET_LEVELS.includes(options.logLevel);
  if (!quiet) showProgress();
  if (options.logLevel === 'debug') process.env.OPS_DEBUG = '1';
  const noColor = options.color === false || (process.env.NO_COLOR ?? '') !== '' || process.env.TERM === 'dumb';
  const root = findWorkspace(typeof options.workspace === 'string' ? options.workspace : undefined);
  return {
    args,
    rest,
    options,
    json: options.json === true,
    quiet,
    // Asked for only where colour matters: making standard output's stream costs 4 ms.
    get color() {
      return !noColor && process.stdout.isTTY === true;
    },
    root,
    open: () => openWorkspace(root),
    print: (text) => writeOut(1, text),
    say: (text) => {
      if (!quiet) writeOut(2, `${text}\n`);
    },
  };
}

/** Under the program's name, as its other errors are. What a command that stands alone does not take may be a misspelt one below it. */
function usageText(text: string, args: readonly string[]): string {
  const named = text.replace(/^error:/, 'ops:');
  if (!named.startsWith('ops: too many arguments')) return named;
  const [noun, verb = ''] = leadingWords(args);
  const below = commands.map(({ path }) => path.split(' ')).filter(([first]) => first === noun);
  const verbs = below.map(([, second = '']) => second);
  const meant = verbs.includes(verb) ? null : nearest(verb, verbs);
  return meant === null ? named : `${named.trimEnd()}\n(Did you mean ${meant}?)\n`;
}

function logLevel(given: string): string {
  if (LOG_LEVELS.includes(given)) return given;
  throw new InvalidArgumentError(`It is one of ${LOG_LEVELS.join(', ')}.`);
}

function globalOption([flags, description]: (typeof GLOBAL_OPTIONS)[number]): Option {
  const option = new Option(flags, description);
  return flags.startsWith('--log-level') ? option.argParser(logLevel) : option;
}

/** Declares only what the words can mean: declaring all costs every command some milliseconds. */
function buildProgram(args: readonly string[], found: (parsed: Parsed) => void, rest: readonly string[]): Command {
  const program = new Command('ops')
    .description('Runs an operations team on this machine: agents, sessions, metrics, logs, alerts, incidents.')
    .version(VERSION, VERSION_FLAGS.join(', '))
    .exitOverride()
    // A command that has others below it leaves them their options: `ops logs top --limit 5` is not `ops logs --limit 5`.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => writeOut(1, text),
      writeErr: (text) => writeOut(2, text),
      outputError: (text, write) => write(usageText(text, args)),
    })
    .showHelpAfterError('Run with --help for what there is.')
    .addHelpText('after', '\nPages to read, with examples: ops help pages. One command: ops help sessions list');
  for (const option of GLOBAL_OPTIONS) program.addOption(globalOption(option));
  const [noun] = leadingWords(args);
  const known = commands.some((spec) => spec.path.split(' ')[0] === noun || spec.aliases?.includes(noun ?? ''));
  const groups = new Map<string, Command>();
  for (const spec of commands) {
    const words = spec.path.split(' ');
    const [first = ''] = words;
    if (known && first !== noun && spec.aliases?.includes(noun ?? '') !== true) continue;
    let parent = program;
    for (let depth = 1; depth < words.length; depth += 1) {
      const path = words.slice(0, depth).join(' ');
      let group = groups.get(path);
      if (group === undefined) {
        group = parent.command(words[depth - 1] ?? '').description(nouns[path] ?? '');
        group.allowExcessArguments(false);
        for (const option of GLOBAL_OPTIONS) group.addOption(globalOption(option).hideHelp());
        groups.set(path, group);
      }
      parent = group;
    }
    const command = declare(parent, spec, found, rest);
    // `ops logs` is a command, and `ops logs top` another one below it.
    groups.set(spec.path, command);
  }
  return program;
}

/** Reads a command line. Null: help or the version was asked for, and is printed. @throws CommanderError for wrong usage, which it has told. */
export function parseCommandLine(argv: readonly string[]): Parsed | null {
  // Of all command lines this one would declare every command there is, for nothing.
  if (argv.length === 1 && VERSION_FLAGS.includes(argv[0] ?? '')) {
    writeOut(1, `${VERSION}\n`);
    return null;
  }
  const { args, rest } = splitCommandLine(withCommandHelp(argv));
  let parsed: Parsed | null = null;
  const keep = (found: Parsed) => {
    parsed = found;
  };
  buildProgram(args, keep, rest).parse(args, { from: 'user' });
  return parsed;
}
