import { type SecuritySource, securitySeverity } from '../security.ts';
import { type Finding, isoOf } from './finding.ts';

/** Addresses of which suspicious lines are too many, or one is too much. */
export function securityFindings(sources: readonly SecuritySource[], safe: (text: string) => string): Finding[] {
  return sources.flatMap((source) => {
    const severity = securitySeverity(source);
    if (severity === 'info') return [];
    const { kind, count, first, last, address, path, offset, sample } = source;
    const text = `${kind.replaceAll('_', ' ')}: ${count} lines from ${safe(address)}`;
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
