import { spawnSync } from 'node:child_process';

let works: boolean | undefined;

/** Whether system calls of a child can be made to fail here. Tests that need it are skipped otherwise. */
export function canTrace(): boolean {
  works ??= spawnSync('strace', ['-f', '-o', '/dev/null', '-e', 'trace=exit_group', 'true']).status === 0;
  if (!works) console.warn('skipped: strace is not installed, or may not trace here');
  return works;
}

/** The arguments of strace that follow a command and its children, in silence. */
export function traced(options: readonly string[], command: readonly string[]): string[] {
  return ['-f', '-qq', '-o', '/dev/null', ...options, ...command];
}
