import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeFile, writeFileAtomic, writeJsonAtomic } from '../../core/files/atomic.ts';
import type { Layout } from '../../core/files/layout.ts';
import { quarantine } from '../../core/files/quarantine.ts';
import { readJson } from '../../core/files/read-json.ts';
import { analyzeLogs, type LogState } from '../../core/logs/analyze.ts';
import type { Insights } from '../../core/logs/insights.ts';
import { insightsMarkdown } from '../../core/logs/insights-markdown.ts';
import { keepHeapSmall } from '../../core/logs/small-heap.ts';
import type { Agent } from '../agent.ts';

const PREFIX = 'log-insights-';
const DAY_MS = 86_400_000;

/** The state, and the insights of the run that wrote it: a run that died before its report was written leaves it to the next one. */
interface Stored extends LogState {
  insights: Insights;
  /** The report's name, without ending. */
  report: string;
}

function isStored(value: unknown): value is Stored {
  const state = value as Partial<Stored> | null;
  return (
    state?.version === 1 &&
    Array.isArray(state.tracks) &&
    Array.isArray(state.templates) &&
    typeof state.insights === 'object' &&
    typeof state.report === 'string'
  );
}

function readState(at: Layout, path: string): Stored | null {
  const read = readJson(path);
  if (read.state === 'missing') return null;
  if (read.state === 'read' && isStored(read.value)) return read.value;
  quarantine(at, path, read.state === 'read' ? 'is no state of the logs analyzer' : read.reason);
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
  const statePath = join(at.state, 'logs-analyzer.json');
  const before = readState(at, statePath);
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
  const stored: Stored = { ...state, insights, report: freeName(at, now) };
  writeFileAtomic(statePath, JSON.stringify(stored), { temporary: at.temporary });
  writeReport(at, stored.report, insights);
  removeOld(at, config.retention.analysis_days, now);
  return insights.summary.text;
};
