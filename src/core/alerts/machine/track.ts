import { type Hold, holds, type Point } from '../rules/hold.ts';
import { isBad, isBeyond, isClear, judged, LEVELS, type LevelName, type Limit, type Rule } from '../rules/rule.ts';
import { type Bout, isWorth } from './usual.ts';

/** How one severity of one series stands. Times in epoch milliseconds. */
export interface LevelTrack {
  raised: boolean;
  /** Since when it has been bad, short breaks included; null: it is not. */
  since: number | null;
  /** Since when it has been bad without a break. */
  badSince: number | null;
  /** Since when it has been clear, while `since` still stands. */
  clearSince: number | null;
  /** How many samples were bad. */
  bad: number;
  /** The worst value that held for `for`; null where none did. */
  peak: number | null;
  /** Those of the last 7 days. */
  bouts: Bout[];
}

/** What is remembered of one series that a rule watches. */
export interface Track {
  rule: string;
  /** Of the newest sample. */
  at: number;
  /** Milliseconds from one sample to the next; null where nobody says so. */
  everyMs: number | null;
  points: Point[];
  levels: Record<LevelName, LevelTrack>;
  /** One letter for each of the last samples: `x` raised, `o` not. */
  states: string;
}

/** Naemon and Nagios judge flapping by so many states. */
const STATES = 21;
const USUAL_MS = 7 * 86_400_000;
const MOST_BOUTS = 50;

function newLevel(): LevelTrack {
  return { raised: false, since: null, badSince: null, clearSince: null, bad: 0, peak: null, bouts: [] };
}

export function newTrack(rule: string): Track {
  return {
    rule,
    at: Number.NEGATIVE_INFINITY,
    everyMs: null,
    points: [],
    levels: { warning: newLevel(), critical: newLevel() },
    states: '',
  };
}

/** Nothing in it that the next sample needs: it need not be kept. */
export function isTrivial(track: Track, rule: Rule): boolean {
  const calm = LEVELS.every((name) => {
    const { since, raised, bouts } = track.levels[name];
    return since === null && !raised && bouts.length === 0;
  });
  return (
    calm &&
    rule.kind === 'threshold' &&
    !('of' in rule.hold && rule.hold.of > rule.hold.samples) &&
    !track.states.includes('x')
  );
}

/** What the track is with one sample more. Samples that are not newer than the newest change nothing. */
export function withSample(
  track: Track,
  rule: Rule,
  at: number,
  value: number,
  everyMs: number | null,
  outageToleranceMs: number,
): { track: Track; judged: number | null } {
  const gone = at - track.at > outageToleranceMs;
  const before = gone ? { ...track, points: [], levels: afterOutage(track.levels) } : track;
  const points = [...before.points, [at, value] as const].slice(-rule.points);
  const found = judged(points, rule);
  if (found === null) return { track: { ...before, at, everyMs, points }, judged: null };
  // The levels judge what the rule asks for, which of a rate or a trend is not the value itself.
  const own = rule.kind === 'threshold' || rule.kind === 'absence';
  const judgedPoints = own
    ? points
    : [...points.slice(0, -1).flatMap((_, index) => again(points, index, rule)), [at, found] as const];
  const critical = step(before.levels.critical, rule, 'critical', judgedPoints);
  const warning = step(before.levels.warning, rule, 'warning', judgedPoints);
  // What is critical is a warning too, be it a usual one: else it would be told as over while it is still that.
  const isBoth = critical.raised && warning.peak !== null;
  const levels = { critical, warning: isBoth ? { ...warning, raised: true } : warning };
  const letter = LEVELS.some((name) => levels[name].raised) ? 'x' : 'o';
  const states = `${before.states}${letter}`.slice(-STATES);
  return { track: { ...before, at, everyMs, points, levels, states }, judged: found };
}

function again(points: readonly Point[], index: number, rule: Rule): Point[] {
  const found = judged(points.slice(0, index + 1), rule);
  const point = points[index];
  return found === null || point === undefined ? [] : [[point[0], found]];
}

/** What was only pending begins anew after so long without a sample; what fired still does. */
function afterOutage(levels: Track['levels']): Track['levels'] {
  const after = (level: LevelTrack): LevelTrack => {
    if (level.raised) return { ...level, clearSince: null };
    return { ...level, since: null, badSince: null, clearSince: null, bad: 0, peak: null };
  };
  return { warning: after(levels.warning), critical: after(levels.critical) };
}

