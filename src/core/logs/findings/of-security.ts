import { type SecuritySource, securitySeverity, UNKNOWN_ADDRESS } from '../security.ts';
import { type Finding, type FindingContext, isoOf, NEWS_MS } from './finding.ts';

/** Addresses of which suspicious lines are too many, or one is too much. */
export function securityFindings(sources: readonly SecuritySource[], { now, since, safe }: FindingContext): Finding[] {
  const newsFrom = since === null ? now.getTime() - NEWS_MS : Number.NEGATIVE_INFINITY;
  return sources.flatMap((source) => {
    if (source.last !== null && source.last < newsFrom) return [];
    const severity = securitySeverity(source);
    if (severity === 'info') return [];
    const { kind, count, first, last, address, path, offset, sample } = source;
    const from = address === UNKNOWN_ADDRESS ? 'that tell no address' : `from ${safe(address)}`;
    const text = `${kind.replaceAll('_', ' ')}: ${count} lines ${from}`;
    return [
      {
        kind,
        severity,
        text,
        count,
        first: isoOf(first),
        last: isoOf(last),
        template: null,
        level: null,
        address: safe(address),
        sample: safe(sample),
        path,
        offset,
      },
    ];
  });
}
