import { readdirSync, readFileSync } from 'node:fs';

const NUMBER = /^\d+$/;

/**
 * Pids of the processes whose environment has a variable with one of these values, by value: they are found whatever became of their
 * parent and process group. Linux only (3 to 4 ms for 170 processes, however many values); elsewhere none is found.
 */
export function processesWith(variable: string, values: readonly string[]): Map<string, number[]> {
  const found = new Map<string, number[]>(values.map((value) => [value, []]));
  if (process.platform !== 'linux' || values.length === 0) return found;
  const prefix = Buffer.from(`${variable}=`);
  for (const name of readdirSync('/proc')) {
    if (!NUMBER.test(name)) continue;
    const value = readVariable(name, prefix);
    if (value !== null) found.get(value)?.push(Number(name));
  }
  return found;
}

function readVariable(pid: string, prefix: Buffer): string | null {
  let environment: Buffer;
  try {
    environment = readFileSync(`/proc/${pid}/environ`);
  } catch {
    // It ended meanwhile, or belongs to another user: none of ours.
    return null;
  }
  let start = environment.indexOf(prefix);
  while (start > 0 && environment[start - 1] !== 0) start = environment.indexOf(prefix, start + 1);
  if (start === -1) return null;
  const end = environment.indexOf(0, start);
  return environment.toString('latin1', start + prefix.length, end === -1 ? environment.length : end);
}

/** Pids that carry a session's id. */
export function processesOfSession(sessionId: string): number[] {
  return processesWith('OPS_SESSION_ID', [sessionId]).get(sessionId) ?? [];
}
