import type { Thresholds } from '../../../config/schema.ts';
import type { Finding, FindingCode, FindingLevel, Report } from '../../report.ts';

/** What findings are drawn from: the report without them. */
export type Facts = Omit<Report, 'findings' | 'verdict'>;

export type Rule = (facts: Facts, thresholds: Thresholds) => Finding[];

export function finding(
  code: FindingCode,
  level: FindingLevel,
  drawn: Partial<Omit<Finding, 'code' | 'level'>> = {},
): Finding {
  return { code, level, subject: null, value: null, limit: null, seconds: null, at: null, reference: null, ...drawn };
}
