import type { AlertState, Severity } from '../../alerts/alert.ts';
import { listAlerts } from '../../alerts/store.ts';
import type { Layout } from '../../files/layout.ts';
import { openAlerts } from '../../status/alert-facts.ts';
import { gauge } from './family.ts';
import type { MetricFamily } from './render.ts';

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];
const STATES: readonly AlertState[] = ['pending', 'firing', 'recovering', 'stale', 'resolved'];

/** The worst ones only: a storm of a thousand alerts must not become a thousand series. */
const MOST_NAMED = 100;

/** The alerts in alerts/state: how many of which kind, and the open ones by name. None is 0, not absent. */
export function alertFamilies(at: Layout, now: number): MetricFamily[] {
  const { alerts, problems } = listAlerts(at);
  const all = [...alerts.values()];
  const open = openAlerts(at, now);
  return [
    gauge(
      'alerts',
      'Alerts by severity and state.',
      SEVERITIES.flatMap((severity) =>
        STATES.map((state) => ({
          labels: { severity, state },
          value: all.filter((alert) => alert.severity === severity && alert.state === state).length,
        })),
      ),
    ),
    gauge('alerts_acknowledged', 'Open alerts that somebody has taken over.', [
      { value: open.filter(({ acknowledgedBy }) => acknowledgedBy !== null).length },
    ]),
    gauge('alerts_silenced', 'Open alerts that a silence or a maintenance window keeps quiet.', [
      { value: open.filter(({ silenced }) => silenced !== null).length },
    ]),
    gauge('alerts_unreadable', 'Files of alerts that cannot be read.', [{ value: problems.length }]),
    gauge(
      'alert_open',
      `1 for each open alert, the ${MOST_NAMED} worst.`,
      open.slice(0, MOST_NAMED).map(({ name, resource, severity, state }) => ({
        labels: { alertname: name, resource: resource ?? '', severity, state },
        value: 1,
      })),
    ),
  ];
}
