import { join } from 'node:path';
import { writeJsonAtomic } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { readJson } from '../files/read-json.ts';

/** Of a session's process and its descendants. `null` where it was not or could not be measured. */
export interface Usage {
  at: string;
  /** Of one core, since the look before. */
  cpuPercent: number | null;
  memoryBytes: number | null;
  files: number | null;
  threads: number | null;
  processes: number;
}

/** status/usage.json: the last look at each session, by id; status/usage-history.json: so many looks, the newest last. */
interface UsageFile<T> {
  version: 1;
  at: string;
  sessions: Record<string, T>;
}

export const USAGE_KEPT = 30;

function lastPath(at: Layout): string {
  return join(at.status, 'usage.json');
}

export function usageHistoryPath(at: Layout): string {
  return join(at.status, 'usage-history.json');
}

/** The last looks lie apart: every list reads them, and the history is thirty times as much. */
export function writeUsage(at: Layout, history: ReadonlyMap<string, readonly Usage[]>): void {
  const last: Record<string, Usage> = {};
  for (const [id, looks] of history) {
    const newest = looks.at(-1);
    if (newest !== undefined) last[id] = newest;
  }
  const head = { version: 1 as const, at: new Date().toISOString() };
  const options = { temporary: at.temporary, sync: false };
  writeJsonAtomic(lastPath(at), { ...head, sessions: last }, options);
  writeJsonAtomic(usageHistoryPath(at), { ...head, sessions: Object.fromEntries(history) }, options);
}

function read<T>(path: string): Record<string, T> {
  const found = readJson(path);
  const file = found.state === 'read' ? (found.value as Partial<UsageFile<T>> | null) : null;
  return typeof file === 'object' && file?.version === 1 ? (file.sessions ?? {}) : {};
}

export function readUsage(at: Layout): Record<string, Usage> {
  return read<Usage>(lastPath(at));
}

export function readUsageHistory(at: Layout): Record<string, Usage[]> {
  return read<Usage[]>(usageHistoryPath(at));
}
