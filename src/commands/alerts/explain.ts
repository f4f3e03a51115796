import type { Alert } from '../../core/alerts/alert.ts';
import { matchedLabels } from '../../core/alerts/overlays/labels.ts';
import type { Overlays } from '../../core/alerts/overlays/overlays.ts';
import { listAlerts, readAlertEvents } from '../../core/alerts/store.ts';
import { marksBetween } from '../../core/events/mark.ts';
import { logsAround } from '../../core/incidents/evidence/logs.ts';
import { processesNear, readMoment } from '../../core/incidents/evidence/moment.ts';
import { samplesAround } from '../../core/incidents/evidence/samples.ts';
import { toldOf } from '../../core/incidents/evidence/told.ts';
import { readIncident } from '../../core/incidents/store.ts';
import type { Run } from '../command.ts';
import { type AlertContext, contextOf } from './context.ts';
import { explainText } from './explain-text.ts';
import { alertNamed } from './named.ts';
import { alertView } from './view.ts';

const MOST_EVENTS = 100;
/** What somebody did shortly before is the first thing to ask about. */
const MARKS_BEFORE_MS = 3_600_000;
const MARKS_AFTER_MS = 600_000;

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const { alerts } = listAlerts(at);
  const alert = alertNamed(alerts, input.args[0] ?? '');
  const context = await contextOf(at, alerts);
  const moment = Date.parse(alert.activeAt);
  const { damage, ...samples } = samplesAround(at, alert, now);
  const incident = alert.incidentId === null ? null : (readIncident(at, alert.incidentId)?.incident ?? null);
  const explained = {
    alert: alertView(alert, context, now),
    rule: ruleOf(context, alert),
    samples,
    processes: readMoment(at, alert.fingerprint, alert.episode) ?? processesNear(at, moment),
    logs: logsAround(at, moment),
    marks: marksBetween(at, moment - MARKS_BEFORE_MS, moment + MARKS_AFTER_MS),
    told: toldOf(at, alert),
    tried: alert.tried,
    silences: silencesOf(context.overlays, alert),
    incident:
      incident === null
        ? null
        : { id: incident.id, status: incident.status, title: incident.title, file: incident.file },
    events: readAlertEvents(at)
      .filter(({ fingerprint }) => fingerprint === alert.fingerprint)
      .slice(-MOST_EVENTS),
  };
  return {
    data: explained,
    text: explainText(explained),
    warnings: [...context.warnings, ...damage.map(({ file, reason }) => `${file}: ${reason}; left out`)],
  };
};

export interface ExplainedRule {
  name: string;
  origin: string;
  enabled: boolean;
  settings: unknown;
}

/** Null for an alert of another system, or where the rule is gone. */
function ruleOf({ named }: AlertContext, alert: Alert): ExplainedRule | null {
  const found = named.find(({ rule }) => rule.name === alert.labels.alertname);
  if (found === undefined || alert.labels.source !== 'rules') return null;
  const { origin, enabled, settings, rule } = found;
  return { name: rule.name, origin, enabled, settings };
}

/** Every silence and window that matches the alert's labels, whether or not it lasts now. */
function silencesOf({ silences, windows }: Overlays, alert: Alert) {
  const labels = matchedLabels(alert);
  return {
    silences: silences.filter(({ fits }) => fits(labels)).map(({ silence }) => silence),
    windows: windows.filter(({ fits }) => fits(labels)).map(({ window }) => window),
  };
}
