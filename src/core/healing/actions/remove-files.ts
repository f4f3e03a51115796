import type { ActionType } from '../action.ts';
import { thaw } from './files/frozen.ts';
import { amount, chooseFiles, precheckFiles, reasons } from './files/plan-files.ts';
import { removeFrozen } from './files/remove.ts';
import { assertRoot } from './files/root.ts';
import type { Settings } from './settings.ts';
import { timed } from './step-result.ts';

/** Removes old files: one step a root, with every file by its inode, size and time. What was removed is gone: there is no undo. */
export const removeFiles: ActionType<Settings<'remove_files'>> = {
  name: 'remove_files',
  async plan(settings, context) {
    const chosen = await chooseFiles(settings, context);
    return chosen.map(({ frozen, files, bytes }) => ({
      action: 'remove_files',
      target: frozen.root,
      detail: { ...frozen },
      gain: amount(files.length, bytes),
    }));
  },
  async precheck(step, context) {
    return precheckFiles(step, context);
  },
  run: (step, context) =>
    timed(async () => {
      const frozen = thaw(step);
      assertRoot(frozen.root, context.at);
      const { files, bytes, left } = await removeFrozen(frozen, context.signal);
      const rest = left.size === 0 ? '' : `; left: ${reasons(left)}`;
      return { ok: files > 0, text: `removed ${amount(files, bytes)}${rest}` };
    }),
  undo: null,
};
