import { removeJob } from '../../core/schedule/jobs.ts';
import type { Run } from '../command.ts';
import { findJob, taken } from './apply.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const { id } = findJob(at, input.args[0] ?? '');
  const removed = removeJob(at, id);
  return taken(at, { ok: removed, removed: id }, `Removed the job ${id}`);
};
