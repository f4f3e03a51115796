import { CommanderError } from 'commander';
import type { Result } from './commands/command.ts';
import { type Parsed, parseCommandLine } from './commands/command-line.ts';
import { globalOptionsOf } from './commands/global-options.ts';
import { printError, printResult, writeOut } from './commands/output.ts';
import { asUserError, EXIT } from './core/errors.ts';
import { endHung } from './core/process/hung.ts';

/** Global options by which data are printed in another form than --json, and their names among a command's options. */
const FILTERS: Readonly<Record<string, string>> = { '--jq <filter>': 'jq', '--format <template>': 'format' };

async function execute({ spec, input }: Parsed): Promise<number> {
  const { run } = await spec.load();
  const result: Result | null = await run(input);
  if (result === null) return EXIT.done;
  const isFiltered = globalOptionsOf(spec).some(([flags]) => input.options[FILTERS[flags] ?? ''] !== undefined);
  const text = isFiltered ? await (await import('./commands/filtered.ts')).filteredText(result, input) : null;
  printResult(text === null ? result : { ...result, text }, { json: input.json && text === null, quiet: input.quiet });
  if (result.hangs === true) endHung();
  return result.exitCode ?? EXIT.done;
}

async function main(argv: readonly string[]): Promise<number> {
  try {
    const parsed = parseCommandLine(argv);
    return parsed === null ? EXIT.done : await execute(parsed);
  } catch (error) {
    if (error instanceof CommanderError) return usageExit(error, argv);
    return printError(asUserError(error), { json: asksForJson(argv) });
  }
}

/** Behind `--` stands another program's command line. */
function asksForJson(argv: readonly string[]): boolean {
  const dashes = argv.indexOf('--');
  return (dashes === -1 ? argv : argv.slice(0, dashes)).includes('--json');
}

/** commander has printed its message already; a script that asked for JSON gets the error there too. */
function usageExit(error: CommanderError, argv: readonly string[]): number {
  const asked = error.exitCode === 0;
  if (asked) return EXIT.done;
  if (asksForJson(argv)) {
    const message = error.message.replace(/^error: /, '');
    const body = { ok: false, error: { code: 'E_USAGE', message, hint: 'Run the command with --help.' } };
    writeOut(1, `${JSON.stringify(body, null, 2)}\n`);
  }
  return EXIT.usage;
}

/** A session's process is this same program: it is told which by its environment and this word. */
const SESSION_ENTRY = '__session';

async function start(argv: readonly string[]): Promise<void> {
  if (argv[0] !== SESSION_ENTRY) {
    process.exitCode = await main(argv);
    return;
  }
  const { runSession } = await import('./agents/run-session.ts');
  await runSession(argv[1] ?? '');
}

void start(process.argv.slice(2));
