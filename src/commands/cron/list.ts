import { loadConfigFast } from '../../core/config/cached.ts';
import { listJobs, scheduleTextOf } from '../../core/schedule/jobs.ts';
import { describeDuration } from '../../core/text/duration.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';
import { textTable } from '../text-table.ts';
import { viewJobs } from './job-view.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const { config } = await loadConfigFast(at);
  const { jobs, unreadable } = listJobs(at);
  const shown = viewJobs(
    at,
    jobs.filter((job) => job.enabled || flag(input, 'all')),
    config.time_zone,
    now,
  );
  const hidden = jobs.length - shown.length;
  const rows = shown.map((job) => [
    job.id,
    job.status,
    scheduleTextOf(job.schedule),
    job.nextRunAt === null ? '' : `in ${describeDuration(Date.parse(job.nextRunAt) - now)}`,
    job.lastRunAt === null ? '' : `${describeDuration(now - Date.parse(job.lastRunAt))} ago`,
    job.autoDisabled?.reason ?? job.lastError ?? '',
  ]);
  const table = textTable(['JOB', 'STATUS', 'SCHEDULE', 'NEXT', 'LAST', 'ERROR'], rows);
  const more = hidden === 0 ? '' : `${hidden} disabled: --all\n`;
  return {
    data: { jobs: shown, unreadable },
    text: jobs.length === 0 ? 'No jobs. Add one with: ops cron add <id> --every 10m -- <command>' : table + more,
    warnings: unreadable.map(({ file, reason }) => `${file} ${reason}; it is left out`),
  };
};
