import { basename } from 'node:path';
import { ORCHESTRATOR } from '../../../core/sessions/names.ts';
import { hasEnded } from '../../../core/sessions/record.ts';
import type { SessionRow } from '../../../core/sessions/row.ts';
import type { RunEntry } from '../../../core/sessions/run-log.ts';
import type { AgentStatus } from '../../../core/status/agents-file.ts';
import { oneLine } from '../../../core/text/control.ts';
import type { Snapshot } from '../data/snapshot.ts';
import { waitingApprovals } from './approvals.ts';
import { agentState, type Standing, sessionState } from './standing.ts';
import type { StateName } from './states.ts';
import { findTrend, NO_TREND, usageNow } from './usage.ts';

/** One line of the table: an agent with its present session, or a session that was spawned by itself. */
export interface Row {
  /** Stays the same while the thing does: `agent:<id>`, `session:<id>`, `file:<name>`. */
  id: string;
  name: string;
  agentId: string | null;
  state: StateName;
  /** Why it is so, where the state alone does not say it. */
  reason: string | null;
  session: SessionRow | null;
  agent: AgentStatus | null;
  schedule: string | null;
  nextRunAt: string | null;
  startedAt: string | null;
  /** When it last did something: the end of its last run, else the start of this one. */
  lastAt: string | null;
  restarts: number;
  cpuPercent: number | null;
  memoryBytes: number | null;
  /** Oldest first: its CPU at the last looks (null: not measured), or the seconds that its last runs took (null: that run failed). */
  trend: readonly (number | null)[];
  trendOf: 'cpu' | 'runs';
  /** It runs, and has written nothing for long. */
  quiet: boolean;
}

export function orchestratorOf(snapshot: Snapshot): SessionRow | null {
  return snapshot.sessions.find((row) => row.agentId === ORCHESTRATOR && row.kind === 'main') ?? null;
}

/** Whether somebody supervises: without it what it last wrote of its agents is only a memory. */
export function isSupervised(snapshot: Snapshot): boolean {
  const live = orchestratorOf(snapshot)?.live;
  return live === 'live' || live === 'unknown';
}

export function rowsOf(snapshot: Snapshot, now: number): Row[] {
  const supervised = isSupervised(snapshot);
  const byAgent = groupBy(snapshot.sessions, (session) => session.agentId);
  const runs = groupBy(snapshot.runs, (run) => run.agentId);
  const agents = new Map((snapshot.agents?.agents ?? []).map((agent) => [agent.id, agent]));
  const asked = askedFor(snapshot, now);
  const rows: Row[] = [];
  for (const id of new Set([...agents.keys(), ...byAgent.keys()])) {
    const own = byAgent.get(id) ?? [];
    const agent = agents.get(id) ?? null;
    const present = agent === null && !own.some(isAgentsOwn) ? null : presentSession(own);
    if (agent !== null || present !== null) {
      const trend = findTrend(snapshot, present, runs.get(id) ?? [], now);
      const row = agentRow(id, agent, present, runs.get(id)?.at(-1) ?? null, supervised, now);
      rows.push({ ...row, ...trend, ...asked.get(id) });
    }
    for (const session of own)
      if (session !== present && !isAgentsOwn(session))
        rows.push({ ...sessionRow(session, now), ...findTrend(snapshot, session, [], now) });
  }
  for (const { file, reason } of snapshot.unreadable) rows.push(corruptRow(file, reason));
  const quiet = new Set(snapshot.quiet);
  return quiet.size === 0 ? rows : rows.map((row) => ({ ...row, quiet: quiet.has(row.session?.id ?? '') }));
}

/** Agents about which somebody must decide, whatever else they do. */
function askedFor(snapshot: Snapshot, now: number): Map<string, Standing> {
  return new Map(
    waitingApprovals(snapshot, now).map(({ target, playbook }) => [
      target,
      { state: 'approve' as const, reason: `may ${playbook} run on it?` },
    ]),
  );
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}

/** A main or scheduled session is the agent's work; a spawned one was asked for by somebody and has a line of its own. */
function isAgentsOwn(session: SessionRow): boolean {
  return session.kind !== 'subagent';
}

function presentSession(own: readonly SessionRow[]): SessionRow | null {
  const candidates = own.filter(isAgentsOwn);
  const running = candidates.filter((session) => !hasEnded(session.status));
  return (running.length > 0 ? running : candidates).reduce<SessionRow | null>(
    (newest, session) => (newest === null || session.updatedAt > newest.updatedAt ? session : newest),
    null,
  );
}

function agentRow(
  id: string,
  agent: AgentStatus | null,
  session: SessionRow | null,
  lastRun: RunEntry | null,
  supervised: boolean,
  now: number,
): Row {
  const { state, reason } = agentState(agent, session, supervised, now);
  const runsNow = session !== null && !hasEnded(session.status);
  return {
    id: `agent:${id}`,
    name: id,
    agentId: id,
    state,
    reason: reason === null ? null : oneLine(reason),
    session,
    agent,
    schedule: agent?.schedule ?? null,
    // Nobody would keep the appointment.
    nextRunAt: supervised ? (agent?.nextRunAt ?? null) : null,
    startedAt: runsNow ? session.startedAt : null,
    lastAt: runsNow ? session.startedAt : (lastRun?.endedAt ?? agent?.lastRun?.endedAt ?? session?.endedAt ?? null),
    restarts: agent?.restarts ?? session?.restarts ?? 0,
    ...usageNow(session, now),
    ...NO_TREND,
    quiet: false,
  };
}

function sessionRow(session: SessionRow, now: number): Row {
  const { state, reason } = sessionState(session);
  const ended = hasEnded(session.status);
  return {
    id: `session:${session.id}`,
    name: session.label === null ? `${session.agentId}/${session.runId.slice(0, 8)}` : oneLine(session.label),
    agentId: session.agentId,
    state,
    reason: reason === null ? null : oneLine(reason),
    session,
    agent: null,
    schedule: null,
    nextRunAt: null,
    startedAt: ended ? null : session.startedAt,
    lastAt: ended ? session.endedAt : session.startedAt,
    restarts: session.restarts,
    ...usageNow(session, now),
    ...NO_TREND,
    quiet: false,
  };
}

function corruptRow(file: string, reason: string): Row {
  const name = oneLine(basename(file));
  return {
    ...{ id: `file:${name}`, name, agentId: null, state: 'corrupt' as const, reason: oneLine(reason) },
    ...{ session: null, agent: null, schedule: null, nextRunAt: null, startedAt: null, lastAt: null },
    ...{ restarts: 0, cpuPercent: null, memoryBytes: null, ...NO_TREND, quiet: false },
  };
}
