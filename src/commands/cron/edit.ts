import { loadConfigFast } from '../../core/config/cached.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';
import { findJob, storeJob } from './apply.ts';
import { agentFrom, commandFrom, factsFrom, scheduleFrom } from './from-options.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const job = findJob(at, input.args[0] ?? '');
  const { config } = await loadConfigFast(at);
  const schedule = scheduleFrom(input, Date.now(), config.time_zone) ?? job.schedule;
  const agent = await agentFrom(input, job.agent, commandFrom(input));
  const enabled = flag(input, 'enable') || (job.enabled && !flag(input, 'disable'));
  const autoDisabled = enabled ? null : job.autoDisabled;
  return storeJob(
    at,
    { ...job, ...factsFrom(input, job), schedule, agent, enabled, autoDisabled },
    `Changed the job ${job.id}`,
  );
};
