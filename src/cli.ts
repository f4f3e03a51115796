import { CommanderError } from 'commander';
import type { Result } from './commands/command.ts';
import { type Parsed, parseCommandLine } from './commands/command-line.ts';
import { globalOptionsOf } from './commands/global-options.ts';
import { printError, printErrorJson, printResult } from './commands/output.ts';
import { asUserError, EXIT, errorCode, OpsError } from './core/errors.ts';
import { endHung } from './core/process/hung.ts';

/** Global options by which data are printed in another form than --json, and their names among a command's options. */
const FILTERS: Readonly<Record<string, string>> = { '--jq <filter>': 'jq', '--format <template>': 'format' };

async function execute({ spec, input }: Parsed): Promise<number> {
  const { run } = await spec.load();
  const isFiltered = globalOptionsOf(spec).some(([flags]) => input.options[FILTERS[flags] ?? ''] !== undefined);
  if (isFiltered && spec.unbounded === true) refuseToPrint();
  const result: Result | null = await run(isFiltered ? { ...input, print: refuseToPrint } : input);
  if (result === null) return EXIT.done;
  const text = isFiltered ? await (await import('./commands/filtered.ts')).filteredText(result, input) : null;
  printResult(text === null ? result : { ...result, text }, { json: input.json && text === null, quiet: input.quiet });
  if (result.hangs === true) endHung();
  return result.exitCode ?? EXIT.done;
}

/** What is printed as it goes passes no filter: better told than printed without one. */
function refuseToPrint(): never {
  throw new OpsError('E_USAGE', 'This prints lines as it goes; --jq and --format do not apply', {
    hint: 'Pipe it into jq.',
  });
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
    printErrorJson({ code: 'E_USAGE', message, hint: 'Run the command with --help.' });
  }
  return EXIT.usage;
}

/** A session's process is this same program: it is told which by its environment and this word. */
const SESSION_ENTRY = '__session';

async function start(argv: readonly string[]): Promise<void> {
  if (argv[0] !== SESSION_ENTRY) {
    // What a watch or a timer meets: a full disk behind standard output, a folder that is gone.
    process.on('uncaughtException', (error) => {
      if (errorCode(error) === 'EPIPE') process.exit(EXIT.done);
      process.exit(printError(asUserError(error), { json: asksForJson(argv) }));
    });
    process.exitCode = await main(argv);
    return;
  }
  const { runSession } = await import('./agents/run-session.ts');
  await runSession(argv[1] ?? '');
}

void start(process.argv.slice(2));
