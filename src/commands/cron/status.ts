import { loadConfigFast } from '../../core/config/cached.ts';
import { orchestratorView } from '../../core/orchestrator-client.ts';
import { jobsFolder, listJobs } from '../../core/schedule/jobs.ts';
import type { Run } from '../command.ts';
import { viewJobs } from './job-view.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const { config } = await loadConfigFast(at);
  const jobs = viewJobs(at, listJobs(at).jobs, config.time_zone, now);
  const enabled = orchestratorView(at, now)?.live === 'live';
  const [next] = jobs.flatMap(({ nextRunAt }) => (nextRunAt === null ? [] : [nextRunAt])).sort();
  const disabled = jobs.filter((job) => job.status === 'disabled').length;
  return {
    data: {
      enabled,
      storePath: jobsFolder(at),
      jobs: jobs.length,
      disabled,
      failing: jobs.filter((job) => job.status === 'error').length,
      nextRunAt: next ?? null,
    },
    text: `${jobs.length} jobs, ${disabled} disabled, next ${next ?? 'none'}${enabled ? '' : '; no orchestrator runs, so none is started'}`,
  };
};
