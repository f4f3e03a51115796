import { childrenOf } from '../process/tree.ts';
import type { Usage } from '../status/usage-file.ts';
import type { SessionKind } from './names.ts';
import type { SessionRecord, SessionStatus } from './record.ts';
import type { RunEntry } from './run-log.ts';
import type { Liveness, SessionView } from './view.ts';

/** One session as `sessions list --json` shows it: a stable shape. Times ISO 8601; what is unknown is null. */
export interface SessionRow {
  key: string;
  id: string;
  runId: string;
  agentId: string;
  kind: SessionKind;
  label: string | null;
  status: SessionStatus;
  live: Liveness;
  pid: number | null;
  task: string | null;
  startedAt: string | null;
  updatedAt: string;
  ageMs: number;
  endedAt: string | null;
  exitCode: number | null;
  signal: string | null;
  reason: string | null;
  restarts: number;
  nextRunAt: string | null;
  usage: Usage | null;
}

export interface RowFacts {
  nextRunAt?: string | null;
  usage?: Usage | null;
}

export function rowOf(view: SessionView, facts: RowFacts, now: number): SessionRow {
  const { record, status, live } = view;
  const {
    key,
    id,
    runId,
    agentId,
    kind,
    label,
    task,
    startedAt,
    updatedAt,
    endedAt,
    exitCode,
    signal,
    reason,
    restarts,
  } = record;
  const pid = live === 'dead' ? null : pidOf(record);
  return {
    ...{ key, id, runId, agentId, kind, label, status, live, pid, task, startedAt, updatedAt },
    ageMs: Math.max(0, now - Date.parse(updatedAt)),
    ...{ endedAt, exitCode, signal, reason, restarts },
    nextRunAt: facts.nextRunAt ?? null,
    usage: facts.usage ?? null,
  };
}

/** The process that a person means: of a command its own, not its keeper's. */
function pidOf(record: SessionRecord): number | null {
  if (record.owner === null || record.argv === null) return record.owner?.pid ?? null;
  return childrenOf(record.owner.pid)[0] ?? record.owner.pid;
}

/** An ended run whose own files are gone, as the run log remembers it. */
export function rowOfRun(run: RunEntry, now: number): SessionRow {
  const { key, id, runId, agentId, kind, label, status, task, startedAt, endedAt, exitCode, signal, reason } = run;
  return {
    ...{ key, id, runId, agentId, kind, label, status },
    ...{ live: 'dead', pid: null, task, startedAt, updatedAt: endedAt, ageMs: Math.max(0, now - Date.parse(endedAt)) },
    ...{ endedAt, exitCode, signal, reason, restarts: 0, nextRunAt: null, usage: null },
  };
}

/** Sorts as a person looks: what needs one first, then what runs, then what ended last. */
const RANK: Record<SessionStatus, number> = {
  lost: 0,
  failed: 1,
  timeout: 1,
  running: 2,
  suspended: 2,
  queued: 2,
  killed: 3,
  done: 3,
};

type Sorted = Pick<SessionRow, 'status' | 'updatedAt' | 'key'>;

export function byAttention(one: Sorted, other: Sorted): number {
  const rank = RANK[one.status] - RANK[other.status];
  if (rank !== 0) return rank;
  return one.updatedAt < other.updatedAt ? 1 : one.updatedAt > other.updatedAt ? -1 : one.key < other.key ? -1 : 1;
}
