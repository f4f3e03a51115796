import type { Heartbeat } from '../../status/heartbeat.ts';
import { iso } from '../gather/clean.ts';
import type { Watch } from '../report-parts.ts';
import type { Stretch, Timed } from './input.ts';

/** A beat may come this much later than its interval before it counts as missed; the heartbeat's own rule. */
const GRACE = 0.1;

/** The orchestrator's rounds in a stretch. Beats ahead of it tell whether one was owed at its beginning. */
export function watchOf(beats: readonly Timed<Heartbeat>[], span: Stretch, intervalMs: number): Watch {
  const inside = beats.filter(({ time }) => time >= span.from && time < span.to);
  const ahead = beats.findLast(({ time }) => time < span.from);
  const byStatus: Record<string, number> = {};
  for (const { value } of inside) byStatus[value.status] = (byStatus[value.status] ?? 0) + 1;
  const starts = inside.filter(({ value }) => value.trigger === 'start').length;
  const skipped = byStatus.skipped ?? 0;
  const first = ahead ?? inside[0];
  const counted = { beats: inside.length - skipped, byStatus, skipped, starts };
  if (first === undefined) return { ...counted, missed: null, longestSilence: null };

  let missed = 0;
  let longest = { from: 0, to: 0 };
  let last = Math.max(first.time, span.from - intervalMs);
  for (const time of [...inside.map((beat) => beat.time), span.to]) {
    missed += Math.max(0, Math.floor((time - last - GRACE * intervalMs) / intervalMs));
    const from = Math.max(last, span.from);
    if (time - from > longest.to - longest.from) longest = { from, to: time };
    last = Math.max(last, time);
  }
  const seconds = Math.round((longest.to - longest.from) / 1_000);
  return { ...counted, missed, longestSilence: { from: iso(longest.from), to: iso(longest.to), seconds } };
}
