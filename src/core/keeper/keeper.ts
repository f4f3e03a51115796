import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { removeFile } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { assertSessionId } from '../sessions/names.ts';

/**
 * The thin keeper of a command: a shell that starts it, waits, and writes down how it ended, whether or not an orchestrator lives.
 * The command reaches the shell only as its positional parameters, so nothing of it is ever read as shell text, and `exec` in a
 * subshell never takes it for a builtin. A trap that does something is reset in the child; one that ignores would be inherited.
 * $1: where the exit status goes; $2: limits, as `ulimit` options; $3: nice; then the command.
 * The shell's own remarks ("Terminated") are no output of the command: they go nowhere, its errors before the start go to the output.
 * The status is one short write: a reader that comes before it finds an empty file, which says nothing yet. A rename would cost a process
 * at every end (2 ms).
 * Its own variables have names that nobody gives to a command's, which would be changed with them. Its own helpers are looked up by
 * `command -p`: the command's PATH may lead anywhere. Niceness comes before the limits, which may leave no room for a helper. The limit
 * of processes is `-p` in dash and ash and `-u` in bash, whose `-p` cannot be set.
 */
const SCRIPT = `
_ops_status=$1; _ops_limits=$2; _ops_nice=$3; shift 3
trap : HUP INT QUIT TERM USR1 USR2 ALRM
exec 3>&2 2>/dev/null
(
  exec 2>&3 3>&-
  [ "$_ops_nice" = 0 ] || command -p renice -n "$_ops_nice" -p "$(command -p sh -c 'echo $PPID')" >/dev/null || exit 126
  for _ops_limit in $_ops_limits; do
    [ "\${_ops_limit%%=*}" = -u ] && ulimit -p "\${_ops_limit#*=}" 2>/dev/null && continue
    ulimit "\${_ops_limit%%=*}" "\${_ops_limit#*=}" || exit 126
  done
  exec "$@"
)
_ops_code=$?
printf '%s\\n' "$_ops_code" >"$_ops_status"
exit "$_ops_code"
`.trim();

export interface KeeperOptions {
  /** ulimit options and their values: `-n=1024`. */
  limits?: readonly string[];
  nice?: number;
}

export function exitPath(at: Layout, id: string): string {
  return join(at.run, `${assertSessionId(id)}.exit`);
}

/** The argv of the keeper that runs a command for a session. */
export function keeperArgv(at: Layout, id: string, command: readonly string[], options: KeeperOptions = {}): string[] {
  const limits = (options.limits ?? []).join(' ');
  return ['/bin/sh', '-c', SCRIPT, 'ops-keeper', exitPath(at, id), limits, String(options.nice ?? 0), ...command];
}

export interface ExitStatus {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
}

const SIGNALS: Readonly<Record<number, NodeJS.Signals>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
};

/** A shell says 128 + n for signal n. A program may exit with such a code itself; then the signal is what a person would read, too. */
export function statusOfShell(code: number): ExitStatus {
  const signal = code > 128 ? SIGNALS[code - 128] : undefined;
  return signal === undefined ? { exitCode: code, signal: null } : { exitCode: null, signal };
}

/** What the keeper wrote; null where it did not (it runs, or was killed itself). */
export function readExit(at: Layout, id: string): ExitStatus | null {
  try {
    const code = Number.parseInt(readFileSync(exitPath(at, id), 'utf8'), 10);
    return Number.isInteger(code) ? statusOfShell(code) : null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

export function removeExit(at: Layout, id: string): void {
  removeFile(exitPath(at, id));
}

export function inputPath(at: Layout, id: string): string {
  return join(at.run, `${assertSessionId(id)}.stdin`);
}

/** Makes the pipe that is a command's standard input, and opens it for both ends: so it never ends while the command lives. */
export function makeInput(at: Layout, id: string): number {
  const path = inputPath(at, id);
  removeFile(path);
  execFileSync('mkfifo', ['-m', '600', path], { timeout: 5_000 });
  return openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
}

/** Writes a line to a command's standard input. False where nobody reads it, or its pipe is full: the command then does not listen. */
export function writeInput(at: Layout, id: string, text: string): boolean {
  const bytes = Buffer.from(text.endsWith('\n') ? text : `${text}\n`);
  let file: number;
  try {
    file = openSync(inputPath(at, id), constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENXIO') return false;
    throw error;
  }
  try {
    return writeSync(file, bytes) === bytes.length;
  } catch (error) {
    if (errorCode(error) === 'EAGAIN' || errorCode(error) === 'EPIPE') return false;
    throw error;
  } finally {
    closeSync(file);
  }
}
