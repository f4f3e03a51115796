import { type CommandEnd, runCommand } from '../process/run-command.ts';
import type { Machine } from './machine.ts';

export interface ProgramRun {
  machine: Machine;
  /** Not started once it is aborted; a program that runs keeps its own deadline. */
  signal: AbortSignal;
  limitMs: number;
  input?: string;
}

const NOT_STARTED: CommandEnd = { code: null, signal: null, overdue: false, said: '', failure: null };

/** Runs a program by its arguments, without a shell. A NUL cannot be part of one, so it ends nobody's message: it is left out. */
export async function startProgram(command: readonly string[], run: ProgramRun): Promise<CommandEnd> {
  if (run.signal.aborted) return { ...NOT_STARTED, overdue: true };
  return await runCommand(
    command.map((word) => word.replaceAll('\0', '')),
    {
      cwd: '/',
      env: run.machine.env,
      limitMs: run.limitMs,
      ...(run.input === undefined ? {} : { input: run.input }),
    },
  );
}
