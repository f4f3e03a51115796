import { appendJsonLines, readJsonLines, readLastJsonLines } from '../files/json-lines.ts';
import type { Layout } from '../files/layout.ts';
import type { SessionKind } from './names.ts';
import type { Outcome, SessionRecord } from './record.ts';

/** One ended run in logs/runs.jsonl: what stays findable after the session's own files are gone. */
export interface RunEntry {
  version: 1;
  at: string;
  runId: string;
  id: string;
  key: string;
  agentId: string;
  kind: SessionKind;
  label: string | null;
  task: string | null;
  job: string | null;
  slot: string | null;
  status: Outcome;
  startedAt: string | null;
  endedAt: string;
  durationMs: number | null;
  exitCode: number | null;
  signal: string | null;
  reason: string | null;
  /** The end of the output of a run that did not end well, redacted. */
  outputTail: string | null;
}

export function runEntryOf(record: SessionRecord, status: Outcome, outputTail: string | null): RunEntry {
  const endedAt = record.endedAt ?? new Date().toISOString();
  const durationMs = record.startedAt === null ? null : Math.max(0, Date.parse(endedAt) - Date.parse(record.startedAt));
  const { runId, id, key, agentId, kind, label, task, job, slot, startedAt, exitCode, signal, reason } = record;
  const who = { runId, id, key, agentId, kind, label, task, job, slot };
  return {
    version: 1,
    at: endedAt,
    ...who,
    status,
    startedAt,
    endedAt,
    durationMs,
    exitCode,
    signal,
    reason,
    outputTail,
  };
}

export function appendRun(at: Layout, entry: RunEntry): void {
  appendJsonLines(at.runLog, [entry], { sync: true });
}

/** Ended runs, oldest first; each run once, even where a crash made its entry be written again. */
export function readRuns(at: Layout, options: { recent: boolean }): RunEntry[] {
  const { values } = options.recent ? readLastJsonLines<RunEntry>(at.runLog) : readJsonLines<RunEntry>(at.runLog);
  const byRun = new Map<string, RunEntry>();
  for (const entry of values) if (isWhole(entry) && !byRun.has(entry.runId)) byRun.set(entry.runId, entry);
  return [...byRun.values()];
}

/** What a reader goes by must be there: a line that a person or another version wrote costs itself alone. */
function isWhole(entry: RunEntry): boolean {
  const { version, runId, id, key, agentId, status, endedAt } = entry;
  return version === 1 && [runId, id, key, agentId, status, endedAt].every((field) => typeof field === 'string');
}
