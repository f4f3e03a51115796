import type { AuditEntry } from '../../healing/audit/entry.ts';
import type { RunEntry } from '../../sessions/run-log.ts';
import { clean, round } from '../gather/clean.ts';
import { mean } from '../measure/statistics.ts';
import type { Healing, PlaybookRuns } from '../report-parts.ts';
import { byAgent, failed } from './agents.ts';
import { RECURRING } from './habit.ts';
import type { Timed } from './input.ts';

/** What playbooks repaired, as the audit tells it, and which agents ran well again after they had failed. */
export function healingOf(runs: readonly Timed<RunEntry>[], audit: readonly Timed<AuditEntry>[]): Healing {
  const of = (kind: AuditEntry['kind']) => audit.flatMap(({ value }) => (value.kind === kind ? [value] : []));
  const ended = of('run ended');
  const decided = of('approval decided');
  const refused = decided.filter(({ detail }) => detail.decision === 'deny');
  const expired = refused.filter(({ detail }) => detail.expired === true).length;
  const verified = ended.filter(isVerified);
  return {
    runs: ended.length,
    verified: verified.length,
    successPercent: ended.length === 0 ? null : round((100 * verified.length) / ended.length),
    meanSecondsToRepair: meanSeconds(verified),
    asked: of('approval asked').length,
    allowed: decided.length - refused.length,
    denied: refused.length - expired,
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
        playbook: clean(entries[0]?.playbook ?? 'unknown', 80),
        target: clean(entries[0]?.target ?? 'unknown', 160),
        runs: entries.length,
        verified: verified.length,
        meanSecondsToRepair: meanSeconds(verified),
        failure: failureOf(entries),
        recurring: entries.length >= RECURRING,
      };
    })
    .sort((one, other) => other.runs - one.runs || (one.playbook < other.playbook ? -1 : 1));
}

function failureOf(entries: readonly AuditEntry[]): string | null {
  const last = entries.findLast((entry) => !isVerified(entry));
  return last === undefined || typeof last.detail.reason !== 'string' ? null : clean(last.detail.reason, 160);
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