function step(before: LevelTrack, rule: Rule, name: LevelName, points: readonly Point[]): LevelTrack {
  const limit = rule.limits[name];
  const newest = points.at(-1);
  if (limit === null || newest === undefined) return before;
  const [at, value] = newest;
  const bouts = before.bouts.filter((bout) => at - bout.at < USUAL_MS);
  const now = { ...before, bouts };
  return isBad(value, limit, rule)
    ? worse(now, rule, name, limit, points, at)
    : better(now, rule, name, limit, points, at);
}

function worse(
  before: LevelTrack,
  rule: Rule,
  name: LevelName,
  limit: Limit,
  points: readonly Point[],
  at: number,
): LevelTrack {
  const badSince = before.badSince ?? at;
  const now: LevelTrack = {
    ...before,
    since: before.since ?? at,
    badSince,
    clearSince: null,
    bad: before.bad + 1,
  };
  const bad = (value: number) => isBad(value, limit, rule);
  if (!holds(rule.hold, points, bad, badSince)) return now;
  const held = heldValue(points, rule.hold, bad, rule, badSince);
  const peak = now.peak === null || isBeyond(held, now.peak, rule) ? held : now.peak;
  const raised = now.raised || isWorth({ ...now, peak }, rule, name, limit, points, at);
  return { ...now, peak, raised };
}

/** The value beyond which all of the samples lay that made it hold. */
function heldValue(
  points: readonly Point[],
  hold: Hold,
  bad: (value: number) => boolean,
  rule: Rule,
  since: number,
): number {
  const within = 'ms' in hold ? points.filter(([at]) => at >= since) : points.slice(-hold.of);
  const values = within.flatMap(([, value]) => (bad(value) ? [value] : []));
  return rule.direction === 'above' ? Math.min(...values) : Math.max(...values);
}

function better(
  before: LevelTrack,
  rule: Rule,
  name: LevelName,
  limit: Limit,
  points: readonly Point[],
  at: number,
): LevelTrack {
  const value = points.at(-1)?.[1] ?? 0;
  if (before.since === null) return before;
  const isOver = isClear(value, limit, rule);
  const now: LevelTrack = { ...before, badSince: null, clearSince: isOver ? (before.clearSince ?? at) : null };
  // What never held was nothing; of "3 of 5" it is only forgotten once none of the five is bad.
  if (now.peak === null) return stillBad(rule, limit, points) ? now : ended(now, []);
  if (now.clearSince === null) return now;
  if (!holds(rule.keep, points, (one) => isClear(one, limit, rule), now.clearSince)) return now;
  const bout: Bout = { peak: now.peak, ms: now.clearSince - (now.since ?? at), at };
  return ended(now, isUsual(now, rule, name, bout.ms) && limit.sure !== limit.value ? [bout] : []);
}

function stillBad(rule: Rule, limit: Limit, points: readonly Point[]): boolean {
  const { hold } = rule;
  if ('ms' in hold || hold.of === 1) return false;
  return points.slice(1 - hold.of).some(([, value]) => isBad(value, limit, rule));
}

/** A warning that went by itself is usual however long it lasted (a backup each night); what was critical only where it was a blip. */
function isUsual({ bad, raised }: LevelTrack, { longHold }: Rule, name: LevelName, ms: number): boolean {
  if (name === 'warning' || !raised) return true;
  return 'ms' in longHold ? ms <= longHold.ms : bad <= longHold.samples;
}

function ended(level: LevelTrack, bouts: Bout[]): LevelTrack {
  return { ...newLevel(), bouts: [...level.bouts, ...bouts].slice(-MOST_BOUTS) };
}

/** The worst level that is raised; null where none is. */
export function raisedLevel({ levels }: Track): LevelName | null {
  if (levels.critical.raised) return 'critical';
  return levels.warning.raised ? 'warning' : null;
}

/** The worst level that is bad, but not raised; null where none is. */
export function pendingLevel({ levels }: Track): LevelName | null {
  if (levels.critical.since !== null) return 'critical';
  return levels.warning.since !== null ? 'warning' : null;
}

/** Raised, but everything that is raised has been clear for some samples. */
export function isRecovering({ levels }: Track): boolean {
  return LEVELS.every((name) => !levels[name].raised || levels[name].clearSince !== null);
}
