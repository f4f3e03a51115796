import type { Alert } from '../../core/alerts/alert.ts';
import { matchedLabels } from '../../core/alerts/overlays/labels.ts';
import { loadOverlays, type Overlays } from '../../core/alerts/overlays/overlays.ts';
import { listAlerts, readAlertEvents } from '../../core/alerts/store.ts';
import { errorText } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { logsAround } from '../../core/incidents/evidence/logs.ts';
import { processesNear, readMoment } from '../../core/incidents/evidence/moment.ts';
import { samplesAround } from '../../core/incidents/evidence/samples.ts';
import { toldOf } from '../../core/incidents/evidence/told.ts';
import { readIncident } from '../../core/incidents/store.ts';
import type { Run } from '../command.ts';
import { explainText } from './explain-text.ts';
import { alertNamed } from './named.ts';
import { alertView } from './view.ts';

const MOST_EVENTS = 100;

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const alert = alertNamed(listAlerts(at).alerts, input.args[0] ?? '');
  const overlays = loadOverlays(at);
  const moment = Date.parse(alert.activeAt);
  const { damage, ...samples } = samplesAround(at, alert, now);
  const { rule, warning } = await ruleOf(at, alert);
  const incident = alert.incidentId === null ? null : (readIncident(at, alert.incidentId)?.incident ?? null);
  const explained = {
    alert: alertView(alert, overlays, now),
    rule,
    samples,
    processes: readMoment(at, alert.fingerprint, alert.episode) ?? processesNear(at, moment),
    logs: logsAround(at, moment),
    told: toldOf(at, alert),
    tried: alert.tried,
    silences: silencesOf(overlays, alert),
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
    warnings: [
      ...(warning === null ? [] : [warning]),
      ...damage.map(({ file, reason }) => `${file}: ${reason}; left out`),
      ...overlays.problems.map(({ file, reason }) => `${file}: ${reason}; it mutes nothing`),
    ],
  };
};

export interface ExplainedRule {
  name: string;
  origin: string;
  enabled: boolean;
  settings: unknown;
}

/** Alerts of other systems have no rule of ours. A configuration that is broken just now costs the rule only. */
async function ruleOf(at: Layout, alert: Alert): Promise<{ rule: ExplainedRule | null; warning: string | null }> {
  const [{ loadConfigFast }, { namedRules }] = await Promise.all([
    import('../../core/config/cached.ts'),
    import('../../core/alerts/rules/all-rules.ts'),
  ]);
  try {
    const { config } = await loadConfigFast(at);
    const found = namedRules(config).find(({ rule }) => rule.name === alert.labels.alertname);
    if (found === undefined || alert.labels.source !== 'rules') return { rule: null, warning: null };
    const { origin, enabled, settings, rule } = found;
    return { rule: { name: rule.name, origin, enabled, settings }, warning: null };
  } catch (error) {
    return { rule: null, warning: `the rule is not known: ${errorText(error)}` };
  }
}

/** Every silence and window that matches the alert's labels, whether or not it lasts now. */
function silencesOf({ silences, windows }: Overlays, alert: Alert) {
  const labels = matchedLabels(alert);
  return {
    silences: silences.filter(({ fits }) => fits(labels)).map(({ silence }) => silence),
    windows: windows.filter(({ fits }) => fits(labels)).map(({ window }) => window),
  };
}
