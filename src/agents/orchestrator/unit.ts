import type { AgentConfig } from '../../core/config/schema.ts';
import type { Schedule } from '../../core/schedule/cron.ts';
import type { SessionRecord } from '../../core/sessions/record.ts';
import type { RunEntry } from '../../core/sessions/run-log.ts';
import type { AgentState, AgentStatus, LastRun } from '../../core/status/agents-file.ts';

/** One agent as the orchestrator holds it in memory. What must survive a restart lies in the registry, the run log and state/. */
export interface Unit {
  id: string;
  config: AgentConfig;
  schedule: Schedule | null;
  /** Runs that are under way, by session id. */
  running: Map<string, SessionRecord>;
  /** Those of them that are being stopped. */
  ending: Set<string>;
  /** A person's word, kept over restarts: `paused` holds the schedule, `stopped` also forbids restarts. */
  hold: 'paused' | 'stopped' | null;
  nextSlot: number | null;
  /** The restart after a failure that is due. */
  retry: NodeJS.Timeout | null;
  failures: number;
  restarts: number;
  /** Given up after too many failures, with the reason, until somebody asks for it or the next slot comes. */
  givenUp: string | null;
  last: LastRun | null;
}

export function newUnit(id: string, config: AgentConfig, schedule: Schedule | null): Unit {
  const idle = { hold: null, nextSlot: null, retry: null, failures: 0, restarts: 0, givenUp: null, last: null };
  return { id, config, schedule, running: new Map(), ending: new Set(), ...idle };
}

export function lastRunOf(run: RunEntry): LastRun {
  const { runId, status, startedAt, endedAt, durationMs, reason } = run;
  return { runId, status, startedAt, endedAt, durationMs, reason };
}

function stateOf(unit: Unit): AgentState {
  if (!unit.config.enabled) return 'disabled';
  if (unit.running.size > 0) return 'running';
  if (unit.hold !== null) return unit.hold;
  if (unit.retry !== null) return 'retrying';
  return unit.givenUp === null ? 'idle' : 'failed';
}

export function statusOf(unit: Unit): AgentStatus {
  const state = stateOf(unit);
  const planned = unit.hold === null && unit.config.enabled ? unit.nextSlot : null;
  return {
    id: unit.id,
    kind: 'builtin',
    state,
    schedule: unit.config.schedule ?? null,
    nextRunAt: planned === null ? null : new Date(planned).toISOString(),
    sessionKeys: [...unit.running.values()].map((record) => record.key),
    lastRun: unit.last,
    restarts: unit.restarts,
    consecutiveFailures: unit.failures,
    reason: unit.givenUp ?? (state === 'retrying' ? (unit.last?.reason ?? null) : null),
  };
}
