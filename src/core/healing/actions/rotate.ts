import { closeSync, constants, fsyncSync, readSync, writeSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { OpsError } from '../../errors.ts';
import { bytesText } from '../../metrics/plot/format.ts';
import type { ActionType } from '../action.ts';
import { unlessMissing } from './files/folder.ts';
import { assertSame, empty, type OpenLog, precheckLog, thawLog, withLog } from './files/log-file.ts';
import { openEntry, packedShare, packInto } from './files/pack.ts';
import type { Settings } from './settings.ts';
import { timed } from './step-result.ts';

const MEGABYTE = 1_000_000;
const CHUNK_BYTES = 1_024 * 1_024;
/** A file that grows by more than this while its end is read is written faster than it can be rotated by copying. */
const LONGEST_REST = 64;
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW;

/**
 * Compresses what a log holds into `<name>.<time>.gz` beside it and empties it, although its writer has it open. What is written between
 * the last look at its end and the cut, some microseconds, is lost: as with logrotate's copytruncate.
 */
export const rotate: ActionType<Settings<'rotate'>> = {
  name: 'rotate',
  plan: ({ path, min_megabytes }, context) =>
    unlessMissing([], () =>
      withLog(path, context, ({ identity: { device, inode, bytes }, descriptor }) => {
        if (bytes === 0 || bytes < min_megabytes * MEGABYTE) return [];
        const gain = `about ${bytesText(bytes * (1 - packedShare(descriptor)))} of ${bytesText(bytes)}`;
        return [{ action: 'rotate', target: path, detail: { path, device, inode, bytes }, gain }];
      }),
    ),
  precheck: precheckLog,
  run: (step, context) =>
    timed(() => {
      const frozen = thawLog(step);
      return withLog(frozen.path, context, async (log) => {
        assertSame(frozen, log);
        const stamp = new Date(context.now()).toISOString().replaceAll(/[-:.]/g, '');
        const name = `${log.name}.${stamp}.gz`;
        const { read } = await packInto(log.descriptor, log.folder, name, context.signal);
        const bytes = packRestAndEmpty(log, name, read);
        return { ok: true, text: `${bytesText(bytes)} went to ${name}; ${log.name} is empty` };
      });
    }),
  undo: null,
};

/** What was written meanwhile becomes another member of the compressed file, which gunzip reads as one. Nothing waits in between. */
function packRestAndEmpty(log: OpenLog, name: string, from: number): number {
  const { descriptor } = openEntry(log.folder, name, APPEND);
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let offset = from;
    for (let round = 0; round < LONGEST_REST; round += 1) {
      const read = readSync(log.descriptor, chunk, 0, CHUNK_BYTES, offset);
      if (read === 0) {
        empty(log);
        fsyncSync(descriptor);
        return offset;
      }
      const packed = gzipSync(chunk.subarray(0, read));
      for (let done = 0; done < packed.length; ) done += writeSync(descriptor, packed, done);
      offset += read;
    }
  } finally {
    closeSync(descriptor);
  }
  throw new OpsError(
    'E_FILE',
    `${log.name} is written faster than it can be compressed; it stays, and ${name} is a copy`,
  );
}
