import { opendirSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { matchesGlob } from '../../../alerts/rules/glob.ts';
import { errorText } from '../../../errors.ts';
import { closeFolder, type FileIdentity, type Folder, identifyEntry, isEntryName, openWithin } from './folder.ts';

export interface Wanted {
  /** `*` stands for any text. */
  names: readonly string[];
  except: readonly string[];
  olderThanMs: number;
  /** `newest`: the later of its last change and of its arrival under this name; an archive unpacks files with old times. */
  ageOf: 'newest' | 'modified';
  /** How many folders deep; 0: only those in the root itself. */
  depth: number;
}

export interface Found extends FileIdentity {
  /** The folders from the root to it. */
  folder: readonly string[];
  folderInode: string;
  name: string;
  /** Milliseconds since 1970 from which its age is counted. */
  since: number;
}

export interface Search {
  files: Found[];
  /** What was passed over, by reason. */
  passed: Map<string, number>;
}

/** Of a folder with more entries than this, and of a tree, only so many are looked at: 200 000 take about 2 s. */
const MOST_ENTRIES = 200_000;
/** The rest of the program is let through after so many. */
const BREATH = 2_000;

/** How the folders begin in which files wait for their removal; a crash may leave one behind. */
export const ASIDE = '.ops-removing-';

/** Looks for regular files below an open root. No link is followed, no other mount entered, nothing changed. */
export async function findFiles(root: Folder, wanted: Wanted, now: number, options: SearchOptions): Promise<Search> {
  const search: Search = { files: [], passed: new Map() };
  const budget = { entries: MOST_ENTRIES };
  await look(root, [], { root, wanted, now, search, budget, ...options });
  return search;
}

interface SearchOptions {
  signal: AbortSignal;
  /** Folders that are not entered, as `device:inode`. */
  spared: ReadonlySet<string>;
}

interface Walk extends SearchOptions {
  root: Folder;
  wanted: Wanted;
  now: number;
  search: Search;
  budget: { entries: number };
}

async function look(folder: Folder, parts: readonly string[], walk: Walk): Promise<void> {
  for (const name of await namesIn(folder, walk)) {
    const entry = identifyEntry(folder, name);
    if (entry === null) continue;
    if (entry.kind === 'folder') await lookInto(folder, name, parts, walk);
    else consider(entry, folder, name, parts, walk);
  }
}

async function namesIn(folder: Folder, walk: Walk): Promise<string[]> {
  const names: string[] = [];
  const list = opendirSync(`/proc/self/fd/${folder.descriptor}`, { encoding: 'buffer' as BufferEncoding });
  try {
    for (let entry = list.readSync(); entry !== null; entry = list.readSync()) {
      if (walk.budget.entries <= 0) {
        pass(walk, `not looked at: more than ${MOST_ENTRIES} entries`);
        break;
      }
      walk.budget.entries -= 1;
      if (walk.budget.entries % BREATH === 0) {
        await breathe();
        walk.signal.throwIfAborted();
      }
      const bytes = entry.name as unknown as Buffer;
      const name = bytes.toString('utf8');
      if (isEntryName(name) && Buffer.from(name).equals(bytes)) names.push(name);
      else pass(walk, 'its name is not UTF-8');
    }
  } finally {
    list.closeSync();
  }
  return names;
}

async function lookInto(above: Folder, name: string, parts: readonly string[], walk: Walk): Promise<void> {
  if (parts.length >= walk.wanted.depth && !name.startsWith(ASIDE)) return;
  let folder: Folder;
  try {
    folder = openWithin(above, name);
  } catch (error) {
    pass(walk, errorText(error));
    return;
  }
  try {
    if (folder.device !== walk.root.device || folder.mount !== walk.root.mount) pass(walk, 'another mount');
    else if (walk.spared.has(`${folder.device}:${folder.inode}`)) pass(walk, 'the workspace');
    else await look(folder, [...parts, name], walk);
  } finally {
    closeFolder(folder);
  }
}

function consider(entry: FileIdentity, folder: Folder, name: string, parts: readonly string[], walk: Walk): void {
  const { wanted, now } = walk;
  const leftOver = parts.some((part) => part.startsWith(ASIDE));
  const named = wanted.names.some((pattern) => matchesGlob(pattern, name));
  const excepted = wanted.except.some((pattern) => matchesGlob(pattern, name));
  if (!leftOver && (!named || excepted)) return;
  if (entry.kind !== 'file') {
    pass(walk, entry.kind === 'link' ? 'a link' : 'no regular file');
    return;
  }
  if (entry.device !== walk.root.device) {
    pass(walk, 'another mount');
    return;
  }
  // Its space is not free before the last of its names is gone, and the others may lie anywhere.
  if (entry.links !== 1) {
    pass(walk, 'it has several names');
    return;
  }
  const modified = Number(BigInt(entry.modified) / 1_000_000n);
  const changed = Number(BigInt(entry.changed) / 1_000_000n);
  const since = wanted.ageOf === 'newest' && !leftOver ? Math.max(modified, changed) : modified;
  if (now - since < wanted.olderThanMs) {
    pass(walk, 'too young');
    return;
  }
  walk.search.files.push({ ...entry, folder: parts, folderInode: folder.inode, name, since });
}

function pass(walk: Walk, reason: string): void {
  walk.search.passed.set(reason, (walk.search.passed.get(reason) ?? 0) + 1);
}
