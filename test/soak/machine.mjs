// What a soak needs of the machine: processes of a workspace, found by their environment, and numbers that a seed repeats.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function stateOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], group: Number(fields[2]) };
  } catch {
    return null;
  }
}

/** Living processes that carry the workspace in their environment, with the session and run that they belong to. */
export function processesOf(root) {
  const found = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    let environment;
    try {
      environment = readFileSync(`/proc/${name}/environ`, 'latin1').split('\0');
    } catch {
      continue;
    }
    const read = (variable) => environment.find((one) => one.startsWith(`${variable}=`))?.slice(variable.length + 1);
    if (read('OPS_WORKSPACE') !== root) continue;
    const stat = stateOf(name);
    if (stat === null || stat.state === 'Z' || stat.state === 'X') continue;
    const pid = Number(name);
    found.push({ pid, session: read('OPS_SESSION_ID'), run: read('OPS_RUN_ID'), leads: stat.group === pid });
  }
  return found;
}

export function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** Ends each process of a workspace by its own pid, until there is none. Returns how many there were. */
export async function endAll(root) {
  let ended = 0;
  for (let round = 0; round < 50; round += 1) {
    const left = processesOf(root);
    if (left.length === 0) break;
    for (const { pid } of left) if (kill(pid)) ended += 1;
    await delay(20);
  }
  return ended;
}

/** Waits until `condition` holds; false when the time is over first. */
export async function within(milliseconds, condition) {
  const deadline = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await delay(100);
  }
  return true;
}
