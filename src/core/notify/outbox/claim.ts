import { readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { createFileAtomic, removeFile } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { withLock } from '../../files/lock.ts';
import { ownerState, ownOwner, parseOwner, sameOwner } from '../../process/identity.ts';

/** How long one whose owner cannot be judged from here (another container) is believed without a sign of life. */
const SILENCE_MS = 2 * 60_000;

/** How often this process holds the claim, by workspace. */
const held = new Map<string, number>();

function claimPath(at: Layout): string {
  return join(at.alerts, 'outbox', 'deliverer.json');
}

/**
 * One process at a time delivers, so that no message is sent twice and no channel sees two queues. Within a process it may be taken
 * several times. A dead holder's claim is nobody's. False: another process delivers.
 */
export function takeClaim(at: Layout): boolean {
  const count = held.get(at.root) ?? 0;
  if (count === 0 && !claimed(at)) return false;
  held.set(at.root, count + 1);
  return true;
}

/** A disk that is full or read-only is the very thing to be told: better twice than not at all. */
function claimed(at: Layout): boolean {
  try {
    return claimFile(at);
  } catch {
    return true;
  }
}

export function releaseClaim(at: Layout): void {
  const count = (held.get(at.root) ?? 0) - 1;
  if (count > 0) held.set(at.root, count);
  else {
    held.delete(at.root);
    removeFile(claimPath(at));
  }
}

/** Shows those who cannot see the process that it still works. */
export function touchClaim(at: Layout): void {
  try {
    const now = new Date();
    utimesSync(claimPath(at), now, now);
  } catch {
    // Removed by a person: then another process may deliver too, which costs a repetition at worst.
  }
}

function claimFile(at: Layout): boolean {
  const create = () =>
    createFileAtomic(claimPath(at), JSON.stringify(ownOwner()), { temporary: at.temporary, sync: false });
  if (create()) return true;
  const isOurs = () => holderState(at) === 'ours';
  if (isOurs()) return true;
  if (holderState(at) === 'live') return false;
  return withLock(at, 'outbox-deliverer', () => {
    // Another may have been faster.
    if (holderState(at) === 'live') return false;
    removeFile(claimPath(at));
    return create();
  });
}

function holderState(at: Layout): 'ours' | 'live' | 'gone' {
  try {
    const owner = parseOwner(JSON.parse(readFileSync(claimPath(at), 'utf8')));
    if (owner === null) return 'gone';
    if (sameOwner(owner, ownOwner())) return 'ours';
    const state = ownerState(owner);
    if (state === 'unknown') return Date.now() - statSync(claimPath(at)).mtimeMs > SILENCE_MS ? 'gone' : 'live';
    return state === 'live' ? 'live' : 'gone';
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return 'gone';
    throw error;
  }
}
