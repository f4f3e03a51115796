import { fstatSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { isatty } from 'node:tty';

/** Whether a standard stream is a terminal. Asks the file system first: what says it for sure takes 3 ms to load. */
export function isTerminal(stream: 1 | 2): boolean {
  const stat = fstatSync(stream);
  return stat.isCharacterDevice() && stat.rdev !== statSync(devNull).rdev && isatty(stream);
}

/** Null where standard output is no terminal: a script gets every text whole. */
export function terminalColumns(): number | null {
  return isTerminal(1) ? (process.stdout.columns ?? null) : null;
}
