import type { Layout } from '../core/files/layout.ts';

/** One command as the command line declares it. The code behind it is loaded when it is called, not before. */
export interface CommandSpec {
  /** The words that call it: 'sessions list'. */
  path: string;
  aliases?: readonly string[];
  summary: string;
  /** In commander's notation: '<session>' needed, '[message]' optional, '<id...>' several. */
  arguments?: readonly (readonly [notation: string, description: string])[];
  options?: readonly OptionSpec[];
  examples?: readonly string[];
  /** Also run when only the noun is typed: `ops sessions` is `ops sessions list`. */
  isDefault?: boolean;
  /** Behind `--` stands the command line of another program, and goes into `rest`. */
  takesProgram?: boolean;
  /** Not listed in help. */
  hidden?: boolean;
  /** It prints as it goes and has no end of its own, so --json does not apply. */
  unbounded?: boolean;
  /** It changes nothing, whatever its options but `--output`: the dashboard runs it without asking. */
  reads?: true;
  load: () => Promise<{ run: Run }>;
}

export type OptionSpec = readonly [flags: string, description: string, defaultValue?: string | boolean];

/** What the user typed. Option names are camelCase, as commander gives them. */
export interface Input {
  args: readonly string[];
  /** What stands behind `--`, of a command that takes another program's command line. */
  rest: readonly string[];
  options: Readonly<Record<string, unknown>>;
  json: boolean;
  quiet: boolean;
  /** Whether standard output takes colour. */
  color: boolean;
  /** The workspace's path, whether or not it exists. */
  root: string;
  /** Opens the workspace, or fails with the way to make one. */
  open: () => Layout;
  /** Writes text to standard output at once, for commands that print as they go. */
  print: (text: string) => void;
  /** Writes a message to standard error, unless --quiet. */
  say: (text: string) => void;
}

/** What a command found. With --json `data` is printed, else `text`. */
export interface Result {
  data: unknown;
  text: string;
  exitCode?: number;
  /** The data are a list, of which each item is printed in a line of its own; a filter is for each. */
  isLines?: true;
  /** Told on standard error, with --json too. */
  warnings?: readonly string[];
  /** A dead file system or name server keeps a thread: the process is ended by a signal, for it can end in no other way. */
  hangs?: boolean;
}

/** Returns null when it has printed everything itself. */
export type Run = (input: Input) => Promise<Result | null>;
