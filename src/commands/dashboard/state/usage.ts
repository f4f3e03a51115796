import { hasEnded } from '../../../core/sessions/record.ts';
import type { SessionRow } from '../../../core/sessions/row.ts';
import type { RunEntry } from '../../../core/sessions/run-log.ts';
import type { Snapshot } from '../data/snapshot.ts';
import type { Row } from './rows.ts';

type Trend = Pick<Row, 'trend' | 'trendOf'>;

const TREND_LENGTH = 30;
/** A session that runs is measured every two minutes: what is older than this says nothing about now. */
const STALE_USAGE_MS = 5 * 60_000;

/** What a session uses now, as far as that was looked at lately. */
export function usageNow(session: SessionRow | null, now: number): Pick<Row, 'cpuPercent' | 'memoryBytes'> {
  const usage = session?.usage ?? null;
  if (usage === null || now - Date.parse(usage.at) > STALE_USAGE_MS) return { cpuPercent: null, memoryBytes: null };
  return { cpuPercent: usage.cpuPercent, memoryBytes: usage.memoryBytes };
}

export const NO_TREND: Trend = { trend: [], trendOf: 'runs' };

export function findTrend(
  snapshot: Snapshot,
  session: SessionRow | null,
  runs: readonly RunEntry[],
  now: number,
): Trend {
  const isMeasured = session !== null && !hasEnded(session.status) && usageNow(session, now).memoryBytes !== null;
  const cpu = isMeasured ? snapshot.usage[session.id]?.cpuPercent : undefined;
  if (cpu !== undefined && cpu.length > 1) return { trend: cpu, trendOf: 'cpu' };
  const seconds = runs
    .slice(-TREND_LENGTH)
    .map((run) => (run.status === 'done' ? (run.durationMs ?? 0) / 1_000 : null));
  return { trend: seconds, trendOf: 'runs' };
}
