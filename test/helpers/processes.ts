import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { layout } from '../../src/core/files/layout.ts';
import { type Owner, ownerOf, ownerState } from '../../src/core/process/identity.ts';
import { listRecords } from '../../src/core/sessions/registry.ts';

const LIMIT_MS = 15_000;

/** Waits until `condition` answers neither undefined, null nor false, and returns what it answered. */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  options: { what?: string; limitMs?: number; everyMs?: number } = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + (options.limitMs ?? LIMIT_MS);
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== null && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`waited in vain for ${options.what ?? condition.toString()}`);
    await delay(options.everyMs ?? 20);
  }
}

/** Every process that carries the workspace in its environment, by the program or by what it started. Linux. */
export function processesIn(root: string): Owner[] {
  const cookie = `\0OPS_WORKSPACE=${root}\0`;
  const owners: Owner[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    try {
      if (!`\0${readFileSync(`/proc/${name}/environ`, 'latin1')}\0`.includes(cookie)) continue;
    } catch {
      continue;
    }
    const owner = ownerOf(Number(name));
    if (owner !== null) owners.push(owner);
  }
  return owners;
}

/** Who the registry says runs. A test may have written itself, or who started it, into a record. */
function registered(root: string): Owner[] {
  const ours = [process.pid, process.ppid];
  return listRecords(layout(root)).records.flatMap(({ owner }) =>
    owner === null || ours.includes(owner.pid) ? [] : [owner],
  );
}

/** Ends a process, after making sure that it still is who it was, and waits until it is gone. */
export async function endProcess(owner: Owner, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (ownerState(owner) !== 'live') return;
  try {
    process.kill(owner.pid, signal);
  } catch {
    // Gone between the look and the signal.
  }
  await waitFor(() => ownerState(owner) !== 'live', { what: `the end of process ${owner.pid}`, everyMs: 5 });
}

/** Ends everything that runs in a workspace: what the registry knows, and what the environment gives away. */
export async function endProcessesOf(root: string): Promise<void> {
  // Again, because one that is ended may just have started another.
  for (let round = 0; round < 20; round += 1) {
    const owners = [...processesIn(root), ...registered(root)].filter((owner) => ownerState(owner) === 'live');
    if (owners.length === 0) return;
    await Promise.all(owners.map((owner) => endProcess(owner)));
  }
  throw new Error(`processes go on being started in ${root}`);
}
