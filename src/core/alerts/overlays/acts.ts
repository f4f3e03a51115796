import type { Layout } from '../../files/layout.ts';
import { acknowledgeIncident } from '../../incidents/acts.ts';
import { noteIfAllClear, noteOnIncident } from '../../incidents/for-alert.ts';
import { readIncident } from '../../incidents/store.ts';
import type { Alert } from '../alert.ts';
import { type AlertEvent, appendAlertEvents, changeAlerts, listAlerts, writeAlert } from '../store.ts';

/** Who does something to alerts; `now` in epoch milliseconds. */
export interface Acting {
  by: string;
  /** null: none given. */
  comment: string | null;
  now: number;
}

function eventOf(alert: Alert, what: AlertEvent['what'], text: string | null, { by, now }: Acting): AlertEvent {
  const { fingerprint, episode, labels, severity, value } = alert;
  const alertname = labels.alertname ?? fingerprint;
  return {
    version: 1,
    at: new Date(now).toISOString(),
    fingerprint,
    episode,
    alertname,
    what,
    severity,
    value,
    by,
    text,
  };
}

/** Changes alerts that still are there, each with its event; `change` answers null for one that is left as it is. */
function changeEach(
  at: Layout,
  fingerprints: readonly string[],
  change: (alert: Alert) => { alert: Alert; event: AlertEvent } | null,
): Alert[] {
  return changeAlerts(at, () => {
    const { alerts } = listAlerts(at);
    const changed: Alert[] = [];
    for (const fingerprint of new Set(fingerprints)) {
      const alert = alerts.get(fingerprint);
      const next = alert === undefined ? null : change(alert);
      if (next === null) continue;
      writeAlert(at, next.alert);
      appendAlertEvents(at, [next.event]);
      changed.push(next.alert);
    }
    return changed;
  });
}

/** Tells the incidents of alerts, once each. After the alerts' lock is given back: an incident a person holds open costs no alert. */
function tellIncidents(
  at: Layout,
  alerts: readonly Alert[],
  text: (alert: Alert) => string,
  { by, now }: Acting,
): void {
  const when = new Date(now).toISOString();
  for (const alert of alerts)
    if (alert.incidentId !== null) noteOnIncident(at, alert.incidentId, { at: when, by, text: text(alert) });
}

function nameOf({ labels, fingerprint }: Alert): string {
  const { alertname = fingerprint, resource } = labels;
  return resource === undefined ? alertname : `${alertname} (${resource})`;
}

/**
 * Says that somebody works on alerts: they are not repeated nor escalated until `until` (ISO 8601; null: until they are over). Their
 * incidents are acknowledged too. What is resolved is left as it is. Answers the alerts that were changed.
 */
export function acknowledgeAlerts(
  at: Layout,
  fingerprints: readonly string[],
  until: string | null,
  acting: Acting,
): Alert[] {
  const when = new Date(acting.now).toISOString();
  const changed = changeEach(at, fingerprints, (alert) => {
    if (alert.state === 'resolved') return null;
    const acknowledged = { by: acting.by, at: when, until };
    const next = { ...alert, acknowledged, updatedAt: when };
    return { alert: next, event: eventOf(next, 'acknowledged', acting.comment, acting) };
  });
  const limit = until === null ? '' : ` until ${until}`;
  tellIncidents(at, changed, (alert) => withComment(`alert ${nameOf(alert)} acknowledged${limit}`, acting), acting);
  for (const id of new Set(changed.map(({ incidentId }) => incidentId))) acknowledgeOpen(at, id, acting);
  return changed;
}

function acknowledgeOpen(at: Layout, id: string | null, { by, now }: Acting): void {
  const incident = id === null ? null : (readIncident(at, id)?.incident ?? null);
  if (incident === null || incident.status !== 'open' || incident.problems.length > 0) return;
  acknowledgeIncident(at, incident.id, { by, text: null, now });
}

function withComment(text: string, { comment }: Acting): string {
  return comment === null ? text : `${text}: ${comment}`;
}

/** Takes acknowledgements back: the alerts are repeated and escalated again. */
export function unacknowledgeAlerts(at: Layout, fingerprints: readonly string[], acting: Acting): Alert[] {
  const when = new Date(acting.now).toISOString();
  const changed = changeEach(at, fingerprints, (alert) => {
    if (alert.acknowledged === null) return null;
    const next = { ...alert, acknowledged: null, updatedAt: when };
    return { alert: next, event: eventOf(next, 'unacknowledged', acting.comment, acting) };
  });
  tellIncidents(at, changed, (alert) => withComment(`alert ${nameOf(alert)} no longer acknowledged`, acting), acting);
  return changed;
}

/**
 * Says by hand that alerts are over. One whose condition still holds begins anew with the next sample; one that another system raised stays
 * over until it is raised again.
 */
export function resolveAlerts(at: Layout, fingerprints: readonly string[], acting: Acting): Alert[] {
  const when = new Date(acting.now).toISOString();
  const changed = changeEach(at, fingerprints, (alert) => {
    if (alert.state === 'resolved') return null;
    const cleared = alert.clearedAt ?? when;
    const next: Alert = { ...alert, state: 'resolved', clearedAt: cleared, resolvedAt: when, updatedAt: when };
    return { alert: next, event: eventOf(next, 'resolved by hand', acting.comment, acting) };
  });
  tellIncidents(at, changed, (alert) => withComment(`alert ${nameOf(alert)} resolved by hand`, acting), acting);
  const { alerts } = listAlerts(at);
  for (const id of new Set(changed.map(({ incidentId }) => incidentId)))
    if (id !== null) noteIfAllClear(at, id, alerts, acting.now);
  return changed;
}
