import { type Owner, readProcessStat } from './identity.ts';
import { signalOwner } from './signal.ts';
import { processTree } from './tree.ts';

/** A stop reaches a process that runs on another core a moment later; one in a system call finishes that first. */
const PATIENCE_MS = 50;
const STOPPED = new Set(['T', 't', 'Z', 'X']);
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Stops a session's processes and returns when they stand still; false where some did not within 50 ms. `thaw` lets them go on. */
export function freeze(owner: Owner): boolean {
  if (!signalOwner(owner, 'SIGSTOP')) return true;
  const deadline = performance.now() + PATIENCE_MS;
  while (!standsStill(owner)) {
    if (performance.now() > deadline) return false;
    Atomics.wait(sleeper, 0, 0, 0.2);
  }
  return true;
}

function standsStill(owner: Owner): boolean {
  if (process.platform !== 'linux') return true;
  return processTree(owner.pid).every((pid) => {
    const stat = readProcessStat(pid);
    // What left the group was not stopped, and is not waited for.
    return stat === null || stat.groupId !== owner.pid || STOPPED.has(stat.state);
  });
}

export function thaw(owner: Owner): void {
  signalOwner(owner, 'SIGCONT');
}
