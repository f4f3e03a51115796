import type { CommandSpec } from './command.ts';

/** What every command takes, in commander's notation. */
export const GLOBAL_OPTIONS: readonly (readonly [flags: string, description: string])[] = [
  ['--workspace <dir>', 'the workspace (default: OPS_WORKSPACE, the nearest ops-automation/, ~/ops-automation)'],
  ['--json', 'print JSON on standard output'],
  ['--jq <filter>', 'run the JSON through a jq filter and print what comes out, texts without quotes'],
  ['--format <template>', "one line for each row: '{{key}}\\t{{status}}', keys as in --json"],
  ['--no-color', 'no colour, as with NO_COLOR'],
  ['--quiet', 'no messages on standard error'],
  [
    '--log-level <level>',
    'silent, error, warn, info or debug; with silent and error no messages, with debug where a fault of ops itself came from',
  ],
];

/** The global options that a command has: one of its own with the same name takes the place (`ops report --format html`). */
export function globalOptionsOf(spec: Pick<CommandSpec, 'options'> | null): typeof GLOBAL_OPTIONS {
  const own = new Set((spec?.options ?? []).map(([flags]) => flags.split(' ')[0]));
  return GLOBAL_OPTIONS.filter(([flags]) => !own.has(flags.split(' ')[0]));
}

const withValue = new Set(
  GLOBAL_OPTIONS.flatMap(([flags]) => (flags.includes('<') ? [flags.split(' ')[0] ?? ''] : [])),
);

/** Whether the word is a global option whose value is the next word. */
export function takesNextWord(word: string): boolean {
  return withValue.has(word);
}
