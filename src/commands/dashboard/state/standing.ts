import { hasEnded } from '../../../core/sessions/record.ts';
import type { SessionRow } from '../../../core/sessions/row.ts';
import type { AgentStatus } from '../../../core/status/agents-file.ts';
import { BY_AGENT_STATE, BY_SESSION_STATUS, type StateName } from './states.ts';

/** A run is late when its time passed this long ago; below, the orchestrator may just be starting it. */
const LATE_MS = 30_000;

/** How a row stands, and why where the state alone does not say it. */
export interface Standing {
  state: StateName;
  reason: string | null;
}

/** What runs is seen by everybody; what is planned is known only while somebody plans it. */
export function agentState(
  agent: AgentStatus | null,
  session: SessionRow | null,
  supervised: boolean,
  now: number,
): Standing {
  const seen = session === null ? null : sessionState(session);
  const alive = session !== null && !hasEnded(session.status);
  if (agent === null) return seen ?? { state: 'idle', reason: null };
  if (alive && seen !== null) return seen;
  const reason = agent.reason ?? agent.lastRun?.reason ?? session?.reason ?? null;
  if (!supervised) {
    // A failure stays a failure, whoever is gone.
    if (agent.state === 'failed') return { state: 'failed', reason };
    if (seen?.state === 'lost') return seen;
    return { state: agent.state === 'disabled' ? 'disabled' : 'unmanaged', reason: 'no orchestrator runs it' };
  }
  if (agent.state === 'idle' && agent.nextRunAt !== null && now - Date.parse(agent.nextRunAt) > LATE_MS) {
    return { state: 'late', reason: 'its time has passed' };
  }
  if (agent.state === 'running' && seen !== null) return seen;
  return { state: BY_AGENT_STATE[agent.state] ?? 'unseen', reason: agent.state === 'idle' ? null : reason };
}

export function sessionState(session: SessionRow): Standing {
  if (session.live === 'stale') return { state: 'silent', reason: 'it runs, but has not shown itself for a while' };
  if (session.live === 'unknown') return { state: 'unseen', reason: 'it belongs to another host or container' };
  return { state: BY_SESSION_STATUS[session.status], reason: session.reason };
}
