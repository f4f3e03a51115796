import type { Alert, AlertState, Severity } from '../alerts/alert.ts';
import { isAcknowledged, loadOverlays, silenceOf } from '../alerts/overlays/overlays.ts';
import { listAlerts } from '../alerts/store.ts';
import type { Layout } from '../files/layout.ts';

/** An alert that is not over, as whoever judges the machine sees it. */
export interface OpenAlert {
  fingerprint: string;
  name: string;
  resource: string | null;
  severity: Severity;
  state: AlertState;
  message: string;
  /** ISO 8601. */
  since: string;
  ageMs: number;
  /** Who has taken it over. */
  acknowledgedBy: string | null;
  /** The silence or maintenance window that keeps it quiet. */
  silenced: string | null;
}

const OPEN: readonly AlertState[] = ['firing', 'recovering', 'stale'];
const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];

/** What fires, is about to be over, or of which nothing is known any more: the worst and then the newest first. */
export function openAlerts(at: Layout, now: number): OpenAlert[] {
  const open = [...listAlerts(at).alerts.values()].filter(({ state }) => OPEN.includes(state));
  if (open.length === 0) return [];
  const overlays = loadOverlays(at);
  const facts = open.map((alert) => factOf(alert, silenceOf(overlays, alert, now), now));
  return facts.sort(
    (one, other) =>
      SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
      one.ageMs - other.ageMs ||
      (one.fingerprint < other.fingerprint ? -1 : 1),
  );
}

function factOf(alert: Alert, silenced: string | null, now: number): OpenAlert {
  const { fingerprint, labels, severity, state, message } = alert;
  const since = alert.firedAt ?? alert.activeAt;
  return {
    fingerprint,
    name: labels.alertname ?? fingerprint,
    resource: labels.resource ?? null,
    severity,
    state,
    message,
    since,
    ageMs: Math.max(0, now - Date.parse(since)),
    acknowledgedBy: isAcknowledged(alert, now) ? (alert.acknowledged?.by ?? null) : null,
    silenced,
  };
}
