import type { KnownTemplate } from '../history.ts';
import { type Finding, type FindingContext, LEARNING_MS } from './finding.ts';

const HOUR_MS = 3_600_000;
/** Vanished: it came in so great a share of the hours of at least a day, and not for so many hours. */
const VANISHED = { share: 0.95, hours: 24, silentHours: 2 };
/** What comes by chance is silent by chance: so many lines must be missing, of quiet hours, that this happens once in a million times. */
const MISSING_BY_CHANCE = 14;
/** Counts that vary less than by chance are those of a clock: there, one line an hour that is missing is one too many. */
const LIKE_A_CLOCK = 0.5;

/** Whether so many hours of silence say something of a message that came so often in the hours before. */
function isUnlikely(counts: readonly number[], silentHours: number): boolean {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
  if (variance <= mean * LIKE_A_CLOCK) return true;
  const quiet = [...counts].sort((one, other) => one - other).slice(0, Math.ceil(counts.length / 4));
  const inQuietHour = quiet.reduce((sum, count) => sum + count, 0) / quiet.length;
  return inQuietHour * silentHours >= MISSING_BY_CHANCE;
}

/** Regular messages that no longer come: a job that is silent says more than one that complains. Marks them, so that each is told once. */
export function vanishedFindings(
  known: readonly KnownTemplate[],
  { now, learnedSince, safe }: FindingContext,
): Finding[] {
  if (now.getTime() - learnedSince.getTime() < LEARNING_MS) return [];
  const hour = Math.floor(now.getTime() / HOUR_MS);
  return known.flatMap((entry) => {
    const lastHour = Math.floor(Date.parse(entry.lastSeen) / HOUR_MS);
    const week = entry.hours.filter(([at]) => at <= lastHour && at > lastHour - 168);
    const hours = week.map(([at]) => at);
    const span = lastHour - Math.min(...hours) + 1;
    const isRegular = span >= VANISHED.hours && hours.length >= span * VANISHED.share;
    if (entry.vanishedAt !== null || !isRegular || hour - lastHour <= VANISHED.silentHours) return [];
    const silentHours = (now.getTime() - Date.parse(entry.lastSeen)) / HOUR_MS;
    // The first and the last hour are not whole.
    const counts = week.filter(([at]) => at > Math.min(...hours) && at < lastHour).map(([, count]) => count);
    if (!isUnlikely(counts, silentHours)) return [];
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
