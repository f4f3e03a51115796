import { orchestratorView } from '../../core/orchestrator-client.ts';
import { type AgentStatus, readAgentsFile } from '../../core/status/agents-file.ts';
import { describeDuration } from '../../core/text/duration.ts';
import type { Run } from '../command.ts';
import { textTable } from '../text-table.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const view = orchestratorView(at, now);
  const supervised = view?.live === 'live' || view?.live === 'stale';
  const agents = readAgentsFile(at)?.agents ?? (await configured(input));
  return {
    data: {
      supervised,
      orchestrator: view === null ? null : { pid: view.record.owner?.pid ?? null, live: view.live },
      agents,
    },
    text: textTable(
      ['AGENT', 'STATE', 'SCHEDULE', 'LAST RUN', 'NEXT RUN', 'REASON'],
      agents.map((agent) => line(agent, now)),
    ),
    warnings: supervised ? [] : ['the orchestrator does not run: this is what was last known, and nothing is started'],
  };
};

/** Before the orchestrator's first word on its agents, what is configured is all there is. */
async function configured(input: Parameters<Run>[0]): Promise<AgentStatus[]> {
  const { loadConfigFast } = await import('../../core/config/cached.ts');
  const { config } = await loadConfigFast(input.open());
  return Object.entries(config.agents).map(([id, agent]) => ({
    id,
    kind: agent.command === undefined ? 'builtin' : 'command',
    state: agent.enabled ? 'stopped' : 'disabled',
    schedule: agent.schedule ?? null,
    persistent: agent.persistent,
    nextRunAt: null,
    sessionKeys: [],
    lastRun: null,
    restarts: 0,
    consecutiveFailures: 0,
    reason: null,
  }));
}

function line(agent: AgentStatus, now: number): string[] {
  const last = agent.lastRun;
  const ago = last === null ? '' : `${last.status} ${describeDuration(now - Date.parse(last.endedAt))} ago`;
  const next = agent.nextRunAt === null ? '' : `in ${describeDuration(Date.parse(agent.nextRunAt) - now)}`;
  return [agent.id, agent.state, agent.schedule ?? '', ago, next, agent.reason ?? ''];
}
