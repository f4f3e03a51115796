import type { Alert, AlertState, Severity } from '../alert.ts';
import { isWorse, mildest } from '../policy/severity.ts';
import type { AlertEvent } from '../store.ts';

export type What = AlertEvent['what'];

/** One line of the history of an alert, by the machine. */
export function eventOf(alert: Alert, what: What, at: string, text: string | null = null): AlertEvent {
  const { fingerprint, episode, labels, severity, value, message } = alert;
  const { alertname = '', resource = null } = labels;
  return { version: 1, at, fingerprint, episode, alertname, resource, message, what, severity, value, by: 'ops', text };
}

export interface Change {
  /** Null: it is deleted, and nobody is told. */
  alert: Alert | null;
  events: AlertEvent[];
}

export function moved(
  alert: Alert,
  state: AlertState,
  at: string,
  what: What = state,
  text: string | null = null,
): Change {
  return { alert, events: [eventOf(alert, what, at, text)] };
}

/** How long a resolved alert is kept, so that a late word finds it. */
export const RESOLVED_KEPT_MS = 15 * 60_000;

/** The episode's name: when it began, so that deciding the same twice names it the same. */
export function episodeOf(activeAt: string, before: Alert | undefined): string {
  const name = Date.parse(activeAt).toString(36);
  const [beginning, number = '1'] = before?.episode.split('-') ?? [];
  return beginning === name ? `${name}-${Number(number) + 1}` : name;
}

/** With another severity: a rise is an event and told, a fall is neither, but the next rise is told again. */
export function withSeverity(alert: Alert, severity: Severity, at: string): Change {
  if (alert.severity === severity) return { alert, events: [] };
  const told = alert.told ?? null;
  const changed = { ...alert, severity, told: told === null ? null : mildest(told, severity) };
  const events =
    isWorse(severity, alert.severity) && alert.state !== 'pending' ? [eventOf(changed, 'severity raised', at)] : [];
  return { alert: changed, events };
}
