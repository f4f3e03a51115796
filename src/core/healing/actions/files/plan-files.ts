import { statSync } from 'node:fs';
import { errorText } from '../../../errors.ts';
import { bytesText } from '../../../metrics/plot/format.ts';
import type { ActionContext, PlannedStep } from '../../action.ts';
import type { Settings } from '../settings.ts';
import { type Found, findFiles } from './find-files.ts';
import { closeFolder, type Folder, identify, identifyEntry, openFolder, unlessMissing } from './folder.ts';
import { changeOf, type FrozenFiles, freeze, openFrozen, openRoot, thaw } from './frozen.ts';
import { findOpenFiles } from './open-files.ts';
import { assertRoot } from './root.ts';

type FileSettings = Settings<'remove_files'>;

export interface Chosen {
  frozen: FrozenFiles;
  files: Found[];
  bytes: number;
  /** What was passed over, by reason. */
  passed: Map<string, number>;
}

const MEGABYTE = 1_000_000;

/** The files of each root that the settings mean, oldest first, as far as the limits go. Nothing is touched. */
export async function chooseFiles(
  settings: FileSettings,
  context: ActionContext,
  fits: (file: Found) => boolean = () => true,
): Promise<Chosen[]> {
  const chosen: Chosen[] = [];
  let files = settings.max_files;
  let bytes = settings.max_megabytes * MEGABYTE;
  const open = findOpenFiles();
  const spared = new Set([workspaceKey(context.at.root)]);
  const seen = new Set<string>();
  for (const path of settings.roots.map((root) => assertRoot(root, context.at))) {
    const root = await unlessMissing(null, () => openFolder(path));
    if (root === null) continue;
    try {
      const wanted = {
        names: settings.names,
        except: settings.except,
        olderThanMs: settings.older_than,
        ageOf: settings.age_of,
        depth: settings.depth,
      };
      const { files: found, passed } = await findFiles(root, wanted, context.now(), { signal: context.signal, spared });
      const taken: Found[] = [];
      for (const file of found.filter(fits).sort((one, other) => one.since - other.since)) {
        const key = `${file.device}:${file.inode}`;
        if (seen.has(key)) continue;
        if (open.has(file)) count(passed, 'it is open');
        else if (files < 1 || file.bytes > bytes) count(passed, 'over the limit');
        else {
          seen.add(key);
          taken.push(file);
          files -= 1;
          bytes -= file.bytes;
        }
      }
      const sum = taken.reduce((total, file) => total + file.bytes, 0);
      chosen.push({ frozen: freeze(root, taken, settings.unseen_processes), files: taken, bytes: sum, passed });
    } finally {
      closeFolder(root);
    }
  }
  return chosen.filter(({ files: taken }) => taken.length > 0);
}

function workspaceKey(path: string): string {
  const { device, inode } = identify(statSync(path, { bigint: true }));
  return `${device}:${inode}`;
}

function count(passed: Map<string, number>, reason: string): void {
  passed.set(reason, (passed.get(reason) ?? 0) + 1);
}

/** `1.2 GB in 318 files`. */
export function amount(files: number, bytes: number): string {
  return `${bytesText(bytes)} in ${files} ${files === 1 ? 'file' : 'files'}`;
}

/** `3 too young, 1 a link`; empty where there is nothing to say. */
export function reasons(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([reason, many]) => `${many} × ${reason}`).join(', ');
}

/** Null where the root is the same and at least one of the files is as it was. */
export function precheckFiles(step: PlannedStep, context: ActionContext): string | null {
  try {
    const frozen = thaw(step);
    assertRoot(frozen.root, context.at);
    const root = openRoot(frozen);
    try {
      return someFit(frozen, root) ? null : 'none of its files is as it was when the plan was made';
    } finally {
      closeFolder(root);
    }
  } catch (error) {
    return errorText(error);
  }
}

function someFit(frozen: FrozenFiles, root: Folder): boolean {
  return frozen.folders.some((each) => {
    const folder = openFrozen(root, each);
    if (typeof folder === 'string') return false;
    try {
      return each.files.some((file) => changeOf(identifyEntry(folder, file.name), root, file) === null);
    } finally {
      if (folder !== root) closeFolder(folder);
    }
  });
}
