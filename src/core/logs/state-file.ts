import { join } from 'node:path';
import type { Layout } from '../files/layout.ts';
import { type ReadResult, readJson } from '../files/read-json.ts';
import type { LogState } from './analyze.ts';
import type { Insights } from './insights.ts';

/** The state, and the insights of the run that wrote it: a run that died before its report was written leaves it to the next one. */
export interface StoredLogs extends LogState {
  insights: Insights;
  /** The report's name, without ending. */
  report: string;
}

export function logStatePath(at: Layout): string {
  return join(at.state, 'logs-analyzer.json');
}

function isStored(value: unknown): value is StoredLogs {
  const state = value as Partial<StoredLogs> | null;
  return (
    state?.version === 1 &&
    Array.isArray(state.tracks) &&
    Array.isArray(state.templates) &&
    typeof state.insights === 'object' &&
    typeof state.report === 'string'
  );
}

export type StoredResult = { state: 'read'; value: StoredLogs } | Exclude<ReadResult, { state: 'read' }>;

export function readLogState(at: Layout): StoredResult {
  const read = readJson(logStatePath(at));
  if (read.state !== 'read') return read;
  if (isStored(read.value)) return { state: 'read', value: read.value };
  return { state: 'unreadable', reason: 'is no state of the logs analyzer' };
}
