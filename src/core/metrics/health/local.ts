import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { errorCode } from '../../errors.ts';
import { oneLine } from '../../text/control.ts';
import type { HealthCheckOf } from '../health-check-schema.ts';
import { readProcessStats } from '../linux/processes.ts';
import { readUnitState } from '../linux/units.ts';
import type { Probe } from './finding.ts';

/** The kernel keeps 15 bytes of a process's name. */
const NAME_BYTES = 15;

/** Checks that run together look at the processes once: each look costs 15 us a process. */
const FRESH_MS = 500;
let looked: { at: number; names: Promise<string[]> } | null = null;

function processNames(): Promise<string[]> {
  const now = performance.now();
  if (looked === null || now - looked.at > FRESH_MS) looked = { at: now, names: readProcessNames() };
  return looked.names;
}

async function readProcessNames(): Promise<string[]> {
  if (process.platform === 'linux')
    return readProcessStats('/proc').flatMap(({ name, state }) => (state === 'Z' || state === 'X' ? [] : [name]));
  const { default: library } = await import('systeminformation');
  return (await library.processes()).list.map(({ name }) => name);
}

export const probeProcess: Probe<HealthCheckOf<'process'>> = async (check) => {
  const wanted = check.process.slice(0, process.platform === 'linux' ? NAME_BYTES : undefined);
  const value = (await processNames()).filter((name) => name === wanted).length;
  const message = value === 0 ? `no process ${check.process} runs` : `${value} of ${check.process} run`;
  const ok = value >= check.min_count && (check.max_count === undefined || value <= check.max_count);
  const range =
    check.max_count === undefined ? `at least ${check.min_count}` : `${check.min_count} to ${check.max_count}`;
  return { ok, value, message: ok ? message : `${message} (expected ${range})` };
};

export const probeService: Probe<HealthCheckOf<'service'>> = async (check, signal) => {
  const unit = check.unit.includes('.') ? check.unit : `${check.unit}.service`;
  const state = await readUnitState(unit, signal);
  return { ok: state === 'active' || state === 'reloading', message: `${unit} is ${state}` };
};

export const probeFile: Probe<HealthCheckOf<'file'>> = async (check) => {
  try {
    const { mtimeMs, size } = await stat(check.path);
    const age = Math.max(0, Math.round((Date.now() - mtimeMs) / 1_000));
    const fail = (message: string) => ({ ok: false, value: age, message: `${check.path} ${message}` });
    if (check.max_age_seconds !== undefined && age > check.max_age_seconds)
      return fail(`was changed ${age} s ago (threshold: ${check.max_age_seconds} s)`);
    if (size < check.min_bytes) return fail(`holds ${size} bytes (threshold: ${check.min_bytes})`);
    if (check.max_bytes !== undefined && size > check.max_bytes)
      return fail(`holds ${size} bytes (threshold: ${check.max_bytes})`);
    return { ok: true, value: age, message: `${check.path} was changed ${age} s ago` };
  } catch (error) {
    const reason = errorCode(error) === 'ENOENT' ? 'is not there' : `cannot be read (${errorCode(error) ?? 'error'})`;
    return { ok: false, message: `${check.path} ${reason}` };
  }
};

/** What is kept of a command's output. */
const OUTPUT_BYTES = 64 * 1_024;

/** Runs the program in a process group of its own, so that what it started ends with it. */
export const probeCommand: Probe<HealthCheckOf<'command'>> = async (check, signal) => {
  const [program = '', ...args] = check.command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const chunks: Buffer[] = [];
  let kept = 0;
  const keep = (chunk: Buffer) => {
    if (kept < OUTPUT_BYTES) chunks.push(chunk.subarray(0, OUTPUT_BYTES - kept));
    kept += chunk.length;
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const stop = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended in this moment.
    }
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const { code, by } = await new Promise<{ code: number | null; by: NodeJS.Signals | null }>((resolve, reject) => {
      child.once('error', reject).once('exit', (exitCode, by) => setImmediate(() => resolve({ code: exitCode, by })));
    });
    const output = Buffer.concat(chunks).toString('utf8');
    const said = oneLine(output).trim().slice(0, 200);
    const ended = by === null ? `exit code ${code}` : `ended by ${by}`;
    const message = said === '' ? ended : `${ended}: ${said}`;
    const expected = check.expected_exit_code;
    if (code !== expected)
      return { ok: false, ...(code === null ? {} : { value: code }), message: `${message} (expected ${expected})` };
    const matches = check.output_pattern === undefined || new RegExp(check.output_pattern, 'u').test(output);
    if (!matches)
      return { ok: false, value: code, message: `${message}, which does not match ${check.output_pattern}` };
    return { ok: true, value: code, message };
  } finally {
    signal.removeEventListener('abort', stop);
    // A child that left something running behind it would hold the pipe open.
    stop();
    child.stdout.destroy();
    child.stderr.destroy();
  }
};
