import { iso } from '../gather/clean.ts';
import { within } from '../gather/events.ts';
import type { ChangeLog } from '../machine/journal.ts';
import type { Changes } from '../report-parts.ts';
import type { Stretch } from './input.ts';

const MOST_LISTED = 60;

/** What changed on the machine in a stretch. Before the first fingerprint nothing can be said. */
export function changesOf(log: ChangeLog, span: Stretch): Changes {
  const watched = log.watchedSince !== null && log.watchedSince < span.to ? log.watchedSince : null;
  const list = watched === null ? [] : within(log.changes, span);
  const counts = { package: 0, unit: 0, file: 0, boot: 0 };
  for (const { kind } of list) counts[kind] += 1;
  return {
    watchedSince: watched === null ? null : iso(watched),
    counts,
    list: list.slice(0, MOST_LISTED),
    blind: watched === null ? [] : (log.blind.findLast(({ time }) => time < span.to)?.value ?? []),
  };
}
