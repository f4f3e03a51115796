import { OpsError } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { ownerState, ownOwner, sameOwner } from '../process/identity.ts';
import { hasEnded, type SessionRecord } from './record.ts';
import { readRecord, updateRecord } from './registry.ts';

/**
 * Makes this process the owner of a session. It is refused (exit 78) where another process lives as that session, so of two
 * orchestrators that were started at once one goes on and the other says whose workspace it is.
 */
export function claimSession(at: Layout, id: string): SessionRecord {
  const self = ownOwner();
  const record = updateRecord(at, id, (now) => {
    if (now === null || hasEnded(now.status)) return null;
    if (now.owner !== null && !sameOwner(now.owner, self) && ownerState(now.owner) !== 'dead') {
      const { pid, host } = now.owner;
      throw new OpsError(
        'E_OWNED',
        `Process ${pid} of ${host} is ${now.key} since ${now.startedAt ?? 'an unknown time'}`,
      );
    }
    return { ...now, status: 'running', owner: self, startedAt: now.startedAt ?? new Date().toISOString() };
  });
  if (record === null) throw new OpsError('E_NO_SESSION', `There is no session ${id}`);
  if (hasEnded(record.status)) throw new OpsError('E_NO_SESSION', `The session ${id} has ended: ${record.status}`);
  return record;
}

/**
 * Looks whether this process still is the session that it claimed. A record that broke or was removed meanwhile is written anew from
 * what its owner knows; one that names another process was lost to it, and only one of the two may go on.
 */
export function holdSession(at: Layout, session: SessionRecord): 'held' | 'restored' | 'lost' {
  const record = tryRead(at, session.id);
  if (record !== null) return sameOwner(record.owner, session.owner) ? 'held' : 'lost';
  let restored = false;
  const now = updateRecord(at, session.id, (found) => {
    restored = found === null;
    return found === null ? session : null;
  });
  if (restored) return 'restored';
  return sameOwner(now?.owner ?? null, session.owner) ? 'held' : 'lost';
}

function tryRead(at: Layout, id: string): SessionRecord | null {
  try {
    return readRecord(at, id);
  } catch (error) {
    if (error instanceof OpsError && error.code === 'E_CORRUPT') return null;
    throw error;
  }
}
