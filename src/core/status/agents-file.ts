import type { Layout } from '../files/layout.ts';
import { readJson } from '../files/read-json.ts';
import type { Outcome } from '../sessions/record.ts';

/**
 * How an agent stands, in the orchestrator's words. `idle`: waits for its next run. `starting`: runs and is not ready yet. `waiting`: for
 * agents that it depends on. `failed`: given up until asked. `suspended`: the machine is overloaded.
 */
export type AgentState =
  | 'running'
  | 'starting'
  | 'waiting'
  | 'idle'
  | 'retrying'
  | 'failed'
  | 'paused'
  | 'suspended'
  | 'disabled'
  | 'stopped';

export interface LastRun {
  runId: string;
  status: Outcome;
  startedAt: string | null;
  endedAt: string;
  durationMs: number | null;
  reason: string | null;
}

/** One agent in status/agents.json. Times ISO 8601; what is unknown or does not apply is null. */
export interface AgentStatus {
  id: string;
  kind: 'builtin' | 'command';
  state: AgentState;
  schedule: string | null;
  /** It is kept running, rather than run at times. */
  persistent: boolean;
  nextRunAt: string | null;
  sessionKeys: string[];
  lastRun: LastRun | null;
  /** Restarts after a failure since the agent was last healthy. */
  restarts: number;
  consecutiveFailures: number;
  /** Why it is in this state, where the state alone does not say it. */
  reason: string | null;
}

/** status/agents.json: written by the orchestrator whenever something changed. */
export interface AgentsFile {
  version: 1;
  at: string;
  orchestratorRunId: string;
  agents: AgentStatus[];
}

/** What the orchestrator last wrote of its agents; null where it never did or the file is broken. How old it is, `at` says. */
export function readAgentsFile(at: Layout): AgentsFile | null {
  const read = readJson(at.agentsFile);
  if (read.state !== 'read') return null;
  const file = read.value as Partial<AgentsFile>;
  const isWhole = file.version === 1 && Array.isArray(file.agents) && file.agents.every(isAgentStatus);
  return isWhole ? (file as AgentsFile) : null;
}

/** What readers rely on; the file may come from an older program, or from somebody's editor. */
function isAgentStatus(value: unknown): boolean {
  const agent = value as Partial<AgentStatus> | null;
  return (
    typeof agent === 'object' &&
    typeof agent?.id === 'string' &&
    typeof agent.state === 'string' &&
    Array.isArray(agent.sessionKeys)
  );
}
