import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, opendirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { errorCode, OpsError } from '../../../errors.ts';
import { ASIDE } from './find-files.ts';
import { closeFolder, entryPath, type Folder, identifyEntry, openWithin } from './folder.ts';

/** Makes a folder in the root that only this user may enter, and holds it open. @throws with the system's code, such as ENOSPC. */
export function makeAside(root: Folder): Folder {
  const name = `${ASIDE}${randomUUID()}`;
  mkdirSync(entryPath(root, name), 0o700);
  const made = identifyEntry(root, name);
  const aside = openWithin(root, name);
  const own = made?.inode === aside.inode && made.owner === process.geteuid?.() && aside.device === root.device;
  if (own) return aside;
  closeFolder(aside);
  throw new OpsError('E_FILE', `${aside.path} was replaced as it was made`);
}

/** Removes the folder when it is empty; what could not be put back stays in it. */
export function closeAside(root: Folder, aside: Folder): void {
  closeFolder(aside);
  removeEmpty(root, aside.path.slice(aside.path.lastIndexOf('/') + 1));
}

function removeEmpty(root: Folder, name: string): void {
  try {
    rmdirSync(entryPath(root, name));
  } catch {
    // It holds something, or somebody renamed it: it is found by its name the next time.
  }
}

/** Removes the empty folders that a crash left behind. */
export function removeLeftOver(root: Folder): void {
  const left: string[] = [];
  const list = opendirSync(`/proc/self/fd/${root.descriptor}`);
  try {
    for (let entry = list.readSync(); entry !== null; entry = list.readSync()) {
      if (entry.name.startsWith(ASIDE) && entry.isDirectory()) left.push(entry.name);
    }
  } finally {
    list.closeSync();
  }
  for (const name of left) removeEmpty(root, name);
}

/** Gives a file that was moved aside its old place. Never replaces what has taken its name since; then it stays aside. */
export function putBack(aside: Folder, as: string, folder: Folder, name: string): boolean {
  const [from, to] = [entryPath(aside, as), entryPath(folder, name)];
  try {
    linkSync(from, to);
    unlinkSync(from);
    return true;
  } catch (error) {
    // A folder has no second name, and of another user's file the kernel makes none (fs.protected_hardlinks).
    if (errorCode(error) !== 'EPERM' || identifyEntry(folder, name) !== null) return false;
  }
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}
