import { listAlerts } from '../../core/alerts/store.ts';
import { INCIDENT_SEVERITIES } from '../../core/incidents/incident.ts';
import { openIncident } from '../../core/incidents/open.ts';
import { incidentOrThrow } from '../../core/incidents/store.ts';
import { fingerprintsOf } from '../alerts/named.ts';
import type { Input, Run } from '../command.ts';
import { choiceOption, textOption } from '../options.ts';
import { remarkOf } from './act.ts';
import { incidentView } from './view.ts';
import { actor } from './who.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const alerts = fingerprintsOf(listAlerts(at).alerts, wordsOf(input));
  const severity = choiceOption(input, 'severity', INCIDENT_SEVERITIES) ?? 'warning';
  const assignee = textOption(input, 'assignee') ?? null;
  const title = input.args.join(' ');
  const id = openIncident(at, { title, severity, by: actor(input), message: remarkOf(input), assignee, alerts }, now);
  const { incident, path } = incidentOrThrow(at, id);
  return {
    data: { ok: true, path, incident: incidentView(incident, now) },
    text: `${id}\n${path}`,
  };
};

function wordsOf(input: Input): string[] {
  return (textOption(input, 'alerts') ?? '').split(/[\s,]+/).filter((word) => word !== '');
}
