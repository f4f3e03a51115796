import type { AuditEntry } from '../../healing/audit/entry.ts';
import type { RunEntry } from '../../sessions/run-log.ts';
import { round } from '../gather/clean.ts';
import { mean } from '../measure/statistics.ts';
import type { Healing, PlaybookRuns } from '../report-parts.ts';
import { byAgent, failed } from './agents.ts';
import type { Timed } from './input.ts';

/** So many runs of a playbook on one target within a period are no accident any more. */
const RECURRING = 3;

/** What playbooks repaired, as the audit tells it, and which agents ran well again after they had failed. */
export function healingOf(runs: readonly Timed<RunEntry>[], audit: readonly Timed<AuditEntry>[]): Healing {
  const of = (kind: AuditEntry['kind']) => audit.flatMap(({ value }) => (value.kind === kind ? [value] : []));
  const ended = of('run ended');
  const decided = of('approval decided').filter(({ detail }) => detail.decision === 'deny');
  const expired = decided.filter(({ detail }) => detail.expired === true).length;
  const verified = ended.filter(isVerified);
  return {
    runs: ended.length,
    verified: verified.length,
    successPercent: ended.length === 0 ? null : round((100 * verified.length) / ended.length),
    meanSecondsToRepair: meanSeconds(verified),
    asked: of('approval asked').length,
    denied: decided.length - expired,
    expired,
    playbooks: playbooksOf(ended),
    ...agentsHealed(runs),
  };
}

function isVerified({ detail }: AuditEntry): boolean {
  return detail.outcome === 'verified';
}

function meanSeconds(verified: readonly AuditEntry[]): number | null {
  const average = mean(
    verified.flatMap(({ detail }) => (typeof detail.durationMs === 'number' ? [detail.durationMs / 1_000] : [])),
  );
  return average === null ? null : round(average);
}

function playbooksOf(ended: readonly AuditEntry[]): PlaybookRuns[] {
  const groups = new Map<string, AuditEntry[]>();
  for (const entry of ended) {
    const key = JSON.stringify([entry.playbook, entry.target]);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()]
    .map((entries) => {
      const verified = entries.filter(isVerified);
      return {
        playbook: entries[0]?.playbook ?? 'unknown',
        target: entries[0]?.target ?? 'unknown',
        runs: entries.length,
        verified: verified.length,
        meanSecondsToRepair: meanSeconds(verified),
        recurring: entries.length >= RECURRING,
      };
    })
    .sort((one, other) => other.runs - one.runs || (one.playbook < other.playbook ? -1 : 1));
}

function agentsHealed(runs: readonly Timed<RunEntry>[]) {
  let failures = 0;
  const recoveries: number[] = [];
  for (const entries of byAgent(runs).values()) {
    let failingSince: number | null = null;
    for (const { time, value } of entries) {
      if (failed(value) && failingSince === null) {
        failures += 1;
        failingSince = time;
      } else if (value.status === 'done' && failingSince !== null) {
        recoveries.push((time - failingSince) / 1_000);
        failingSince = null;
      }
    }
  }
  const average = mean(recoveries);
  return {
    agentFailures: failures,
    agentRecoveries: recoveries.length,
    meanSecondsToRecover: average === null ? null : round(average),
  };
}
