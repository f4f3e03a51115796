import type { KnownTemplate } from '../history.ts';
import { type Finding, type FindingContext, LEARNING_MS } from './finding.ts';

const HOUR_MS = 3_600_000;
/** Vanished: it came in so great a share of the hours of at least a day, and not for so many hours. */
const VANISHED = { share: 0.95, hours: 24, silentHours: 2 };

/** Regular messages that no longer come: a job that is silent says more than one that complains. Marks them, so that each is told once. */
export function vanishedFindings(
  known: readonly KnownTemplate[],
  { now, learnedSince, safe }: FindingContext,
): Finding[] {
  if (now.getTime() - learnedSince.getTime() < LEARNING_MS) return [];
  const hour = Math.floor(now.getTime() / HOUR_MS);
  return known.flatMap((entry) => {
    const lastHour = Math.floor(Date.parse(entry.lastSeen) / HOUR_MS);
    const hours = entry.hours.map(([at]) => at).filter((at) => at <= lastHour && at > lastHour - 168);
    const span = lastHour - Math.min(...hours) + 1;
    const isRegular = span >= VANISHED.hours && hours.length >= span * VANISHED.share;
    if (entry.vanishedAt !== null || !isRegular || hour - lastHour <= VANISHED.silentHours) return [];
    entry.vanishedAt = now.toISOString();
    const text = `came every hour and has not come since ${entry.lastSeen.slice(0, 16)}Z: ${entry.text}`;
    const { firstSeen, lastSeen, total, id, level, sample, path, offset } = entry;
    return [
      {
        kind: 'vanished_template',
        severity: 'warning',
        text,
        count: total,
        first: firstSeen,
        last: lastSeen,
        template: id,
        level,
        address: null,
        sample: safe(sample),
        path,
        offset,
      } as const,
    ];
  });
}
