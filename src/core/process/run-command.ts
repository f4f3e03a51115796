import { type ChildProcess, spawn } from 'node:child_process';
import { errorText } from '../errors.ts';

export interface CommandRun {
  cwd: string;
  env: NodeJS.ProcessEnv;
  limitMs: number;
  /** Its standard input; without it the command gets none. */
  input?: string;
}

export interface CommandEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** It was ended because its time was over. */
  overdue: boolean;
  /** What it printed, the first bytes of both streams; the rest is read and thrown away. */
  said: string;
  /** Why there was no process at all. */
  failure: string | null;
}

const SAID_LIMIT_BYTES = 32 * 1024;
/** After the end of the command its output may still be under way; what a process that it left behind writes is not waited for. */
const OUTPUT_GRACE_MS = 100;

/**
 * Runs a command to its end or the end of its time, and leaves nothing of it behind: it leads a group of its own, which is killed when
 * the command has ended. So neither a child that holds its output open nor one that outlives it keeps the caller waiting. Never throws.
 */
export function runCommand(command: readonly string[], options: CommandRun): Promise<CommandEnd> {
  const [file = '', ...args] = command;
  const { cwd, env, limitMs, input } = options;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let overdue = false;
    let grace: NodeJS.Timeout | undefined;
    const said = () => Buffer.concat(chunks).toString('utf8').trim();
    let child: ChildProcess;
    try {
      child = spawn(file, args, {
        cwd,
        env,
        detached: true,
        stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      });
    } catch (error) {
      resolve({ code: null, signal: null, overdue, said: '', failure: errorText(error) });
      return;
    }
    const timer = setTimeout(() => {
      overdue = true;
      killGroup(child);
    }, limitMs);
    const end = (code: number | null, signal: NodeJS.Signals | null, failure: string | null) => {
      clearTimeout(timer);
      clearTimeout(grace);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({ code, signal, overdue, said: said(), failure });
    };
    const keep = (chunk: Buffer) => {
      if (size < SAID_LIMIT_BYTES) chunks.push(chunk.subarray(0, SAID_LIMIT_BYTES - size));
      size += chunk.length;
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    child.on('error', (error) => end(null, null, error.message));
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      killGroup(child);
      grace = setTimeout(() => end(code, signal, null), OUTPUT_GRACE_MS);
    });
    child.on('close', (code, signal) => end(code, signal, null));
  });
}

/** The group outlives its leader while it has members, and its number is not given away so long. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}
