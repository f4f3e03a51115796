import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeFileAtomic } from '../../core/files/atomic.ts';
import { trajectoryOf } from '../../core/sessions/trajectory.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';
import { forEachSession } from './each.ts';
import { endedOrThrow, removeEnded } from './ended.ts';

/** Packs what is kept of ended sessions into archive/, then removes their files. */
export const run: Run = async (input) => {
  const at = input.open();
  const dryRun = flag(input, 'dryRun');
  return forEachSession(at, 'archive', input.args, (record) => {
    endedOrThrow(at, record);
    const path = join(at.archive, `${record.id}-${record.runId.slice(0, 8)}.jsonl.gz`);
    if (dryRun) return `would be archived in ${path}`;
    writeFileAtomic(path, gzipSync(trajectoryOf(at, record)), { temporary: at.temporary });
    removeEnded(at, record);
    return `archived in ${path}`;
  });
};
