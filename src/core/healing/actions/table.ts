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
import { type ActionName, settingsOf } from './settings.ts';
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

/** Each reads its settings itself before it plans: what a playbook leaves out has its default, what is wrong is named. */
function tableOf(actions: Record<ActionName, ActionType<never>>): ActionTable {
  return new Map(Object.entries(actions).map(([name, action]) => [name, reading(name as ActionName, action)]));
}

function reading(name: ActionName, action: ActionType<never>): ActionType<unknown> {
  return {
    ...(action as ActionType<unknown>),
    plan: async (settings, context) => action.plan(settingsOf(name, settings) as never, context),
  };
}

export const ACTIONS: ActionTable = tableOf(BY_NAME);

/** The same, with programs of the configuration besides those that are allowed anyway. */
export function actionsWith(programs: readonly AllowedProgram[]): ActionTable {
  return tableOf({ ...BY_NAME, run_program: runProgramFrom([...ALLOWED_PROGRAMS, ...programs]) });
}
