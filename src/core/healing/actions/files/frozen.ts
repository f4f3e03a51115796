import { OpsError } from '../../../errors.ts';
import type { PlannedStep } from '../../action.ts';
import type { Found } from './find-files.ts';
import {
  closeFolder,
  type FileIdentity,
  type Folder,
  isEntryName,
  isWithin,
  openFolder,
  openWithin,
  placeOf,
} from './folder.ts';

/** A file that a plan names, in so few words that ten thousand fit a plan. */
export interface FrozenFile {
  name: string;
  inode: string;
  bytes: number;
  /** Nanoseconds since 1970. */
  modified: string;
}

export interface FrozenFolder {
  /** From the root; empty: the root itself. */
  path: string[];
  inode: string;
  files: FrozenFile[];
}

/** The files of one root, as the detail of a step. */
export interface FrozenFiles {
  root: string;
  device: string;
  inode: string;
  /** Processes of other users that may not be looked into: `keep` leaves every file that one of them could have open. */
  unseen: 'keep' | 'accept';
  folders: FrozenFolder[];
}

export function freeze(root: Folder, found: readonly Found[], unseen: FrozenFiles['unseen']): FrozenFiles {
  const folders = new Map<string, FrozenFolder>();
  for (const { folder, folderInode, name, inode, bytes, modified } of found) {
    const key = folder.join('/');
    const known = folders.get(key) ?? { path: [...folder], inode: folderInode, files: [] };
    known.files.push({ name, inode, bytes, modified });
    folders.set(key, known);
  }
  return { root: root.path, device: root.device, inode: root.inode, unseen, folders: [...folders.values()] };
}

/** Reads back what a step was frozen as. What was tampered with is an error, never another file. */
export function thaw(step: PlannedStep): FrozenFiles {
  const { root, device, inode, unseen, folders } = step.detail as Partial<FrozenFiles>;
  const whole =
    isWholePath(root) &&
    typeof device === 'string' &&
    typeof inode === 'string' &&
    (unseen === 'keep' || unseen === 'accept') &&
    Array.isArray(folders) &&
    folders.every(isFrozenFolder);
  if (!whole)
    throw new OpsError('E_CORRUPT', `The step ${step.action} ${step.target} names no files that can be understood`);
  return { root, device, inode, unseen, folders };
}

function isWholePath(path: unknown): path is string {
  return typeof path === 'string' && path.startsWith('/') && path.slice(1).split('/').every(isEntryName);
}

function isFrozenFolder(value: unknown): value is FrozenFolder {
  const { path, inode, files } = (value ?? {}) as Partial<FrozenFolder>;
  return (
    Array.isArray(path) &&
    path.every(isEntryName) &&
    typeof inode === 'string' &&
    Array.isArray(files) &&
    files.every(isFrozenFile)
  );
}

function isFrozenFile(value: unknown): value is FrozenFile {
  const { name, inode, bytes, modified } = (value ?? {}) as Partial<FrozenFile>;
  return isEntryName(name) && typeof inode === 'string' && typeof bytes === 'number' && typeof modified === 'string';
}

/** Opens the root of a plan, which must be the same folder as then. @throws OpsError */
export function openRoot({ root, device, inode }: FrozenFiles): Folder {
  const folder = openFolder(root);
  if (folder.device === device && folder.inode === inode) return folder;
  closeFolder(folder);
  throw new OpsError('E_FILE', `${root} is another folder than when the plan was made`);
}

/** Opens a folder of a plan below its root, link by link; a text where it is not the same, or not there. */
export function openFrozen(root: Folder, { path, inode }: FrozenFolder): Folder | string {
  let folder = root;
  for (const name of path) {
    const above = folder;
    try {
      folder = openWithin(above, name);
    } catch (error) {
      return error instanceof OpsError ? 'its folder is gone or a link' : String(error);
    } finally {
      if (above !== root) closeFolder(above);
    }
  }
  if (folder.inode === inode && folder.device === root.device && folder.mount === root.mount) return folder;
  if (folder !== root) closeFolder(folder);
  return 'its folder is another one now';
}

/** Why an entry is not the file that the plan names; null: it is. */
export function changeOf(entry: FileIdentity | null, root: Folder, file: FrozenFile): string | null {
  if (entry === null) return 'it is gone';
  if (entry.kind !== 'file' || entry.device !== root.device || entry.inode !== file.inode)
    return 'it is another file now';
  if (entry.links !== 1) return 'it has several names';
  return entry.bytes === file.bytes && entry.modified === file.modified ? null : 'it was written to';
}

/** Whether the folders still lie where the plan found them, whatever was renamed since they were opened. */
export function isInPlace(folder: Folder, root: Folder): boolean {
  return placeOf(root) === root.path && isWithin(folder, root);
}
