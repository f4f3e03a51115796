import { join } from 'node:path';
import { writeFileAtomic } from '../../core/files/atomic.ts';
import { readRuns } from '../../core/sessions/run-log.ts';
import { readFacts } from '../../core/status/facts.ts';
import { describeDuration } from '../../core/text/duration.ts';
import { markdownSafe } from '../../core/text/markdown.ts';
import type { Agent } from '../agent.ts';

/** Writes the day's report from what lies in the workspace now. */
export const run: Agent = async ({ at, config }) => {
  const now = Date.now();
  const day = new Intl.DateTimeFormat('en-CA', config.time_zone === null ? {} : { timeZone: config.time_zone });
  const date = day.format(now);
  const { metrics, urgent, incidents } = readFacts(at, now);
  const runs = readRuns(at, { recent: false }).filter((entry) => Date.parse(entry.endedAt) > now - 86_400_000);
  const failed = runs.filter((entry) => entry.status !== 'done');
  const machine =
    metrics.state === 'read'
      ? `Last sample ${describeDuration(metrics.ageMs)} ago: ${JSON.stringify(metrics.summary)}`
      : `No metrics: ${metrics.reason}`;
  const lines = [
    `# Daily operations report ${date}`,
    '',
    `- ${markdownSafe(machine)}`,
    `- Urgent alarms: ${urgent.length}. Open incidents: ${incidents.length}.`,
    `- Runs in the last 24 hours: ${runs.length}, not ended well: ${failed.length}.`,
    ...failed.map(
      (entry) => `  - ${markdownSafe(`${entry.agentId} ${entry.endedAt}: ${entry.reason ?? entry.status}`)}`,
    ),
  ];
  const file = `daily-ops-${date}.md`;
  writeFileAtomic(join(at.reports, file), `${lines.join('\n')}\n`, { temporary: at.temporary });
  return `reports/${file} written`;
};
