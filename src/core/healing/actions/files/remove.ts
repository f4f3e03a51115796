import { renameSync, unlinkSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { errorCode, errorText } from '../../../errors.ts';
import { closeAside, makeAside, putBack, removeLeftOver } from './aside.ts';
import { closeFolder, entryPath, type FileIdentity, type Folder, identifyEntry } from './folder.ts';
import { changeOf, type FrozenFile, type FrozenFiles, isInPlace, openFrozen, openRoot } from './frozen.ts';
import { findOpenFiles, type OpenFiles } from './open-files.ts';

export interface Removal {
  files: number;
  bytes: number;
  /** What was left, by reason. */
  left: Map<string, number>;
}

/** One look at what is open answers for so many files. */
const BATCH = 256;
const FULL = new Set(['ENOSPC', 'EDQUOT']);

interface Work extends Removal {
  root: Folder;
  unseen: FrozenFiles['unseen'];
}

/**
 * Removes the files of a plan. Each is first moved into a folder that only this user can enter, in one step, and looked at there: nobody
 * can replace it any more, nor open it by its name. What is another file than planned, or open, gets its place back; the rest is removed.
 */
export async function removeFrozen(plan: FrozenFiles, signal: AbortSignal): Promise<Removal> {
  const root = openRoot(plan);
  const work: Work = { root, unseen: plan.unseen, files: 0, bytes: 0, left: new Map() };
  try {
    for (const frozen of plan.folders) {
      for (let start = 0; start < frozen.files.length; start += BATCH) {
        await breathe();
        const files = frozen.files.slice(start, start + BATCH);
        if (signal.aborted) {
          leave(work, 'stopped before', files.length);
          continue;
        }
        const folder = openFrozen(root, frozen);
        if (typeof folder === 'string') {
          leave(work, folder, files.length);
          continue;
        }
        try {
          removeBatch(work, folder, files);
        } finally {
          if (folder !== root) closeFolder(folder);
        }
      }
    }
    removeLeftOver(root);
  } finally {
    closeFolder(root);
  }
  return { files: work.files, bytes: work.bytes, left: work.left };
}

function leave(work: Work, reason: string, count = 1): void {
  work.left.set(reason, (work.left.get(reason) ?? 0) + count);
}

function removeBatch(work: Work, folder: Folder, files: readonly FrozenFile[]): void {
  let waiting = files;
  while (waiting.length > 0) {
    let aside: Folder;
    try {
      aside = makeAside(work.root);
    } catch (error) {
      if (!FULL.has(errorCode(error) ?? '')) {
        leave(work, errorText(error), waiting.length);
        return;
      }
      // Not even a folder fits: one file goes without it, which makes the room.
      const [first, ...rest] = waiting;
      if (first !== undefined) removeInPlace(work, folder, first);
      waiting = rest;
      continue;
    }
    try {
      waiting = removeAside(work, folder, aside, waiting);
    } finally {
      closeAside(work.root, aside);
    }
  }
}

interface Moved {
  file: FrozenFile;
  as: string;
}

/** @returns the files for which there was no room aside; at least one fewer than were given. */
function removeAside(work: Work, folder: Folder, aside: Folder, files: readonly FrozenFile[]): readonly FrozenFile[] {
  const moved: Moved[] = [];
  let rest: readonly FrozenFile[] = [];
  for (const [index, file] of files.entries()) {
    const moving = moveAside(work, folder, aside, file, String(index));
    if (moving === 'moved') moved.push({ file, as: String(index) });
    else if (moving === 'full' && moved.length > 0) {
      rest = files.slice(index);
      break;
    } else if (moving === 'full') removeInPlace(work, folder, file);
  }
  const open = findOpenFiles();
  for (const { file, as } of moved) settle(work, folder, aside, file, as, open);
  return rest;
}

function moveAside(work: Work, folder: Folder, aside: Folder, file: FrozenFile, as: string): 'moved' | 'left' | 'full' {
  const before = unfitness(work, folder, file, identifyEntry(folder, file.name));
  if (before !== null) {
    leave(work, before);
    return 'left';
  }
  try {
    renameSync(entryPath(folder, file.name), entryPath(aside, as));
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (FULL.has(code)) return 'full';
    leave(work, code === 'ENOENT' ? 'it is gone' : errorText(error));
    return 'left';
  }
  // Between the look and the move another file may have taken the name, or the folder have left the root.
  const after = unfitness(work, folder, file, identifyEntry(aside, as));
  if (after === null) return 'moved';
  leave(work, putBack(aside, as, folder, file.name) ? after : `${after}; it waits in ${aside.path}`);
  return 'left';
}

function unfitness({ root }: Work, folder: Folder, file: FrozenFile, entry: FileIdentity | null): string | null {
  if (!isInPlace(folder, root)) return 'its folder was moved away';
  return changeOf(entry, root, file);
}

function settle(work: Work, folder: Folder, aside: Folder, file: FrozenFile, as: string, open: OpenFiles): void {
  const reason = openness(work, file, open) ?? changeOf(identifyEntry(aside, as), work.root, file);
  if (reason !== null) {
    leave(work, putBack(aside, as, folder, file.name) ? reason : `${reason}; it waits in ${aside.path}`);
    return;
  }
  unlinkSync(entryPath(aside, as));
  work.files += 1;
  work.bytes += file.bytes;
}

function openness(work: Work, file: FrozenFile, open: OpenFiles): string | null {
  if (open.has({ device: work.root.device, inode: file.inode })) return 'it is open';
  return open.unseen > 0 && work.unseen === 'keep' ? 'a process of another user may have it open' : null;
}

/** Where there is no room to move anything: looks and removes at once. What is removed is an entry of the open folder in any case. */
function removeInPlace(work: Work, folder: Folder, file: FrozenFile): void {
  const open = findOpenFiles();
  const reason = openness(work, file, open) ?? unfitness(work, folder, file, identifyEntry(folder, file.name));
  if (reason !== null) {
    leave(work, reason);
    return;
  }
  try {
    unlinkSync(entryPath(folder, file.name));
  } catch (error) {
    leave(work, errorText(error));
    return;
  }
  work.files += 1;
  work.bytes += file.bytes;
}
