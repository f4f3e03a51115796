import { errorText, OpsError } from '../../errors.ts';
import { runCommand } from '../../process/run-command.ts';
import type { ActionType, PlannedStep } from '../action.ts';
import { cleanEnvironment } from './environment.ts';
import { identifyProgram, type ProgramFile } from './program-file.ts';
import { ALLOWED_PROGRAMS, type AllowedProgram, programProblem } from './programs.ts';
import type { Settings } from './settings.ts';
import { timed } from './step-result.ts';

interface Frozen {
  program: string;
  arguments: string[];
  timeoutMs: number;
  expect: number[];
  file: ProgramFile;
}

/** Runs a program of a list by its arguments, in `/`, with a clean environment and nothing to read; no shell sees any of it. */
export function runProgramFrom(allowed: readonly AllowedProgram[]): ActionType<Settings<'run_program'>> {
  const check = (step: PlannedStep): Frozen => {
    const frozen = thaw(step);
    const problem = programProblem(frozen.program, frozen.arguments, allowed);
    if (problem !== null) throw new OpsError('E_USAGE', problem);
    const file = identifyProgram(frozen.program);
    const same = (Object.keys(file) as (keyof ProgramFile)[]).every((key) => file[key] === frozen.file[key]);
    if (!same) throw new OpsError('E_FILE', `${frozen.program} is another file than when the plan was made`);
    return frozen;
  };
  return {
    name: 'run_program',
    async plan({ program, arguments: words, timeout, expect }) {
      const problem = programProblem(program, words, allowed);
      if (problem !== null) throw new OpsError('E_USAGE', problem);
      const detail = { program, arguments: words, timeoutMs: timeout, expect, file: identifyProgram(program) };
      return [{ action: 'run_program', target: [program, ...words].join(' '), detail, gain: null }];
    },
    async precheck(step) {
      try {
        check(step);
        return null;
      } catch (error) {
        return errorText(error);
      }
    },
    run: (step, { signal }) =>
      timed(async () => {
        const { program, arguments: words, timeoutMs, expect } = check(step);
        if (signal.aborted) return { ok: false, text: 'stopped before' };
        const ended = await runCommand([program, ...words], { cwd: '/', env: cleanEnvironment(), limitMs: timeoutMs });
        const ok = ended.code !== null && expect.includes(ended.code) && !ended.overdue;
        const end = ended.overdue ? `ended after ${timeoutMs / 1_000} s, its time` : (ended.failure ?? '');
        return { ok, exitCode: ended.code, text: [ended.said, end].filter((part) => part !== '').join('\n') };
      }),
    undo: null,
  };
}

export const runProgram = runProgramFrom(ALLOWED_PROGRAMS);

function thaw(step: PlannedStep): Frozen {
  const { program, arguments: words, timeoutMs, expect, file } = step.detail as Partial<Frozen>;
  const whole =
    typeof program === 'string' &&
    Array.isArray(words) &&
    words.every((word) => typeof word === 'string' && !word.includes('\0')) &&
    typeof timeoutMs === 'number' &&
    timeoutMs > 0 &&
    Array.isArray(expect) &&
    typeof file === 'object' &&
    file !== null;
  if (!whole) throw new OpsError('E_CORRUPT', `The step ${step.target} names no program that can be understood`);
  return { program, arguments: words, timeoutMs, expect, file };
}
