import { spawn } from 'node:child_process';
import { writeInput } from '../../../core/keeper/keeper.ts';
import type { Desk } from '../desk.ts';
import { cwdOf, launchEnvironment } from '../launch.ts';
import type { Unit } from '../unit.ts';
import type { Answer } from './carry-out.ts';

const LIMIT_MS = 60_000;
const REPLY_LIMIT_BYTES = 32 * 1024;

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
function toCommand(desk: Desk, unit: Unit, command: readonly string[], text: string): Promise<Answer> {
  const [file = '', ...args] = command;
  return new Promise((resolve) => {
    const env = { ...launchEnvironment(unit), OPS_WORKSPACE: desk.at.root, OPS_AGENT_ID: unit.id };
    const child = spawn(file, args, { cwd: cwdOf(desk, unit), env, timeout: LIMIT_MS, killSignal: 'SIGKILL' });
    const chunks: Buffer[] = [];
    let size = 0;
    const keep = (chunk: Buffer) => {
      if (size < REPLY_LIMIT_BYTES) chunks.push(chunk.subarray(0, REPLY_LIMIT_BYTES - size));
      size += chunk.length;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.stdin.on('error', () => {});
    child.stdin.end(text);
    child.on('error', (error) => resolve({ status: 'error', text: `${file} could not be started: ${error.message}` }));
    child.on('close', (code, signal) => {
      const said = Buffer.concat(chunks).toString('utf8').trim();
      if (code === 0) resolve({ status: 'ok', text: said === '' ? 'done, without a word' : said });
      else
        resolve({
          status: 'error',
          text: `${file} ${signal === null ? `exited with ${code}` : `was ended by ${signal}`}${said === '' ? '' : `: ${said}`}`,
        });
    });
  });
}
