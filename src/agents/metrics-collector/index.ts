import { collect } from '../../core/metrics/collect.ts';
import { makeRoomForChecks } from '../../core/metrics/health/run-checks.ts';
import { scheduledInterval } from '../../core/metrics/interval.ts';
import type { Sample } from '../../core/metrics/sample.ts';
import type { Agent } from '../agent.ts';

const ID = 'metrics-collector';

/** Takes one sample of the machine: metrics/latest.json, one line more in the history, the counters for the next one. */
export const run: Agent = async ({ at, config, session }) => {
  const schedule = config.agents[session.agentId]?.schedule ?? config.agents[ID]?.schedule ?? null;
  const intervalSeconds = await scheduledInterval(schedule, config.time_zone);
  if (config.health_checks.length > 0) makeRoomForChecks();
  const { sample, problems } = await collect(at, config, { intervalSeconds, checks: config.health_checks });
  for (const { reading, reason } of sample.summary.missing) console.log(`missing ${reading}: ${reason}`);
  for (const { level, message } of sample.summary.warnings) console.log(`${level} ${message}`);
  for (const problem of problems) console.error(problem);
  return [describe(sample), ...problems].join('; ');
};

function describe({ summary, disks }: Sample): string {
  const percent = (value: number | null | undefined) =>
    value === null || value === undefined ? 'unknown' : `${value}%`;
  const parts = [
    `CPU ${percent(summary.cpuPercent)}`,
    `memory ${percent(summary.memoryPercent)}`,
    summary.worstDisk === null ? 'disks unknown' : `${summary.worstDisk.mount} ${percent(summary.worstDisk.percent)}`,
    `${disks.length} file systems`,
  ];
  if (summary.missing.length > 0) parts.push(`${summary.missing.length} readings missing`);
  if (summary.warnings.length > 0) parts.push(`${summary.warnings.length} above their threshold`);
  return parts.join(', ');
}
