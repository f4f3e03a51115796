import { loadConfigFast } from '../../core/config/cached.ts';
import { stripControl } from '../../core/text/control.ts';
import type { Run } from '../command.ts';
import { findJob } from './apply.ts';
import { viewJobs } from './job-view.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const { config } = await loadConfigFast(at);
  const [data] = viewJobs(at, [findJob(at, input.args[0] ?? '')], config.time_zone, Date.now());
  const lines = Object.entries(data ?? {}).map(
    ([name, value]) => `${name.padEnd(20)}${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return { data: data ?? null, text: stripControl(lines.join('\n')) };
};
