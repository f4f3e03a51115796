import type { KnownTemplate } from '../history.ts';
import type { SecuritySource } from '../security.ts';
import type { MinuteCount } from '../templates/minute-counts.ts';
import type { Finding, FindingContext, Seen, Severity } from './finding.ts';
import { securityFindings } from './of-security.ts';
import { templateFindings } from './of-template.ts';
import { rateFindings } from './rates.ts';
import { vanishedFindings } from './vanished.ts';

const ORDER: readonly Severity[] = ['critical', 'warning', 'info'];

/** Everything worth telling of one run, the most severe first. */
export function findAll(
  seen: readonly Seen[],
  known: readonly KnownTemplate[],
  minutes: ReadonlyMap<number, MinuteCount>,
  security: readonly SecuritySource[],
  context: FindingContext,
): Finding[] {
  return [
    ...seen.flatMap((each) => templateFindings(each, context)),
    ...vanishedFindings(known, context),
    ...rateFindings(minutes, context),
    ...securityFindings(security, context),
  ].sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity) || other.count - one.count);
}
