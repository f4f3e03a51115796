import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeFile, writeFileAtomic, writeJsonAtomic } from '../../core/files/atomic.ts';
import type { Layout } from '../../core/files/layout.ts';
import { quarantine } from '../../core/files/quarantine.ts';
import { analyzeLogs } from '../../core/logs/analyze.ts';
import type { Insights } from '../../core/logs/insights.ts';
import { insightsMarkdown } from '../../core/logs/insights-markdown.ts';
import { keepHeapSmall } from '../../core/logs/small-heap.ts';
import { logStatePath, readLogState, type StoredLogs } from '../../core/logs/state-file.ts';
import type { Agent } from '../agent.ts';

const PREFIX = 'log-insights-';
const DAY_MS = 86_400_000;

function readBefore(at: Layout): StoredLogs | null {
  const read = readLogState(at);
  if (read.state === 'read') return read.value;
  if (read.state === 'unreadable') quarantine(at, logStatePath(at), read.reason);
  return null;
}

/** By the minute; a second run within it has a name of its own, for each report holds lines that no other one counts. */
function freeName(at: Layout, now: Date): string {
  const time = now.toISOString();
  const name = `${PREFIX}${time.slice(0, 16).replace('T', '-').replace(':', '')}`;
  return existsSync(join(at.analysis, `${name}.json`)) ? `${name}-${time.slice(17, 23).replace('.', '')}` : name;
}

function writeReport(at: Layout, name: string, insights: Insights): void {
  const to = { temporary: at.temporary };
  writeFileAtomic(join(at.analysis, `${name}.md`), insightsMarkdown(insights), to);
  writeJsonAtomic(join(at.analysis, `${name}.json`), insights, to);
  writeJsonAtomic(join(at.analysis, 'latest.json'), insights, to);
}

/** Removes reports that are older than the configuration keeps them, told by the day in their names. */
function removeOld(at: Layout, days: number, now: Date): void {
  const oldest = `${PREFIX}${new Date(now.getTime() - days * DAY_MS).toISOString().slice(0, 10)}`;
  for (const name of readdirSync(at.analysis)) {
    if (name.startsWith(PREFIX) && name < oldest) removeFile(join(at.analysis, name));
  }
}

/** Reads what is new in the configured logs and writes analysis/latest.json and analysis/log-insights-<time>.md and .json. */
export const run: Agent = async ({ at, config, signal }) => {
  keepHeapSmall();
  const before = readBefore(at);
  if (before !== null && !existsSync(join(at.analysis, `${before.report}.json`))) {
    writeReport(at, before.report, before.insights);
  }
  const now = new Date();
  const { state, insights } = await analyzeLogs({
    sources: config.logs.sources,
    state: before,
    now,
    errorsPerMinute: config.thresholds.error_rate_per_min,
    signal,
  });
  const stored: StoredLogs = { ...state, insights, report: freeName(at, now) };
  writeFileAtomic(logStatePath(at), JSON.stringify(stored), { temporary: at.temporary });
  writeReport(at, stored.report, insights);
  removeOld(at, config.retention.analysis_days, now);
  return insights.summary.text;
};
