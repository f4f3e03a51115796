import { closeSync } from 'node:fs';
import { errorText } from '../../errors.ts';
import { bytesText } from '../../metrics/plot/format.ts';
import type { ActionContext, ActionType } from '../action.ts';
import { closeFolder, type Folder, openFolder } from './files/folder.ts';
import { changeOf, type FrozenFile, type FrozenFiles, isInPlace, openFrozen, openRoot, thaw } from './files/frozen.ts';
import { findOpenFiles } from './files/open-files.ts';
import { openEntry, packedShare, packInto, removeEntry } from './files/pack.ts';
import { amount, type Chosen, chooseFiles, precheckFiles, reasons } from './files/plan-files.ts';
import { removeFrozen } from './files/remove.ts';
import { assertRoot } from './files/root.ts';
import type { Settings } from './settings.ts';
import { timed } from './step-result.ts';

const MEGABYTE = 1_000_000;
/** What gains nothing by it. */
const PACKED = ['*.gz', '*.xz', '*.zst', '*.bz2', '*.zip', '*.tgz', '*.lz4', '*.br'];

/** Compresses old files, each into `<name>.gz` beside it. A file that is open, or whose packed name is taken, stays as it is. */
export const compressFiles: ActionType<Settings<'compress_files'>> = {
  name: 'compress_files',
  async plan(settings, context) {
    const fits = ({ bytes }: { bytes: number }) => bytes > 0 && bytes >= settings.min_megabytes * MEGABYTE;
    const chosen = await chooseFiles({ ...settings, except: [...settings.except, ...PACKED] }, context, fits);
    return chosen.map((each) => ({
      action: 'compress_files',
      target: each.frozen.root,
      detail: { ...each.frozen },
      gain: `about ${bytesText(expectedGain(each))} of ${amount(each.files.length, each.bytes)}`,
    }));
  },
  async precheck(step, context) {
    return precheckFiles(step, context);
  },
  run: (step, context) =>
    timed(async () => {
      const frozen = thaw(step);
      assertRoot(frozen.root, context.at);
      const left = new Map<string, number>();
      const packed = await packAll(frozen, context, left);
      const rest = left.size === 0 ? '' : `; left: ${reasons(left)}`;
      return {
        ok: packed.files > 0,
        text: `compressed ${amount(packed.files, packed.before)} to ${bytesText(packed.after)}${rest}`,
      };
    }),
  undo: null,
};

/** By the largest file: logs of one folder are alike. */
function expectedGain({ frozen, files, bytes }: Chosen): number {
  const largest = files.reduce((one, other) => (other.bytes > one.bytes ? other : one), files[0] ?? { bytes: 0 });
  const root = openFolder(frozen.root);
  try {
    const place = frozen.folders.find((each) =>
      each.files.some((file) => 'inode' in largest && file.inode === largest.inode),
    );
    const folder = place === undefined ? '' : openFrozen(root, place);
    if (typeof folder === 'string' || !('name' in largest)) return 0;
    try {
      const { descriptor } = openEntry(folder, largest.name);
      try {
        return bytes * (1 - packedShare(descriptor));
      } finally {
        closeSync(descriptor);
      }
    } finally {
      if (folder !== root) closeFolder(folder);
    }
  } finally {
    closeFolder(root);
  }
}

async function packAll(frozen: FrozenFiles, context: ActionContext, left: Map<string, number>) {
  const sum = { files: 0, before: 0, after: 0 };
  const leave = (reason: string) => left.set(reason, (left.get(reason) ?? 0) + 1);
  const root = openRoot(frozen);
  try {
    for (const each of frozen.folders) {
      const folder = openFrozen(root, each);
      if (typeof folder === 'string') {
        for (const _file of each.files) leave(folder);
        continue;
      }
      try {
        for (const file of each.files) {
          if (context.signal.aborted) {
            leave('stopped before');
            continue;
          }
          const one = await packOne(frozen, root, folder, each.path, file, context.signal);
          if (typeof one === 'string') leave(one);
          else {
            sum.files += 1;
            sum.before += file.bytes;
            sum.after += one.bytes;
          }
        }
      } finally {
        if (folder !== root) closeFolder(folder);
      }
    }
  } finally {
    closeFolder(root);
  }
  return sum;
}

/** The packed copy is whole and synced before the file goes; where the file turns out to be in use, the copy goes again. */
async function packOne(
  frozen: FrozenFiles,
  root: Folder,
  folder: Folder,
  path: string[],
  file: FrozenFile,
  signal: AbortSignal,
): Promise<{ bytes: number } | string> {
  const packedName = `${file.name}.gz`;
  try {
    if (findOpenFiles().has({ device: root.device, inode: file.inode })) return 'it is open';
    const { descriptor, identity } = openEntry(folder, file.name);
    let bytes: number;
    try {
      const change = isInPlace(folder, root) ? changeOf(identity, root, file) : 'its folder was moved away';
      if (change !== null) return change;
      ({ bytes } = await packInto(descriptor, folder, packedName, signal));
    } finally {
      closeSync(descriptor);
    }
    const only = { ...frozen, folders: [{ path, inode: folder.inode, files: [file] }] };
    const { files, left } = await removeFrozen(only, signal);
    if (files === 1) return { bytes };
    removeEntry(folder, packedName);
    return [...left.keys()][0] ?? 'it could not be removed';
  } catch (error) {
    return errorText(error);
  }
}
