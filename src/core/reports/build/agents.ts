import type { RunEntry } from '../../sessions/run-log.ts';
import { clean, iso, round } from '../gather/clean.ts';
import { percentile } from '../measure/statistics.ts';
import type { AgentRuns } from '../report-parts.ts';
import type { Timed } from './input.ts';

/** Ended by itself, whichever way; what a person stopped says nothing about the agent. */
export function failed({ status }: RunEntry): boolean {
  return status !== 'done' && status !== 'killed';
}

export function byAgent(runs: readonly Timed<RunEntry>[]): Map<string, Timed<RunEntry>[]> {
  const agents = new Map<string, Timed<RunEntry>[]>();
  for (const run of runs) {
    // The orchestrator is one long session: its rounds are told under its heartbeats.
    if (run.value.kind === 'main') continue;
    const entries = agents.get(run.value.agentId);
    if (entries === undefined) agents.set(run.value.agentId, [run]);
    else entries.push(run);
  }
  return new Map([...agents].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The ended runs of each agent. @param runs of the stretch alone, oldest first */
export function agentsOf(runs: readonly Timed<RunEntry>[]): AgentRuns[] {
  return [...byAgent(runs)].map(([agentId, entries]) => {
    const seconds = entries
      .flatMap(({ value }) => (typeof value.durationMs === 'number' ? [value.durationMs / 1_000] : []))
      .sort((one, other) => one - other);
    const share = (part: number) => {
      const value = percentile(seconds, part);
      return value === null ? null : round(value, 2);
    };
    const lastFailure = entries.findLast(({ value }) => failed(value));
    const lastRun = entries.findLast(({ value }) => value.status !== 'killed');
    return {
      agentId: clean(agentId, 64),
      runs: entries.length,
      done: entries.filter(({ value }) => value.status === 'done').length,
      failed: entries.filter(({ value }) => failed(value)).length,
      stopped: entries.filter(({ value }) => value.status === 'killed').length,
      p50Seconds: share(0.5),
      p95Seconds: share(0.95),
      lastFailure:
        lastFailure === undefined
          ? null
          : { at: iso(lastFailure.time), reason: clean(lastFailure.value.reason ?? lastFailure.value.status, 200) },
      failedLast: lastRun !== undefined && failed(lastRun.value),
    };
  });
}
