import { errorCode } from '../errors.ts';
import { type Owner, ownerState } from './identity.ts';

/** Signals a process group; false where there is no such group any more. */
export function signalGroup(groupId: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-groupId, signal);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    throw error;
  }
}

/** Signals the whole process group of an owner, after making sure that the group is still its own. */
export function signalOwner(owner: Owner, signal: NodeJS.Signals): boolean {
  return ownerState(owner) === 'live' && signalGroup(owner.pid, signal);
}
