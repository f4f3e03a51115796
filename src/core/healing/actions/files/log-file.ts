import { closeSync, constants, ftruncateSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { errorText, OpsError } from '../../../errors.ts';
import type { ActionContext, PlannedStep } from '../../action.ts';
import { closeFolder, type FileIdentity, type Folder, isEntryName, openFolder } from './folder.ts';
import { openEntry } from './pack.ts';
import { assertRoot } from './root.ts';

/** A growing file, as the detail of a step: it may have grown since, but must be the same. */
export interface FrozenLog {
  path: string;
  device: string;
  inode: string;
  /** When the plan was made. */
  bytes: number;
}

const READ_WRITE = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export interface OpenLog {
  folder: Folder;
  name: string;
  descriptor: number;
  identity: FileIdentity;
}

/** Opens a file to be emptied, without a link anywhere in its path, and hands it on; closes it after. @throws OpsError */
export async function withLog<T>(
  path: string,
  context: ActionContext,
  use: (log: OpenLog) => T | Promise<T>,
): Promise<T> {
  const folder = openFolder(assertRoot(dirname(path), context.at));
  try {
    const name = basename(path);
    const { descriptor, identity } = openEntry(folder, name, READ_WRITE);
    try {
      if (identity.kind !== 'file') throw new OpsError('E_FILE', `${path} is no regular file`);
      // The other name may lie anywhere, and would be emptied with this one.
      if (identity.links !== 1) throw new OpsError('E_FILE', `${path} has several names`);
      return await use({ folder, name, descriptor, identity });
    } finally {
      closeSync(descriptor);
    }
  } finally {
    closeFolder(folder);
  }
}

export function thawLog(step: PlannedStep): FrozenLog {
  const { path, device, inode, bytes } = step.detail as Partial<FrozenLog>;
  const whole =
    typeof path === 'string' &&
    path.startsWith('/') &&
    path.slice(1).split('/').every(isEntryName) &&
    typeof device === 'string' &&
    typeof inode === 'string' &&
    typeof bytes === 'number';
  if (!whole)
    throw new OpsError('E_CORRUPT', `The step ${step.action} ${step.target} names no file that can be understood`);
  return { path, device, inode, bytes };
}

/** @throws OpsError where it is another file, or smaller than when the plan was made: somebody rotated it meanwhile. */
export function assertSame(frozen: FrozenLog, { identity }: OpenLog): void {
  if (identity.device !== frozen.device || identity.inode !== frozen.inode)
    throw new OpsError('E_FILE', `${frozen.path} is another file than when the plan was made`);
  if (identity.bytes < frozen.bytes)
    throw new OpsError('E_FILE', `${frozen.path} is smaller than when the plan was made: it was emptied already`);
}

/** Null where the file is the one that the plan names. */
export async function precheckLog(step: PlannedStep, context: ActionContext): Promise<string | null> {
  try {
    const frozen = thawLog(step);
    await withLog(frozen.path, context, (log) => assertSame(frozen, log));
    return null;
  } catch (error) {
    return errorText(error);
  }
}

/** Writers that append go on at the new beginning. */
export function empty({ descriptor }: OpenLog): void {
  ftruncateSync(descriptor, 0);
}
