import type { RuleSettings } from './defaults.ts';
import { matchesGlob } from './glob.ts';
import { type Hold, type Point, parseHold, samplesNeeded, times } from './hold.ts';
import { canonicalMetric } from './metric-names.ts';
import type { RULE_KINDS } from './schema.ts';

export type LevelName = 'warning' | 'critical';
export const LEVELS: readonly LevelName[] = ['warning', 'critical'];

/** A value beyond which it is bad, at which it is over, and beyond which it is sure. */
export interface Limit {
  value: number;
  clear: number;
  sure: number;
}

export interface Inhibit {
  matchers: Readonly<Record<string, string>>;
  equal: readonly string[];
}

/** A rule as the machine uses it: everything is there. */
export interface Rule {
  name: string;
  metric: string;
  covers: (resource: string | null) => boolean;
  kind: (typeof RULE_KINDS)[number];
  direction: 'above' | 'below';
  limits: Readonly<Record<LevelName, Limit | null>>;
  hold: Hold;
  /** So long what is not sure must last. */
  longHold: Hold;
  keep: Hold;
  full: number;
  labels: Readonly<Record<string, string>>;
  message: string | null;
  inhibits: readonly Inhibit[];
  /** So many points of each series are kept. */
  points: number;
}

const DEFAULT_HOLD: Hold = { samples: 2, of: 2 };
const DEFAULT_KEEP: Hold = { samples: 3, of: 3 };
const LONG_FACTOR = 3;
/** For the trend of what fills: three hours of five-minute samples. */
const TREND_POINTS = 36;

export function compileRule(name: string, settings: RuleSettings): Rule {
  const kind = settings.kind ?? 'threshold';
  const direction = settings.direction ?? (kind === 'time_to_full' ? 'below' : 'above');
  const hold = parseHold(settings.for ?? '') ?? DEFAULT_HOLD;
  const keep = parseHold(settings.keep_firing_for ?? '') ?? DEFAULT_KEEP;
  const longHold = times(hold, LONG_FACTOR);
  const { resource = null } = settings;
  return {
    name,
    metric: canonicalMetric(settings.metric),
    covers: (one) => resource === null || matchesGlob(resource, one ?? ''),
    kind,
    direction,
    limits: kind === 'absence' ? absenceLimits(settings) : limitsOf(settings),
    hold,
    longHold,
    keep,
    full: settings.full ?? 100,
    labels: settings.labels ?? {},
    message: settings.message ?? null,
    inhibits: settings.inhibits ?? [],
    points: kind === 'time_to_full' ? TREND_POINTS : Math.max(samplesNeeded(longHold), samplesNeeded(keep), 2),
  };
}

function limitsOf({ warning, critical }: RuleSettings): Rule['limits'] {
  return { warning: limitOf(warning), critical: limitOf(critical) };
}

function limitOf(given: RuleSettings['warning']): Limit | null {
  if (given === null || given === undefined) return null;
  const { value, clear = value, sure = value } = given;
  return { value, clear, sure };
}

/** 1 stands for absent, 0 for there. */
function absenceLimits({ warning, critical }: RuleSettings): Rule['limits'] {
  const absent: Limit = { value: 0.5, clear: 0.5, sure: 0.5 };
  const isCritical = critical !== null && critical !== undefined;
  const isWarning = !isCritical || (warning !== null && warning !== undefined);
  return { warning: isWarning ? absent : null, critical: isCritical ? absent : null };
}

export function isBeyond(value: number, limit: number, { direction }: Pick<Rule, 'direction'>): boolean {
  return direction === 'above' ? value > limit : value < limit;
}

export function isBad(value: number, level: Limit, rule: Pick<Rule, 'direction'>): boolean {
  return isBeyond(value, level.value, rule);
}

export function isClear(value: number, level: Limit, rule: Pick<Rule, 'direction'>): boolean {
  return !isBeyond(value, level.clear, rule);
}

/** The level at which one value lies by itself, whatever was before. */
export function levelOf(value: number, rule: Rule): LevelName | null {
  for (const name of ['critical', 'warning'] as const) {
    const limit = rule.limits[name];
    if (limit !== null && isBad(value, limit, rule)) return name;
  }
  return null;
}

/** What the rule judges, of the points of its series, newest last: the value, its change per minute, or the hours until it is full. */
export function judged(points: readonly Point[], rule: Rule): number | null {
  const newest = points.at(-1);
  if (newest === undefined) return null;
  if (rule.kind === 'rate') return ratePerMinute(points.at(-2), newest);
  if (rule.kind === 'time_to_full') return hoursToFull(points, rule.full);
  return newest[1];
}

function ratePerMinute(before: Point | undefined, newest: Point): number | null {
  const minutes = before === undefined ? 0 : (newest[0] - before[0]) / 60_000;
  return before === undefined || minutes <= 0 ? null : (newest[1] - before[1]) / minutes;
}

const FEWEST_POINTS = 6;
const HOUR_MS = 3_600_000;
/** Beyond a year a trend of some hours says nothing; also what does not fill at all. */
export const NEVER_FULL_HOURS = 8_760;

/** By the median of the slopes of all pairs (Theil and Sen): a clean-up or one large file does not move it. */
function hoursToFull(points: readonly Point[], full: number): number | null {
  const newest = points.at(-1);
  if (newest === undefined || points.length < FEWEST_POINTS) return null;
  const slopes: number[] = [];
  points.forEach(([at, value], index) => {
    for (const [laterAt, later] of points.slice(index + 1))
      if (laterAt > at) slopes.push(((later - value) / (laterAt - at)) * HOUR_MS);
  });
  slopes.sort((one, other) => one - other);
  const slope = slopes[Math.floor(slopes.length / 2)] ?? 0;
  if (newest[1] >= full) return 0;
  return slope <= 0 ? NEVER_FULL_HOURS : Math.min(NEVER_FULL_HOURS, (full - newest[1]) / slope);
}
