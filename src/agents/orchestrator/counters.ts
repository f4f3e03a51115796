import type { Layout } from '../../core/files/layout.ts';
import { countQuarantined } from '../../core/files/quarantine.ts';
import type { SessionRecord } from '../../core/sessions/record.ts';
import type { SelfMetrics } from '../../core/status/self.ts';

/** What the orchestrator counts of itself since it started. */
export interface Counters {
  responses: number;
  responseMs: number;
  slowestMs: number;
  spawnsAttempted: number;
  spawnsSucceeded: number;
  restarts: number;
  missedHeartbeats: number;
}

export function newCounters(): Counters {
  const responses = { responses: 0, responseMs: 0, slowestMs: 0 };
  return { ...responses, spawnsAttempted: 0, spawnsSucceeded: 0, restarts: 0, missedHeartbeats: 0 };
}

export function countResponse(counters: Counters, milliseconds: number): void {
  counters.responses += 1;
  counters.responseMs += milliseconds;
  counters.slowestMs = Math.max(counters.slowestMs, milliseconds);
}

export function selfMetrics(at: Layout, session: SessionRecord, counters: Counters): SelfMetrics {
  const { responses, responseMs, slowestMs, spawnsAttempted, spawnsSucceeded } = counters;
  return {
    version: 1,
    at: new Date().toISOString(),
    orchestratorRunId: session.runId,
    startedAt: session.startedAt ?? session.createdAt,
    responses: {
      count: responses,
      meanMs: responses === 0 ? null : Math.round((responseMs / responses) * 10) / 10,
      maxMs: responses === 0 ? null : slowestMs,
    },
    spawns: {
      attempted: spawnsAttempted,
      succeeded: spawnsSucceeded,
      successRate: spawnsAttempted === 0 ? null : spawnsSucceeded / spawnsAttempted,
    },
    restarts: counters.restarts,
    memoryBytes: process.memoryUsage.rss(),
    missedHeartbeats: counters.missedHeartbeats,
    quarantined: countQuarantined(at),
  };
}
