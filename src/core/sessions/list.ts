import type { Layout } from '../files/layout.ts';
import { readAgentsFile } from '../status/agents-file.ts';
import { readUsage } from '../status/usage-file.ts';
import { hasEnded, type SessionRecord, type SessionStatus } from './record.ts';
import { listRecords, type Unreadable } from './registry.ts';
import { byAttention, type RowFacts, rowOf, rowOfRun, type SessionRow } from './row.ts';
import { type RunEntry, readRuns } from './run-log.ts';
import { type SessionView, viewOf } from './view.ts';

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

/** What a session is found and sorted by. Its row is made only where it is shown: of 10,000 sessions mostly 100 are. */
interface Found extends Pick<SessionRow, 'key' | 'agentId' | 'kind' | 'label' | 'task' | 'status' | 'updatedAt'> {
  row: () => SessionRow;
}

/** Every session as it is now. Reads only. */
export function listSessions(at: Layout, request: ListRequest = {}, now: number = Date.now()): SessionList {
  const { records, unreadable } = listRecords(at);
  const factsOf = rowFacts(at);
  const found = records.map((record) => foundInRegistry(viewOf(at, record, now), factsOf, now));
  if (request.all === true) {
    const present = new Set(records.map((record) => record.runId));
    for (const run of readRuns(at, { recent: false })) if (!present.has(run.runId)) found.push(foundInRunLog(run, now));
  }
  const matching = found.filter((one) => matches(one, request, now)).sort(byAttention);
  const from = request.offset ?? 0;
  const sessions = matching.slice(from, from + (request.limit ?? DEFAULT_LIMIT)).map(({ row }) => row());
  const hasMore = from + sessions.length < matching.length;
  return { count: sessions.length, totalCount: matching.length, hasMore, sessions, unreadable };
}

function foundInRegistry(view: SessionView, factsOf: (record: SessionRecord) => RowFacts, now: number): Found {
  const { key, agentId, kind, label, task, updatedAt } = view.record;
  const row = () => rowOf(view, factsOf(view.record), now);
  return { key, agentId, kind, label, task, updatedAt, status: view.status, row };
}

function foundInRunLog(run: RunEntry, now: number): Found {
  const { key, agentId, kind, label, task, status, endedAt } = run;
  return { key, agentId, kind, label, task, status, updatedAt: endedAt, row: () => rowOfRun(run, now) };
}

function rowFacts(at: Layout): (record: SessionRecord) => RowFacts {
  const usage = readUsage(at);
  const next = new Map((readAgentsFile(at)?.agents ?? []).map((agent) => [agent.id, agent.nextRunAt]));
  return ({ id, agentId, kind, status }) => ({
    nextRunAt: kind === 'subagent' ? null : (next.get(agentId) ?? null),
    usage: hasEnded(status) ? null : (usage[id] ?? null),
  });
}

function matches(row: Found, request: ListRequest, now: number): boolean {
  const { agentId, label, status, kind, search, activeMinutes, activeOnly } = request;
  if (agentId !== undefined && row.agentId !== agentId) return false;
  if (label !== undefined && row.label !== label) return false;
  if (status !== undefined && row.status !== status) return false;
  if (kind !== undefined && row.kind !== kind) return false;
  if (activeMinutes !== undefined && now - Date.parse(row.updatedAt) > activeMinutes * 60_000) return false;
  if (activeOnly === true && hasEnded(row.status)) return false;
  if (search === undefined) return true;
  const wanted = search.toLowerCase();
  return [row.key, row.label, row.task].some((text) => text?.toLowerCase().includes(wanted) === true);
}
