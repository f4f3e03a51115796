import type { KnownTemplate } from './history.ts';
import type { Level } from './level.ts';
import { isAtLeast } from './level.ts';
import { type SecuritySource, securitySeverity } from './security.ts';
import type { MinuteCount } from './templates/miner.ts';
import type { Template } from './templates/templates.ts';

export type Severity = 'info' | 'warning' | 'critical';

/** Something about the logs that a person should know. Times are ISO 8601, null where the lines have none. */
export interface Finding {
  kind: string;
  severity: Severity;
  text: string;
  count: number;
  first: string | null;
  last: string | null;
  template: string | null;
  level: Level | null;
  address: string | null;
  sample: string | null;
  path: string | null;
  offset: number | null;
}

export interface Seen {
  template: Template;
  entry: KnownTemplate;
  isNew: boolean;
}

export interface FindingContext {
  now: Date;
  /** When this run's window began: the last run, or null at the first one. */
  since: Date | null;
  /** The earliest time that is known of; nothing is called new or vanished within a day of it. */
  learnedSince: Date;
  errorsPerMinute: { warning: number; critical: number };
  safe: (text: string) => string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const REPEATS = { warning: 10, critical: 50 };
/** A spike is more than three times the busiest like hour, at least so many lines, and no chance of one in a million. */
const SPIKE = { factor: 3, least: 20, chance: 1e-6 };
/** Vanished: it came in so great a share of the hours of at least a day, and not for so many hours. */
const VANISHED = { share: 0.95, hours: 24, silentHours: 2 };
/** A minute that has so many times the mean of the others, and at least so many lines. */
const SURGE = { factor: 5, least: 100, minutes: 5 };

function time(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function ofTemplate(
  kind: string,
  severity: Severity,
  text: string,
  { template, entry }: Seen,
  safe: (text: string) => string,
): Finding {
  const { count, first, last, level, path, offset, sample } = template;
  return {
    kind,
    severity,
    text,
    count,
    first: time(first),
    last: time(last),
    template: entry.id,
    level,
    address: null,
    sample: safe(sample),
    path,
    offset,
  };
}

/** The chance of at least `count` where `expected` come on average, if they come independently. */
export function poissonTail(count: number, expected: number): number {
  if (expected <= 0) return count > 0 ? 0 : 1;
  let logTerm = -expected;
  for (let at = 1; at <= count; at += 1) logTerm += Math.log(expected) - Math.log(at);
  let sum = 0;
  for (let at = count; at < count + 1_000; at += 1) {
    const term = Math.exp(logTerm);
    sum += term;
    if (term < sum * 1e-9) break;
    logTerm += Math.log(expected) - Math.log(at + 1);
  }
  return Math.min(1, sum);
}

/** Lines an hour at this time of day at most: the same hour of earlier days and the hours beside it, else any hour. */
function busiestLikeHour(entry: KnownTemplate, now: Date): number | null {
  const hour = Math.floor(now.getTime() / HOUR_MS);
  const past = entry.hours.filter(([at]) => at < hour - 1);
  const distance = (at: number) => Math.min((((at - hour) % 24) + 24) % 24, (((hour - at) % 24) + 24) % 24);
  const like = past.filter(([at]) => distance(at) <= 1);
  const used = like.length > 0 ? like : past;
  return used.length === 0 ? null : Math.max(...used.map(([, count]) => count));
}

function templateFindings(seen: Seen, context: FindingContext): Finding[] {
  const { template, entry, isNew } = seen;
  const { now, since, learnedSince, safe } = context;
  const findings: Finding[] = [];
  const hasLearned = now.getTime() - learnedSince.getTime() > DAY_MS;
  const bad = isAtLeast(template.level, 'error');
  if (isNew && since !== null && hasLearned) {
    findings.push(ofTemplate('new_template', bad ? 'warning' : 'info', `new: ${entry.text}`, seen, safe));
  }
  if (!isNew && since !== null && hasLearned) {
    const busiest = busiestLikeHour(entry, now);
    const hours = Math.max((now.getTime() - since.getTime()) / HOUR_MS, 1 / 60);
    const expected = Math.max(1, (busiest ?? 0) * Math.min(1, hours));
    if (
      busiest !== null &&
      template.count >= SPIKE.least &&
      template.count > SPIKE.factor * expected &&
      poissonTail(template.count, expected) < SPIKE.chance
    ) {
      const text = `${template.count} lines where at most ${Math.ceil(expected)} are usual: ${entry.text}`;
      findings.push(ofTemplate('spike', bad ? 'critical' : 'warning', text, seen, safe));
    }
  }
  if (bad && template.count > REPEATS.warning) {
    const severity = template.count > REPEATS.critical ? 'critical' : 'warning';
    findings.push(ofTemplate('repeating_error', severity, `${template.count} times: ${entry.text}`, seen, safe));
  }
  return findings;
}

/** Regular messages that no longer come: a job that is silent says more than one that complains. Marks them, so that each is told once. */
function vanishedFindings(known: readonly KnownTemplate[], { now, learnedSince, safe }: FindingContext): Finding[] {
  if (now.getTime() - learnedSince.getTime() < DAY_MS) return [];
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

function minuteFinding(kind: string, severity: Severity, text: string, count: number, at: number): Finding {
  const first = new Date(at).toISOString();
  return {
    kind,
    severity,
    text,
    count,
    first,
    last: new Date(at + 59_999).toISOString(),
    template: null,
    level: null,
    address: null,
    sample: null,
    path: null,
    offset: null,
  };
}

export interface ErrorRate {
  /** Errors a minute over the minutes that have lines; null where no line has a time. */
  mean: number | null;
  max: number | null;
  maxAt: string | null;
  minutes: number;
}

export function errorRate(minutes: ReadonlyMap<number, MinuteCount>): ErrorRate {
  let max: number | null = null;
  let maxAt: number | null = null;
  let errors = 0;
  for (const [at, count] of minutes) {
    errors += count.errors;
    if (max === null || count.errors > max) [max, maxAt] = [count.errors, at];
  }
  return { mean: minutes.size === 0 ? null : errors / minutes.size, max, maxAt: time(maxAt), minutes: minutes.size };
}

function rateFindings(
  minutes: ReadonlyMap<number, MinuteCount>,
  { errorsPerMinute, now, since }: FindingContext,
): Finding[] {
  // Of a first look's history only the last hour is news.
  const from = since?.getTime() ?? now.getTime() - HOUR_MS;
  const recent = [...minutes].filter(([at]) => at >= from - 60_000);
  const findings: Finding[] = [];
  const worst = recent.reduce<[number, MinuteCount] | null>(
    (top, each) => (top === null || each[1].errors > top[1].errors ? each : top),
    null,
  );
  if (worst !== null && worst[1].errors > errorsPerMinute.warning) {
    const [at, { errors }] = worst;
    const severity = errors > errorsPerMinute.critical ? 'critical' : 'warning';
    const limit = severity === 'critical' ? errorsPerMinute.critical : errorsPerMinute.warning;
    findings.push(minuteFinding('error_rate', severity, `${errors} errors in one minute, above ${limit}`, errors, at));
  }
  const busiest = recent.reduce<[number, MinuteCount] | null>(
    (top, each) => (top === null || each[1].lines > top[1].lines ? each : top),
    null,
  );
  if (busiest !== null && recent.length >= SURGE.minutes) {
    const [at, { lines }] = busiest;
    const mean = (recent.reduce((sum, [, count]) => sum + count.lines, 0) - lines) / (recent.length - 1);
    if (lines >= SURGE.least && lines > SURGE.factor * mean) {
      findings.push(
        minuteFinding(
          'log_spike',
          'warning',
          `${lines} lines in one minute, ${Math.round(mean)} in the others`,
          lines,
          at,
        ),
      );
    }
  }
  return findings;
}

function securityFindings(sources: readonly SecuritySource[], safe: (text: string) => string): Finding[] {
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
        first: time(first),
        last: time(last),
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
    ...securityFindings(security, context.safe),
  ].sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity) || other.count - one.count);
}
