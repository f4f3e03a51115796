import { holds, type Point } from '../rules/hold.ts';
import { isBad, isBeyond, type LevelName, type Limit, type Rule } from '../rules/rule.ts';

/** Worse than usual means by so much of the room between the threshold and what is sure. */
const WORSE_SHARE = 0.05;
const LONGER_FACTOR = 1.5;
const WRONG_BOUTS = 6;
const FARTHER_SHARE = 0.75;

/** Something that came and went by itself: how bad it was, for how long it lasted, and when it was over (epoch ms). */
export interface Bout {
  peak: number;
  ms: number;
  at: number;
}

/** What has held, and what came before it; times in epoch milliseconds. */
export interface Held {
  peak: number | null;
  bouts: readonly Bout[];
  since: number | null;
  badSince: number | null;
}

/**
 * Whether it is to be raised now that it held. Beyond `sure`, always; else it must be worse than what came and went by itself in the last
 * 7 days, or last longer. A reading that hovers at its threshold so is told once, and not forty times a week.
 */
export function isWorth(
  now: Held,
  rule: Rule,
  name: LevelName,
  limit: Limit,
  points: readonly Point[],
  at: number,
): boolean {
  const { peak, bouts, badSince, since } = now;
  if (peak === null) return false;
  if (bouts.length === 0 || limit.sure === limit.value || isBeyond(peak, sureOf(limit, bouts, rule), rule)) return true;
  const margin = WORSE_SHARE * (limit.sure - limit.value);
  const usual = bouts.reduce(
    (worst, bout) => (isBeyond(bout.peak, worst, rule) ? bout.peak : worst),
    bouts[0]?.peak ?? 0,
  );
  if (isBeyond(peak, usual + margin, rule)) return true;
  const long = holds(rule.longHold, points, (value) => isBad(value, limit, rule), badSince ?? at);
  if (!long || name === 'critical') return long;
  return at - (since ?? at) >= LONGER_FACTOR * Math.max(...bouts.map(({ ms }) => ms));
}

/**
 * Beyond this nothing is asked. Where even that was wrong six times within a week, it is the mean of those, up to three quarters farther:
 * so noise that is wide costs no message a day, and what is really wrong still stands out of it.
 */
function sureOf({ value, sure }: Limit, bouts: readonly Bout[], rule: Rule): number {
  const wrong = bouts.filter(({ peak }) => isBeyond(peak, sure, rule));
  if (wrong.length < WRONG_BOUTS) return sure;
  const mean = wrong.reduce((sum, { peak }) => sum + peak, 0) / wrong.length;
  const farthest = sure + FARTHER_SHARE * (sure - value);
  return isBeyond(mean, farthest, rule) ? farthest : mean;
}
