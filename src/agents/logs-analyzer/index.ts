import { join } from 'node:path';
import { writeFileAtomic, writeJsonAtomic } from '../../core/files/atomic.ts';
import { quarantine } from '../../core/files/quarantine.ts';
import { readJson } from '../../core/files/read-json.ts';
import { countBlock, type Insights, insightsOf, newCounts } from '../../core/logs/count.ts';
import { insightsMarkdown } from '../../core/logs/insights-markdown.ts';
import { tail } from '../../core/logs/tail.ts';
import type { Track } from '../../core/logs/track.ts';
import type { Agent } from '../agent.ts';

interface State {
  version: 1;
  tracks: Track[];
}

/** Reads what is new in the configured logs, counts it by level and message, and writes analysis/latest.json and log-insights-<time>.md and .json. */
export const run: Agent = async ({ at, config, signal }) => {
  const now = new Date();
  const statePath = join(at.state, 'logs-analyzer.json');
  const stored = readJson(statePath);
  if (stored.state === 'unreadable') quarantine(at, statePath, stored.reason);
  const before = stored.state === 'read' ? (stored.value as State) : null;

  const counts = newCounts();
  const read = await tail({
    sources: config.logs.sources,
    tracks: before?.tracks ?? [],
    onBlock: (block, file) => countBlock(counts, block, file, now),
    now,
    signal,
  });
  const insights: Insights = insightsOf(counts, read, now);
  const to = { temporary: at.temporary };
  const name = `log-insights-${now.toISOString().slice(0, 16).replace('T', '-').replace(':', '')}`;
  writeJsonAtomic(statePath, { version: 1, tracks: read.tracks } satisfies State, to);
  writeFileAtomic(join(at.analysis, `${name}.md`), insightsMarkdown(insights), to);
  writeJsonAtomic(join(at.analysis, `${name}.json`), insights, to);
  writeJsonAtomic(join(at.analysis, 'latest.json'), insights, to);
  return insights.summary.text;
};
