import type { Alert, NotifyReason } from '../alert.ts';
import { dueLevel, toldSince } from './escalation.ts';
import type { Policy } from './policy.ts';
import { isAtLeast, isWorse } from './severity.ts';

/** Why something is told, and to whom besides the usual channels. */
export interface Due {
  reason: NotifyReason;
  channels: readonly string[];
}

const STALE_RULE = 'metrics_stale';

/** Why an alert is to be told now; null where it is not. Whether it is muted is not asked here. */
export function dueReason(alert: Alert, now: number, policy: Policy): Due | null {
  const reason = plainReason(alert, now, policy);
  if (reason !== null) return { reason, channels: [] };
  const level = alert.state === 'firing' ? dueLevel(alert, now, policy) : null;
  if (level !== null) return { reason: 'escalated', channels: level.channels };
  return isRepeatDue(alert, now, policy) ? { reason: 'repeat', channels: [] } : null;
}

function plainReason(alert: Alert, now: number, { tellFrom }: Policy): NotifyReason | null {
  const { state, severity, told = null, acknowledged, notified } = alert;
  const last = notified.at(-1);
  if (state === 'resolved') return last !== undefined && last.reason !== 'resolved' ? 'resolved' : null;
  if (state !== 'firing' || !isAtLeast(severity, tellFrom)) return null;
  const rise = rising(alert);
  if (alert.flapping) return rise ?? (isToldToFlap(alert) ? null : 'flapping');
  if (told === null) return alert.labels.alertname === STALE_RULE ? 'stale' : 'first';
  if (rise !== null) return rise;
  const isExpired = acknowledged !== null && acknowledged.until !== null && Date.parse(acknowledged.until) <= now;
  return isExpired ? 'acknowledgement expired' : null;
}

/** Told since it was last told as over: once is enough for as long as it comes and goes. */
function isToldToFlap({ notified }: Alert): boolean {
  const last = (wanted: NotifyReason) => notified.findLastIndex(({ reason }) => reason === wanted);
  return last('flapping') > last('resolved');
}

function rising({ severity, told = null }: Alert): NotifyReason | null {
  return told !== null && isWorse(severity, told) ? 'severity raised' : null;
}

/** After the first of these four hours, then eight, then sixteen: what nobody does anything about is known by then. */
function isRepeatDue(alert: Alert, now: number, { repeatMs }: Policy): boolean {
  const { state, severity, acknowledged, notified, flapping, told = null } = alert;
  const last = notified.at(-1);
  if (state !== 'firing' || acknowledged !== null || flapping || told === null || last === undefined) return false;
  const repeats = toldSince(alert).filter(({ reason }) => reason === 'repeat').length;
  return now - Date.parse(last.at) >= repeatMs[severity] * 2 ** repeats;
}
