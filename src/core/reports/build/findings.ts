import type { Thresholds } from '../../config/schema.ts';
import type { Finding, FindingLevel, Verdict } from '../report.ts';
import { EVENT_RULES } from './rules/events.ts';
import type { Facts } from './rules/finding.ts';
import { MEASURED_RULES } from './rules/measured.ts';

const ORDER: readonly FindingLevel[] = ['critical', 'warning', 'unknown', 'info'];

/** Everything that a person should know, the worst first. */
export function findingsOf(facts: Facts, thresholds: Thresholds): Finding[] {
  const all = [...MEASURED_RULES, ...EVENT_RULES].flatMap((rule) => rule(facts, thresholds));
  return ORDER.flatMap((level) => all.filter((found) => found.level === level));
}

/** The worst finding decides. What nobody measured is unknown, and never fine. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const worst = ORDER.find((level) => level !== 'info' && findings.some((found) => found.level === level));
  if (findings.some(({ code }) => code === 'noData')) return worst === 'critical' ? 'critical' : 'unknown';
  return worst === undefined || worst === 'info' ? 'ok' : worst;
}
