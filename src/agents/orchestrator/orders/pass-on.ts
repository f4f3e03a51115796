import { writeInput } from '../../../core/keeper/keeper.ts';
import { runCommand } from '../../../core/process/run-command.ts';
import type { Desk } from '../desk.ts';
import { cwdOf, launchEnvironment } from '../launch.ts';
import type { Unit } from '../unit.ts';
import type { Answer } from './carry-out.ts';

const LIMIT_MS = 60_000;

/** A message for an agent that is no order: given to the agent itself, where it asks for that. */
export async function passOn(desk: Desk, unit: Unit, text: string, problem: string): Promise<Answer> {
  const { on_message: way } = unit.config;
  if (way === undefined) {
    const text = `${unit.id} takes only orders (restart, stop, start, pause, resume, run, status), and that is none: ${problem}. To have messages passed on, set its on_message.`;
    return { status: 'error', text };
  }
  return way === 'stdin' ? toInput(desk, unit, text) : toCommand(desk, unit, way, text);
}

function toInput(desk: Desk, unit: Unit, text: string): Answer {
  const runs = [...unit.runs.values()];
  if (runs.length === 0) return { status: 'error', text: `${unit.id} does not run; nothing was passed on` };
  const reached = runs.filter((run) => writeInput(desk.at, run.record.id, text)).length;
  if (reached === runs.length) return { status: 'ok', text: `Written to the standard input of ${unit.id}` };
  return {
    status: 'error',
    text: `${unit.id} does not read its standard input: ${reached} of ${runs.length} took the message`,
  };
}

/** Runs the agent's own command with the message on its standard input; what it prints is the reply. */
async function toCommand(desk: Desk, unit: Unit, command: readonly string[], text: string): Promise<Answer> {
  const env = { ...launchEnvironment(desk, unit), OPS_WORKSPACE: desk.at.root, OPS_AGENT_ID: unit.id };
  const ended = await runCommand(command, { cwd: cwdOf(desk, unit), env, limitMs: LIMIT_MS, input: text });
  const { code, signal, overdue, said, failure } = ended;
  const [file] = command;
  if (failure !== null) return { status: 'error', text: `${file} could not be started: ${failure}` };
  if (code === 0) return { status: 'ok', text: said === '' ? 'done, without a word' : said };
  const how = overdue
    ? `took longer than ${LIMIT_MS / 1_000} s`
    : code === null
      ? `was ended by ${signal}`
      : `exited with ${code}`;
  return { status: 'error', text: `${file} ${how}${said === '' ? '' : `: ${said}`}` };
}
