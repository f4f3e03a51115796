import { bytesText } from '../../metrics/plot/format.ts';
import type { ActionType } from '../action.ts';
import { unlessMissing } from './files/folder.ts';
import { assertSame, empty, precheckLog, thawLog, withLog } from './files/log-file.ts';
import type { Settings } from './settings.ts';
import { timed } from './step-result.ts';

const MEGABYTE = 1_000_000;

/** Empties one file, by its inode, also while it is written. What it held is gone: there is no undo. */
export const truncateFile: ActionType<Settings<'truncate_file'>> = {
  name: 'truncate_file',
  plan: ({ path, min_megabytes }, context) =>
    unlessMissing([], () =>
      withLog(path, context, ({ identity: { device, inode, bytes } }) =>
        bytes === 0 || bytes < min_megabytes * MEGABYTE
          ? []
          : [{ action: 'truncate_file', target: path, detail: { path, device, inode, bytes }, gain: bytesText(bytes) }],
      ),
    ),
  precheck: precheckLog,
  run: (step, context) =>
    timed(() => {
      const frozen = thawLog(step);
      return withLog(frozen.path, context, (log) => {
        assertSame(frozen, log);
        empty(log);
        return { ok: true, text: `emptied ${frozen.path}, which held ${bytesText(log.identity.bytes)}` };
      });
    }),
  undo: null,
};
