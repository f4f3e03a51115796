import { join } from 'node:path';
import type { Layout } from '../files/layout.ts';
import { readJson } from '../files/read-json.ts';

/** The orchestrator measured by itself, in status/self.json. Milliseconds and bytes; null where nothing was measured yet. */
export interface SelfMetrics {
  version: 1;
  at: string;
  orchestratorRunId: string;
  startedAt: string;
  /** From a message's arrival on disk to its reply on disk. */
  responses: {
    count: number;
    meanMs: number | null;
    /** Of the last thousand. */
    p50Ms: number | null;
    p95Ms: number | null;
    p99Ms: number | null;
    maxMs: number | null;
  };
  /** By how much its own timers came late, looked at every five seconds. */
  eventLoop: { meanDelayMs: number | null; maxDelayMs: number | null };
  spawns: { attempted: number; succeeded: number; successRate: number | null };
  restarts: number;
  memoryBytes: number;
  /** Whole intervals without a beat while it was responsible for beating. */
  missedHeartbeats: number;
  quarantined: number;
}

export function selfPath(at: Layout): string {
  return join(at.status, 'self.json');
}

export function readSelf(at: Layout): SelfMetrics | null {
  const read = readJson(selfPath(at));
  if (read.state !== 'read') return null;
  const self = read.value as Partial<SelfMetrics>;
  return self.version === 1 ? (self as SelfMetrics) : null;
}
