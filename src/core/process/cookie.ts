import { readdirSync, readFileSync } from 'node:fs';

const NUMBER = /^\d+$/;

/**
 * Pids of the processes that carry a session's id in their environment: found whatever became of their parent and process group.
 * Linux only (3 to 4 ms for 170 processes); elsewhere none is found.
 */
export function processesOfSession(sessionId: string): number[] {
  if (process.platform !== 'linux') return [];
  const cookie = Buffer.from(`\0OPS_SESSION_ID=${sessionId}\0`);
  const pids: number[] = [];
  for (const name of readdirSync('/proc')) {
    if (!NUMBER.test(name)) continue;
    try {
      const environment = readFileSync(`/proc/${name}/environ`);
      if (Buffer.concat([Buffer.of(0), environment, Buffer.of(0)]).includes(cookie)) pids.push(Number(name));
    } catch {
      // It ended meanwhile, or belongs to another user: none of ours.
    }
  }
  return pids;
}
