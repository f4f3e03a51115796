import type { ChildProcess } from 'node:child_process';
import type { AgentConfig } from '../../core/config/agent-schema.ts';
import type { Schedule } from '../../core/schedule/cron.ts';
import type { Job } from '../../core/schedule/jobs.ts';
import type { SessionRecord } from '../../core/sessions/record.ts';
import type { RunEntry } from '../../core/sessions/run-log.ts';
import type { AgentState, AgentStatus, LastRun } from '../../core/status/agents-file.ts';
import { type FailureCount, NO_FAILURES } from '../../core/supervision/restart-policy.ts';

/**
 * One place of an agent in which one run at a time is kept or repeated: each instance of a persistent agent, or the runs of a scheduled
 * one. Restarts are decided here.
 */
export interface Lane {
  number: number;
  count: FailureCount;
  /** Since it last went well, over all slots: each slot forgives `count`. */
  failuresInARow: number;
  restarts: number;
  /** The restart after a failure that is due. */
  retry: NodeJS.Timeout | null;
  /** Given up after too many failures, with the reason, until somebody asks for it or the next slot comes. */
  givenUp: string | null;
  /** When, by the wall clock. */
  givenUpAt: number;
  /** A start is under way and has no process yet: nobody else starts one meanwhile. */
  starting: boolean;
}

/** A run that is under way. */
export interface Run {
  record: SessionRecord;
  lane: Lane;
  child: ChildProcess | null;
  /** When it was started, by the monotonic clock of this process; null for one that an earlier orchestrator started. */
  since: number | null;
  /** The kernel's word on how its process ended, while that is not written down yet. */
  exit: { code: number | null; signal: NodeJS.Signals | null } | null;
  /** It is being stopped: its end is no failure. */
  ending: boolean;
  /** Says yes to its ready probe, or has run for its minimum uptime. */
  ready: boolean;
  /** Set when an end is decided before the process is gone: a failed liveness probe, memory over its limit, a deadline. */
  endReason: string | null;
  /** Stops what was armed for this run: probes, deadline. */
  disarm: (() => void)[];
}

/** One agent as the orchestrator holds it in memory. What must survive a restart lies in the registry, the run log and state/. */
export interface Unit {
  id: string;
  config: AgentConfig;
  /** Comes from `ops cron add`, not from the configuration. */
  job: Job | null;
  /** The text that the configuration gave, to see what a reload changed. */
  fingerprint: string;
  schedule: Schedule | null;
  lanes: Lane[];
  /** By session id. */
  runs: Map<string, Run>;
  /** A person's word, kept over restarts: `paused` holds the schedule, `stopped` also forbids restarts. */
  hold: 'paused' | 'stopped' | null;
  nextSlot: number | null;
  /** When the schedule was last looked at, by the wall clock: a clock that was set back is seen by it. */
  plannedAt: number;
  /** A slot that waits for the run before it to end (overlap: queue). */
  queuedSlot: number | null;
  /** Which agents it waits for before it starts. */
  waitingFor: string | null;
  /** Suspended or held because the machine is overloaded. */
  shed: boolean;
  last: LastRun | null;
}

function newLane(number: number): Lane {
  return {
    number,
    count: NO_FAILURES,
    failuresInARow: 0,
    restarts: 0,
    retry: null,
    givenUp: null,
    givenUpAt: 0,
    starting: false,
  };
}

export function fingerprintOf(config: AgentConfig): string {
  return JSON.stringify(config);
}

export function newUnit(id: string, config: AgentConfig, schedule: Schedule | null, job: Job | null = null): Unit {
  const lanes = Array.from({ length: config.instances }, (_, index) => newLane(index + 1));
  const idle = {
    hold: null,
    nextSlot: null,
    plannedAt: 0,
    queuedSlot: null,
    waitingFor: null,
    shed: false,
    last: null,
  };
  return { id, config, job, fingerprint: fingerprintOf(config), schedule, lanes, runs: new Map(), ...idle };
}

/** The first lane: for all but persistent agents the only one. */
export function firstLane(unit: Unit): Lane {
  const [lane] = unit.lanes;
  if (lane === undefined) throw new Error(`${unit.id} has no lane`);
  return lane;
}

export function laneRuns(unit: Unit, lane: Lane): Run[] {
  return [...unit.runs.values()].filter((run) => run.lane === lane);
}

export function lastRunOf(run: RunEntry): LastRun {
  const { runId, status, startedAt, endedAt, durationMs, reason } = run;
  return { runId, status, startedAt, endedAt, durationMs, reason };
}

function givenUp(unit: Unit): string | null {
  return unit.lanes.find((lane) => lane.givenUp !== null)?.givenUp ?? null;
}

function stateOf(unit: Unit): AgentState {
  const runs = [...unit.runs.values()];
  if (!unit.config.enabled && runs.length === 0) return 'disabled';
  if (unit.hold === 'stopped' && runs.length === 0) return 'stopped';
  if (givenUp(unit) !== null && runs.length === 0) return 'failed';
  if (unit.shed) return 'suspended';
  if (runs.some((run) => !run.ready)) return 'starting';
  if (unit.lanes.some((lane) => lane.retry !== null)) return 'retrying';
  if (runs.length > 0) return 'running';
  if (unit.waitingFor !== null) return 'waiting';
  return unit.hold ?? 'idle';
}

export function statusOf(unit: Unit): AgentStatus {
  const state = stateOf(unit);
  const planned = unit.hold === null && unit.config.enabled ? unit.nextSlot : null;
  const failing = state === 'retrying' ? (unit.last?.reason ?? null) : null;
  return {
    id: unit.id,
    kind: unit.config.command === undefined ? 'builtin' : 'command',
    state,
    schedule: unit.config.schedule ?? null,
    persistent: unit.config.persistent,
    nextRunAt: planned === null ? null : new Date(planned).toISOString(),
    sessionKeys: [...unit.runs.values()].map((run) => run.record.key),
    lastRun: unit.last,
    restarts: unit.lanes.reduce((sum, lane) => sum + lane.restarts, 0),
    consecutiveFailures: Math.max(0, ...unit.lanes.map((lane) => lane.count.failures)),
    reason: unit.waitingFor ?? (unit.runs.size === 0 ? givenUp(unit) : null) ?? failing,
  };
}
