import type { Layout } from '../../core/files/layout.ts';
import { countQuarantined } from '../../core/files/quarantine.ts';
import type { SessionRecord } from '../../core/sessions/record.ts';
import type { SelfMetrics } from '../../core/status/self.ts';

const RECENT = 1_000;

/** What the orchestrator counts of itself since it started. */
export interface Counters {
  responses: number;
  responseMs: number;
  slowestMs: number;
  /** The last so many, oldest first. */
  recentMs: number[];
  delays: { count: number; sumMs: number; maxMs: number };
  spawnsAttempted: number;
  spawnsSucceeded: number;
  restarts: number;
  missedHeartbeats: number;
}

export function newCounters(): Counters {
  const responses = { responses: 0, responseMs: 0, slowestMs: 0, recentMs: [] };
  const delays = { count: 0, sumMs: 0, maxMs: 0 };
  return { ...responses, delays, spawnsAttempted: 0, spawnsSucceeded: 0, restarts: 0, missedHeartbeats: 0 };
}

export function countResponse(counters: Counters, milliseconds: number): void {
  counters.responses += 1;
  counters.responseMs += milliseconds;
  counters.slowestMs = Math.max(counters.slowestMs, milliseconds);
  counters.recentMs.push(milliseconds);
  if (counters.recentMs.length > RECENT) counters.recentMs.shift();
}

/** A timer of this process came so much later than it should: something held the event loop, or the machine had no time for it. */
export function countDelay(counters: Counters, milliseconds: number): void {
  counters.delays.count += 1;
  counters.delays.sumMs += milliseconds;
  counters.delays.maxMs = Math.max(counters.delays.maxMs, milliseconds);
}

function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export function selfMetrics(at: Layout, session: SessionRecord, counters: Counters): SelfMetrics {
  const { delays, responses, responseMs, slowestMs, spawnsAttempted, spawnsSucceeded } = counters;
  return {
    version: 1,
    at: new Date().toISOString(),
    orchestratorRunId: session.runId,
    startedAt: session.startedAt ?? session.createdAt,
    responses: {
      count: responses,
      meanMs: responses === 0 ? null : round(responseMs / responses),
      p50Ms: percentile(counters.recentMs, 0.5),
      p95Ms: percentile(counters.recentMs, 0.95),
      p99Ms: percentile(counters.recentMs, 0.99),
      maxMs: responses === 0 ? null : slowestMs,
    },
    eventLoop: {
      meanDelayMs: delays.count === 0 ? null : round(delays.sumMs / delays.count),
      maxDelayMs: delays.count === 0 ? null : round(delays.maxMs),
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
