import type { OptionSpec } from '../command.ts';

/** What every command takes. */
export const GLOBAL_FLAGS: readonly OptionSpec[] = [
  ['--workspace <dir>', 'the workspace'],
  ['--json', 'print JSON on standard output'],
  ['--no-color', 'no colour'],
  ['--quiet', 'no messages on standard error'],
  ['--log-level <level>', 'how much is logged'],
  ['-h, --help', 'help'],
];
