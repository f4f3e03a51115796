import type { Run } from '../command.ts';
import { findJob, storeJob } from './apply.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const job = findJob(at, input.args[0] ?? '');
  return storeJob(at, { ...job, enabled: true, autoDisabled: null }, `Enabled the job ${job.id}`);
};
