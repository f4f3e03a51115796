import type { Alert } from '../alerts/alert.ts';
import { OpsError } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { changeIncidents, editIncident } from './edit.ts';
import { incidentEvidence } from './evidence/markdown.ts';
import { keepMoment } from './evidence/moment.ts';
import { setFields } from './front-matter.ts';
import { ALERTS, INCIDENT_SEVERITIES, type Incident, type TimelineEntry } from './incident.ts';
import { openIncident } from './open.ts';
import { hostOf, resourceClassOf } from './resource-class.ts';
import { listIncidents, readIncident } from './store.ts';
import { addToTimeline } from './timeline.ts';

const MOST_LINKED = 100;
/** Alerts of one resource class that begin within so long after an incident was opened are the same trouble. */
const JOIN_MS = 10 * 60_000;
/** How the line begins that says that nothing holds any more. */
export const ALL_CLEAR = 'all alerts resolved';

type Linked = Pick<Alert, 'fingerprint' | 'labels' | 'severity' | 'message'> & Partial<Alert>;

/**
 * The active incident of an alert, and its id: the one that names the alert already, else a recent one of the same resource class and host,
 * which it joins, else a new one. Calling it again changes nothing, so a crash behind it is mended by calling it again. May be called inside
 * `changeAlerts`; `now` in epoch milliseconds.
 */
export function openForAlert(at: Layout, alert: Linked, now: number): string {
  const moment = keepMoment(at, alert, now);
  return changeIncidents(at, () => {
    const active = listIncidents(at, 'active').incidents.filter(({ status }) => status !== 'resolved');
    const own = active.find(({ alerts }) => alerts.includes(alert.fingerprint));
    if (own !== undefined) return raiseTo(at, own, alert, now);
    const near = active.find((incident) => mayJoin(incident, alert, now));
    if (near !== undefined) return join(at, near, alert, now);
    return openIncident(
      at,
      {
        title: alert.message || (alert.labels.alertname ?? 'Alert'),
        severity: alert.severity,
        by: ALERTS,
        message: null,
        evidence: incidentEvidence(alert, moment),
        kind: alert.labels.alertname ?? null,
        resourceClass: resourceClassOf(alert),
        host: hostOf(alert),
        alerts: [alert.fingerprint],
      },
      now,
    );
  });
}

function rank(severity: Alert['severity']): number {
  return INCIDENT_SEVERITIES.indexOf(severity);
}

function raiseTo(at: Layout, incident: Incident, { severity }: Linked, now: number): string {
  const { id } = incident;
  if (rank(severity) <= rank(incident.severity) || incident.problems.length > 0) return id;
  const entry = { at: new Date(now).toISOString(), by: ALERTS, text: `severity raised to ${severity}` };
  editIncident(at, id, ({ content }) => addToTimeline(setFields(content, { severity }), entry));
  return id;
}

function mayJoin(incident: Incident, alert: Linked, now: number): boolean {
  const age = now - Date.parse(incident.openedAt);
  const sameClass = incident.resourceClass !== null && incident.resourceClass === resourceClassOf(alert);
  return sameClass && incident.host === hostOf(alert) && age >= 0 && age <= JOIN_MS && incident.problems.length === 0;
}

/** Names more alerts in an incident's front matter, as many as a person can read. */
export function linkAlerts(at: Layout, id: string, fingerprints: readonly string[]): void {
  changeIncidents(at, () =>
    editIncident(at, id, ({ content, incident }) => {
      const all = [...new Set([...incident.alerts, ...fingerprints])].slice(0, MOST_LINKED);
      return all.length === incident.alerts.length ? content : setFields(content, { alerts: all });
    }),
  );
}

function join(at: Layout, incident: Incident, alert: Linked, now: number): string {
  const { id } = incident;
  const name = alert.labels.alertname ?? alert.fingerprint;
  const text = `alert ${name} joined: ${alert.message}`;
  editIncident(at, id, ({ content }) => {
    const linked = setFields(content, { alerts: [...incident.alerts, alert.fingerprint] });
    return addToTimeline(linked, { at: new Date(now).toISOString(), by: ALERTS, text });
  });
  return raiseTo(at, incident, alert, now);
}

/**
 * Adds a line to an incident's timeline: what became of its alerts, what AutoHeal tried, what was sent. The same line is written once. False
 * where the incident is gone or no text: a person may have removed or broken it.
 */
export function noteOnIncident(at: Layout, id: string, entry: TimelineEntry): boolean {
  return changeIncidents(at, () => {
    try {
      editIncident(at, id, ({ content }) => addToTimeline(content, entry));
      return true;
    } catch (error) {
      if (error instanceof OpsError && (error.code === 'E_NO_INCIDENT' || error.code === 'E_CORRUPT')) return false;
      throw error;
    }
  });
}

/**
 * Says once that nothing of an incident holds any more, when that is so. A person resolves it: what cleared by itself may be understood by
 * nobody. `alerts` are all that are known; one that is known no more is over.
 */
export function noteIfAllClear(
  at: Layout,
  id: string,
  alerts: ReadonlyMap<string, Pick<Alert, 'state'> & Partial<Pick<Alert, 'incidentId'>>>,
  now: number,
): boolean {
  const isOver = (fingerprint: string) => (alerts.get(fingerprint)?.state ?? 'resolved') === 'resolved';
  return changeIncidents(at, () => {
    const stored = readIncident(at, id);
    if (stored?.isText !== true) return false;
    const { incident } = stored;
    if (incident.status === 'resolved' || incident.alerts.length === 0) return false;
    const isTold = incident.timeline.findLast(({ by }) => by === ALERTS)?.text.startsWith(ALL_CLEAR) === true;
    // Of very many alerts at once the front matter names only some; each alert knows its incident.
    const others = [...alerts.values()].some((one) => one.incidentId === id && one.state !== 'resolved');
    if (isTold || others || !incident.alerts.every(isOver)) return false;
    const text = `${ALL_CLEAR}; resolve the incident when it is understood: ops incidents resolve ${id}`;
    editIncident(at, id, ({ content }) =>
      addToTimeline(content, { at: new Date(now).toISOString(), by: ALERTS, text }),
    );
    return true;
  });
}
