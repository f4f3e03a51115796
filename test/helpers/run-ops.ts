import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** The project's root, and the built program in it. */
export const PROJECT = join(import.meta.dirname, '..', '..');
export const PROGRAM = join(PROJECT, 'bin', 'ops.js');

export interface RunOptions {
  /** The workspace's folder, given to the program as OPS_WORKSPACE. */
  workspace?: string;
  cwd?: string;
  /** Added to an environment that holds nothing but PATH, HOME and the workspace. */
  env?: Record<string, string | undefined>;
  /** Standard input; without it the program gets none. */
  input?: string;
  /** Ended by SIGKILL after so long; the run then has that signal. */
  limitMs?: number;
}

export interface Ran {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

const LIMIT_MS = 60_000;

/** Nothing of the caller's settings: a colour variable or a workspace of the person who runs the tests changes no outcome. */
export function cleanEnvironment(options: RunOptions): Record<string, string> {
  const given = { PATH: process.env.PATH, HOME: options.cwd ?? tmpdir(), OPS_WORKSPACE: options.workspace, TZ: 'UTC' };
  const all = { ...given, ...options.env };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Starts the built program and leaves it running. */
export function startOps(args: readonly string[], options: RunOptions = {}): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: cleanEnvironment(options),
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
}

/** Runs the built program to its end. */
export async function runOps(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = startOps(args, options);
  child.stdin?.on('error', () => {}).end(options.input);
  const timer = setTimeout(() => child.kill('SIGKILL'), options.limitMs ?? LIMIT_MS);
  const exited = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject).on('exit', (code, signal) => resolve([code, signal]));
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the program was started without pipes');
  const [out, err, [code, signal]] = await Promise.all([text(stdout), text(stderr), exited]);
  clearTimeout(timer);
  return { code, signal, stdout: out, stderr: err };
}

/** Runs a command with --json and returns what it printed. @throws when that is no JSON. */
export async function runJson<T>(args: readonly string[], options: RunOptions = {}): Promise<Ran & { data: T }> {
  const ran = await runOps([...args, '--json'], options);
  try {
    return { ...ran, data: JSON.parse(ran.stdout) as T };
  } catch {
    throw new Error(`ops ${args.join(' ')} printed no JSON (exit ${ran.code}): ${ran.stdout}\n${ran.stderr}`);
  }
}
