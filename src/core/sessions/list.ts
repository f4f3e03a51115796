import type { Layout } from '../files/layout.ts';
import { readAgentsFile } from '../status/agents-file.ts';
import { readUsage } from '../status/usage-file.ts';
import { hasEnded, type SessionRecord, type SessionStatus } from './record.ts';
import { listRecords, type Unreadable } from './registry.ts';
import { byAttention, type RowFacts, rowOf, rowOfRun, type SessionRow } from './row.ts';
import { readRuns } from './run-log.ts';
import { viewOf } from './view.ts';

export interface ListRequest {
  agentId?: string | undefined;
  label?: string | undefined;
  status?: SessionStatus | undefined;
  kind?: string | undefined;
  /** Found in key, label or task, whatever the case. */
  search?: string | undefined;
  /** Changed within so many minutes. Recency, not liveness. */
  activeMinutes?: number | undefined;
  /** Only what is alive. */
  activeOnly?: boolean | undefined;
  limit?: number | undefined;
  offset?: number | undefined;
  /** Ended runs whose files are gone, too. */
  all?: boolean | undefined;
}

export interface SessionList {
  count: number;
  totalCount: number;
  hasMore: boolean;
  sessions: SessionRow[];
  unreadable: Unreadable[];
}

export const DEFAULT_LIMIT = 100;

/** Every session as it is now. Reads only. */
export function listSessions(at: Layout, request: ListRequest = {}, now: number = Date.now()): SessionList {
  const { records, unreadable } = listRecords(at);
  const factsOf = rowFacts(at);
  const rows = records.map((record) => rowOf(viewOf(at, record, now), factsOf(record), now));
  if (request.all === true) {
    const present = new Set(records.map((record) => record.runId));
    for (const run of readRuns(at, { recent: false })) if (!present.has(run.runId)) rows.push(rowOfRun(run, now));
  }
  const matching = rows.filter((row) => matches(row, request)).sort(byAttention);
  const from = request.offset ?? 0;
  const sessions = matching.slice(from, from + (request.limit ?? DEFAULT_LIMIT));
  const hasMore = from + sessions.length < matching.length;
  return { count: sessions.length, totalCount: matching.length, hasMore, sessions, unreadable };
}

function rowFacts(at: Layout): (record: SessionRecord) => RowFacts {
  const usage = readUsage(at);
  const next = new Map((readAgentsFile(at)?.agents ?? []).map((agent) => [agent.id, agent.nextRunAt]));
  return ({ id, agentId, kind, status }) => ({
    nextRunAt: kind === 'subagent' ? null : (next.get(agentId) ?? null),
    usage: hasEnded(status) ? null : (usage[id] ?? null),
  });
}

function matches(row: SessionRow, request: ListRequest): boolean {
  const { agentId, label, status, kind, search, activeMinutes, activeOnly } = request;
  if (agentId !== undefined && row.agentId !== agentId) return false;
  if (label !== undefined && row.label !== label) return false;
  if (status !== undefined && row.status !== status) return false;
  if (kind !== undefined && row.kind !== kind) return false;
  if (activeMinutes !== undefined && row.ageMs > activeMinutes * 60_000) return false;
  if (activeOnly === true && hasEnded(row.status)) return false;
  if (search === undefined) return true;
  const wanted = search.toLowerCase();
  return [row.key, row.label, row.task].some((text) => text?.toLowerCase().includes(wanted) === true);
}
