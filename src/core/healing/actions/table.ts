import type { ActionTable, ActionType } from '../action.ts';
import { compressFiles } from './compress-files.ts';
import { httpCall } from './http-call.ts';
import { notify } from './notify.ts';
import { ALLOWED_PROGRAMS, type AllowedProgram } from './programs.ts';
import { removeFiles } from './remove-files.ts';
import { restartAgent } from './restart-agent.ts';
import { restartUnit } from './restart-unit.ts';
import { rotate } from './rotate.ts';
import { runProgram, runProgramFrom } from './run-program.ts';
import type { ActionName } from './settings.ts';
import { signalProcess } from './signal-process.ts';
import { truncateFile } from './truncate-file.ts';
import { wait } from './wait.ts';

/** Every action there is: a playbook can do nothing else. What each takes is in settings.ts, which loads zod. */
const BY_NAME: Record<ActionName, ActionType<never>> = {
  remove_files: removeFiles,
  compress_files: compressFiles,
  rotate,
  truncate_file: truncateFile,
  restart_agent: restartAgent,
  restart_unit: restartUnit,
  signal_process: signalProcess,
  http_call: httpCall,
  run_program: runProgram,
  notify,
  wait,
};

export const ACTIONS: ActionTable = new Map(Object.entries(BY_NAME));

/** The same, with programs of the configuration besides those that are allowed anyway. */
export function actionsWith(programs: readonly AllowedProgram[]): ActionTable {
  const runs: ActionType<never> = runProgramFrom([...ALLOWED_PROGRAMS, ...programs]);
  return new Map(Object.entries({ ...BY_NAME, run_program: runs }));
}
