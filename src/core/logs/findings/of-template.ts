import type { KnownTemplate } from '../history.ts';
import { isAtLeast } from '../level.ts';
import { linesFrom } from '../templates/shape.ts';
import { type Finding, type FindingContext, isoOf, LEARNING_MS, NEWS_MS, type Seen, type Severity } from './finding.ts';
import { poissonTail } from './poisson.ts';

const HOUR_MS = 3_600_000;
const REPEATS = { warning: 10, critical: 50 };
/**
 * A spike is at least so many lines, more than three times those of the busiest like hour in as long a time, by no chance of one in a
 * million; and in its hour more than twice as many.
 */
const SPIKE = { factor: 3, least: 20, chance: 1e-6, hourFactor: 2 };

/** Lines an hour at this time of day at most: the same hour of earlier days and the hours beside it, else any hour. */
function busiestLikeHour(entry: KnownTemplate, now: Date): number | null {
  const hour = Math.floor(now.getTime() / HOUR_MS);
  const past = entry.hours.filter(([at]) => at < hour - 1);
  const distance = (at: number) => Math.min((((at - hour) % 24) + 24) % 24, (((hour - at) % 24) + 24) % 24);
  const like = past.filter(([at]) => distance(at) <= 1);
  const used = like.length > 0 ? like : past;
  return used.length === 0 ? null : Math.max(...used.map(([, count]) => count));
}

/** How many lines are usual in the time since the last run, where this run has far more of them; else null. */
function unusual({ template, entry }: Seen, now: Date, since: Date): number | null {
  const busiest = busiestLikeHour(entry, now);
  if (busiest === null || template.count < SPIKE.least) return null;
  const hours = Math.max((now.getTime() - since.getTime()) / HOUR_MS, 1 / 60);
  const usual = Math.max(1, busiest * hours);
  const isFar = template.count > SPIKE.factor * usual && poissonTail(template.count, usual) < SPIKE.chance;
  // A nightly job says all of its lines within a minute: its usual hour holds them, its usual sixth of an hour does not.
  const fullest = Math.max(...entry.hours.map(([at, count]) => (template.hours.has(at) ? count : 0)));
  return isFar && fullest > SPIKE.hourFactor * busiest ? usual : null;
}

function countSince({ template }: Seen, from: number): number {
  const first = Math.floor(from / HOUR_MS);
  return [...template.hours].reduce((sum, [hour, count]) => (hour >= first ? sum + count : sum), 0);
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
    first: isoOf(first),
    last: isoOf(last),
    template: entry.id,
    level,
    address: null,
    sample: safe(sample),
    path,
    offset,
  };
}

/** What this run's lines of one template tell: that they are new, unusually many, or an error over and over. */
export function templateFindings(seen: Seen, context: FindingContext): Finding[] {
  const { template, entry, isNew } = seen;
  const { now, since, learnedSince, safe } = context;
  const findings: Finding[] = [];
  const hasLearned = now.getTime() - learnedSince.getTime() > LEARNING_MS;
  const bad = isAtLeast(template.level, 'error');
  if (isNew && since !== null && hasLearned) {
    findings.push(ofTemplate('new_template', bad ? 'warning' : 'info', `new: ${entry.text}`, seen, safe));
  }
  if (!isNew && since !== null && hasLearned) {
    const usual = unusual(seen, now, since);
    if (usual !== null) {
      const text = `${template.count} lines where at most ${Math.ceil(usual)} are usual: ${entry.text}`;
      findings.push(ofTemplate('spike', bad ? 'critical' : 'warning', text, seen, safe));
    }
  }
  // Requests that were served and those that failed are one kind of message: only these are an error that repeats.
  const errors = linesFrom(template.levels, 'error');
  const repeats = since === null ? Math.min(errors, countSince(seen, now.getTime() - NEWS_MS)) : errors;
  if (bad && repeats > REPEATS.warning) {
    const severity = repeats > REPEATS.critical ? 'critical' : 'warning';
    const finding = ofTemplate('repeating_error', severity, `${repeats} times: ${entry.text}`, seen, safe);
    findings.push({ ...finding, count: repeats });
  }
  return findings;
}
