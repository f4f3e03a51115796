import type { MinuteCount } from '../templates/minute-counts.ts';
import { type Finding, type FindingContext, isoOf, type Severity } from './finding.ts';

const HOUR_MS = 3_600_000;
/** A minute that has so many times the mean of the others, and at least so many lines. */
const SURGE = { factor: 5, least: 100, minutes: 5 };

export interface ErrorRate {
  /** Errors a minute over the minutes that have lines; null where no line has a time. */
  mean: number | null;
  max: number | null;
  maxAt: string | null;
  minutes: number;
}

export function errorRate(minutes: ReadonlyMap<number, MinuteCount>): ErrorRate {
  let max: number | null = null;
  let maxAt: number | null = null;
  let errors = 0;
  for (const [at, count] of minutes) {
    errors += count.errors;
    if (max === null || count.errors > max) [max, maxAt] = [count.errors, at];
  }
  return { mean: minutes.size === 0 ? null : errors / minutes.size, max, maxAt: isoOf(maxAt), minutes: minutes.size };
}

function minuteFinding(kind: string, severity: Severity, text: string, count: number, at: number): Finding {
  const first = new Date(at).toISOString();
  return {
    kind,
    severity,
    text,
    count,
    first,
    last: new Date(at + 59_999).toISOString(),
    template: null,
    level: null,
    address: null,
    sample: null,
    path: null,
    offset: null,
  };
}

/** Errors and lines in one minute that are too many. */
export function rateFindings(
  minutes: ReadonlyMap<number, MinuteCount>,
  { errorsPerMinute, now, since }: FindingContext,
): Finding[] {
  // Of a first look's history only the last hour is news.
  const from = since?.getTime() ?? now.getTime() - HOUR_MS;
  const recent = [...minutes].filter(([at]) => at >= from - 60_000);
  const findings: Finding[] = [];
  const worst = recent.reduce<[number, MinuteCount] | null>(
    (top, each) => (top === null || each[1].errors > top[1].errors ? each : top),
    null,
  );
  if (worst !== null && worst[1].errors > errorsPerMinute.warning) {
    const [at, { errors }] = worst;
    const severity = errors > errorsPerMinute.critical ? 'critical' : 'warning';
    const limit = severity === 'critical' ? errorsPerMinute.critical : errorsPerMinute.warning;
    findings.push(minuteFinding('error_rate', severity, `${errors} errors in one minute, above ${limit}`, errors, at));
  }
  const busiest = recent.reduce<[number, MinuteCount] | null>(
    (top, each) => (top === null || each[1].lines > top[1].lines ? each : top),
    null,
  );
  if (busiest !== null && recent.length >= SURGE.minutes) {
    const [at, { lines }] = busiest;
    const mean = (recent.reduce((sum, [, count]) => sum + count.lines, 0) - lines) / (recent.length - 1);
    if (lines >= SURGE.least && lines > SURGE.factor * mean) {
      findings.push(
        minuteFinding(
          'log_spike',
          'warning',
          `${lines} lines in one minute, ${Math.round(mean)} in the others`,
          lines,
          at,
        ),
      );
    }
  }
  return findings;
}
