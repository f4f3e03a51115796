import { setTimeout as delay } from 'node:timers/promises';
import { processesWith } from '../process/cookie.ts';
import { type Owner, ownerOf, ownerState } from '../process/identity.ts';

/** Requests that come within so long share one look at the process table: stopping a hundred agents costs one. */
const GATHER_MS = 5;
const GRACE_MS = 1_000;
const LOOK_EVERY_MS = 10;

let gathered: Map<string, Promise<number>> | null = null;

/**
 * Ends what a run started and what left its process group (setsid, a second fork): known by the run's id in its environment. Asked
 * first, killed after a second. Returns how many there were.
 */
export function sweepRun(runId: string): Promise<number> {
  gathered ??= gather();
  const batch = gathered;
  const known = batch.get(runId);
  if (known !== undefined) return known;
  const { promise, resolve } = newPromise();
  batch.set(runId, promise);
  waiting.set(runId, resolve);
  return promise;
}

const waiting = new Map<string, (count: number) => void>();

function newPromise(): { promise: Promise<number>; resolve: (count: number) => void } {
  let resolve: (count: number) => void = () => {};
  const promise = new Promise<number>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function gather(): Map<string, Promise<number>> {
  const batch = new Map<string, Promise<number>>();
  setTimeout(() => {
    gathered = null;
    const runs = [...batch.keys()];
    const found = processesWith('OPS_RUN_ID', runs);
    for (const runId of runs) void endAll(found.get(runId) ?? []).then((count) => finish(runId, count));
  }, GATHER_MS);
  return batch;
}

function finish(runId: string, count: number): void {
  waiting.get(runId)?.(count);
  waiting.delete(runId);
}

async function endAll(pids: readonly number[]): Promise<number> {
  const owners = pids.map(ownerOf).filter((owner): owner is Owner => owner !== null);
  signal(owners, 'SIGTERM');
  const deadline = performance.now() + GRACE_MS;
  while (owners.some(lives)) {
    if (performance.now() > deadline) {
      signal(owners, 'SIGKILL');
      break;
    }
    await delay(LOOK_EVERY_MS);
  }
  return owners.length;
}

function lives(owner: Owner): boolean {
  return ownerState(owner) === 'live';
}

function signal(owners: readonly Owner[], name: NodeJS.Signals): void {
  for (const owner of owners.filter(lives)) {
    try {
      process.kill(owner.pid, name);
    } catch {
      // It ended between the look and the signal.
    }
  }
}
