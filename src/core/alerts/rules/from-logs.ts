import type { Insights } from '../../logs/insights.ts';
import type { Reading } from './from-sample.ts';

const SEVERITIES = { info: 0, warning: 1, critical: 2 } as const;
const MOST_FINDINGS = 200;

/** What an analysis of the logs found: the errors in the worst minute since the one before, and each finding. */
export function readingsOfLogs({ errorRate, findings, since }: Insights): Reading[] {
  const told = findings.find(({ kind }) => kind === 'error_rate');
  // Of a first look the worst minute may be months old; only what it calls a finding is of now.
  const worst = told?.count ?? (since === null ? null : (errorRate.max ?? 0));
  const rate: Reading = { metric: 'error_rate_per_min', resource: null, value: worst };
  const others = findings
    .filter(({ kind }) => kind !== 'error_rate')
    .slice(0, MOST_FINDINGS)
    .map(({ kind, template, address, severity, text }): Reading => {
      const what = template ?? address;
      const resource = what === null ? kind : `${kind} ${what}`;
      return { metric: 'log_finding_level', resource, value: SEVERITIES[severity], detail: text };
    });
  return [rate, ...worstOfEach(others)];
}

/** Two findings of one thing are one reading. */
function worstOfEach(readings: readonly Reading[]): Reading[] {
  const found = new Map<string | null, Reading>();
  for (const reading of readings) {
    const known = found.get(reading.resource);
    if (known === undefined || (reading.value ?? 0) > (known.value ?? 0)) found.set(reading.resource, reading);
  }
  return [...found.values()];
}
