import type { Alert } from '../alert.ts';
import type { Policy } from '../policy/policy.ts';
import { isExpired, resolved } from './alarm-step.ts';
import { type Change, eventOf, RESOLVED_KEPT_MS, withSeverity } from './change.ts';
import type { Memory } from './memory.ts';
import { promoted } from './promote.ts';

/** Intervals without a sample after which nothing is known any more. */
export const STALE_INTERVALS = 2.5;
/** What has not been heard of for so long is no longer there: a disk that was taken out, a check that was removed. */
const GONE_MS = 7 * 86_400_000;

/** What the time alone makes of an alert. */
export function passTime(alert: Alert, now: number, memory: Memory, policy: Policy): Change | null {
  const at = new Date(now).toISOString();
  if (alert.state === 'resolved') return forgotten(alert, now) ? { alert: null, events: [] } : null;
  if (isExpired(alert, now)) return resolved(alert, alert.endsAt ?? at);
  if (alert.labels.source === 'rules') {
    const rule = policy.rules.get(alert.labels.alertname ?? '');
    if (rule === undefined || !rule.covers(alert.labels.resource ?? null))
      return alert.state === 'pending'
        ? { alert: null, events: [] }
        : resolved(alert, at, 'no rule watches it any more');
    const silent = silentSince(alert, now, memory);
    if (silent !== null) return silentStep(alert, silent, at, now);
  }
  if (alert.state !== 'firing') return null;
  const change = withSeverity(alert, promoted(alert.severity, alert, now, memory, policy), at);
  return change.alert === alert ? null : change;
}

/** A flapping one is the same when it comes again, so it stays. */
function forgotten({ resolvedAt, flapping }: Alert, now: number): boolean {
  const age = now - Date.parse(resolvedAt ?? '');
  return flapping ? age >= GONE_MS : !(age < RESOLVED_KEPT_MS);
}

/** Since when there has been no sample where one was due; null where they come as they should, or nobody knows how often they come. */
function silentSince(alert: Alert, now: number, memory: Memory): number | null {
  const track = memory.tracks[alert.fingerprint];
  const newest = Math.max(track?.at ?? 0, Date.parse(alert.sampleAt ?? '') || 0);
  if (newest === 0) return null;
  const everyMs = track?.everyMs ?? null;
  if (everyMs === null) return now - newest >= GONE_MS ? newest : null;
  return now - newest > STALE_INTERVALS * everyMs ? newest : null;
}

/** No data is no good news: it is not over, only unknown. */
function silentStep(alert: Alert, since: number, at: string, now: number): Change | null {
  if (now - since >= GONE_MS) return resolved(alert, at, 'there has been no reading of it for 7 days');
  if (alert.state === 'stale' || alert.state === 'pending') return null;
  const stale: Alert = { ...alert, state: 'stale', updatedAt: at };
  return { alert: stale, events: [eventOf(stale, 'stale', at)] };
}
