import { type Alert, fingerprintOf, unsaid } from '../alert.ts';
import type { ExternalAlarm } from '../input.ts';
import type { Policy } from '../policy/policy.ts';
import { type Change, episodeOf, eventOf, RESOLVED_KEPT_MS, withSeverity } from './change.ts';
import type { Memory } from './memory.ts';
import { promoted } from './promote.ts';

/** What somebody outside says makes of its alert. It waits for nothing: it fires at once, and is over when it is said to be. */
export function alarmStep(
  before: Alert | undefined,
  alarm: ExternalAlarm,
  now: number,
  memory: Memory,
  policy: Policy,
): Change | null {
  const at = new Date(now).toISOString();
  const isActive = before !== undefined && before.state !== 'resolved';
  const isOver = alarm.status === 'resolved' || (alarm.endsAt !== null && Date.parse(alarm.endsAt) <= now);
  if (isOver) return isActive ? resolved(before, at) : null;
  const { severity, message, value, threshold, unit, endsAt } = alarm;
  const said = { message, value, threshold, unit, endsAt, updatedAt: at };
  if (!isActive) {
    const alert: Alert = { ...newAlert(before, alarm, at), ...said };
    return { alert, events: [eventOf(alert, 'firing', at)] };
  }
  const alert: Alert = { ...before, ...said, state: 'firing' };
  // What was worse a moment ago and is said again milder has become milder.
  return withSeverity(alert, promoted(severity, alert, now, memory, policy), at);
}

function newAlert(before: Alert | undefined, { labels, severity, startsAt }: ExternalAlarm, at: string): Alert {
  const begun = Number.isNaN(Date.parse(startsAt)) ? at : new Date(startsAt).toISOString();
  return {
    version: 1,
    fingerprint: fingerprintOf(labels),
    episode: episodeOf(isRecent(begun, at) ? begun : at, before),
    labels,
    severity,
    state: 'firing',
    ...unsaid(),
    activeAt: begun,
    firedAt: at,
    updatedAt: at,
    flapping: false,
  };
}

/** An earlier alert of the same beginning would still be known. Said long after, it may be that of an episode that was told and forgotten. */
function isRecent(begun: string, at: string): boolean {
  const age = Date.parse(at) - Date.parse(begun);
  return age >= 0 && age < RESOLVED_KEPT_MS;
}

export function resolved(alert: Alert, at: string, text: string | null = null): Change {
  const over: Alert = { ...alert, state: 'resolved', clearedAt: alert.clearedAt ?? at, resolvedAt: at, updatedAt: at };
  return { alert: over, events: [eventOf(over, 'resolved', at, text)] };
}

/** Over because nobody has said it again until its end. */
export function isExpired({ endsAt = null, state }: Alert, now: number): boolean {
  return state !== 'resolved' && endsAt !== null && Date.parse(endsAt) <= now;
}
