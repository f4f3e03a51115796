import type { Alert, NotifyReason } from '../alert.ts';
import { matchesGlob } from '../rules/glob.ts';
import type { EscalationLevel, Policy } from './policy.ts';
import { quietUntil } from './quiet-hours.ts';
import { isAtLeast } from './severity.ts';

/** What tells of something new, after which nobody has answered yet. */
const STARTS: ReadonlySet<NotifyReason> = new Set([
  'first',
  'severity raised',
  'stale',
  'storm',
  'acknowledgement expired',
]);

/** What was told since it last began or became worse, that message first. */
export function toldSince({ notified }: Alert): Alert['notified'] {
  const start = notified.findLastIndex(({ reason }) => STARTS.has(reason));
  return start === -1 ? [] : notified.slice(start);
}

/**
 * From when on it counts that nobody has answered, epoch milliseconds. What was held back for the quiet hours was told at their end, not
 * before: nobody is late with an answer to what they were not told.
 */
export function clockStart(alert: Alert, { quietHours }: Pick<Policy, 'quietHours'>): number | null {
  const [start] = toldSince(alert);
  if (start === undefined) return null;
  const at = Date.parse(start.at);
  const isHeld = start.severity !== 'critical' && quietHours !== null;
  return isHeld ? (quietUntil(at, quietHours) ?? at) : at;
}

export function levelsFor(alert: Alert, { escalation }: Pick<Policy, 'escalation'>): EscalationLevel[] {
  const { levels, loops } = escalation;
  const fitting = levels.filter(
    ({ severity, rules }) => isAtLeast(alert.severity, severity) && matchesGlob(rules, alert.labels.alertname ?? ''),
  );
  const longest = fitting.at(-1)?.afterMs ?? 0;
  return Array.from({ length: loops }, (_, loop) =>
    fitting.map((level) => ({ ...level, afterMs: level.afterMs + loop * longest })),
  ).flat();
}

/** When the next level of any alert is due, epoch milliseconds; null: none is to come. */
export function nextEscalation(
  alerts: Iterable<Alert>,
  policy: Pick<Policy, 'escalation' | 'quietHours'>,
): number | null {
  const due = [...alerts].flatMap((alert) => {
    const start = alert.state === 'firing' && alert.acknowledged === null ? clockStart(alert, policy) : null;
    const level = start === null ? undefined : nextLevel(alert, policy);
    return start === null || level === undefined ? [] : [start + level.afterMs];
  });
  return due.length === 0 ? null : due.reduce((least, time) => Math.min(least, time));
}

function nextLevel(alert: Alert, policy: Pick<Policy, 'escalation'>): EscalationLevel | undefined {
  return levelsFor(alert, policy)[toldSince(alert).filter(({ reason }) => reason === 'escalated').length];
}

/** The next level that is due and was not told yet; null where none is, or somebody has acknowledged it. */
export function dueLevel(
  alert: Alert,
  now: number,
  policy: Pick<Policy, 'escalation' | 'quietHours'>,
): EscalationLevel | null {
  const start = clockStart(alert, policy);
  if (start === null || alert.acknowledged !== null) return null;
  const level = nextLevel(alert, policy);
  return level !== undefined && now - start >= level.afterMs ? level : null;
}
