import { INCIDENT_SEVERITIES, type Incident, type IncidentStatus } from '../../core/incidents/incident.ts';
import { measureIncidents } from '../../core/incidents/measure.ts';
import { listIncidents } from '../../core/incidents/store.ts';
import { describeDuration } from '../../core/text/duration.ts';
import { durationOrThrow } from '../../core/text/parse-duration.ts';
import type { Input, Run } from '../command.ts';
import { choiceOption, flag, numberOption, textOption } from '../options.ts';
import { textTable } from '../text-table.ts';
import { durationText, incidentView, problemTexts } from './view.ts';

const STATUSES: readonly IncidentStatus[] = ['open', 'acknowledged', 'resolved'];

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const limit = numberOption(input, 'limit', { min: 1, integer: true }) ?? 50;
  const since = now - durationOrThrow(textOption(input, 'since') ?? '30d', '--since');
  const { incidents, unreadable } = listIncidents(at, undefined, since);
  const times = measureIncidents(incidents.filter(({ openedAt }) => Date.parse(openedAt) >= since));
  const chosen = incidents.filter(chosenBy(input, since));
  const shown = chosen.slice(-limit);
  const open = incidents.filter(({ status }) => status !== 'resolved').length;
  const rows = shown.map((incident) => [
    incident.id,
    incident.severity,
    incident.status,
    `${describeDuration(now - Date.parse(incident.openedAt))} ago`,
    incident.assignee ?? incident.acknowledgedBy ?? '',
    incident.title,
  ]);
  const table = textTable(['ID', 'SEVERITY', 'STATUS', 'OPENED', 'WHO', 'TITLE'], rows);
  const span = describeDuration(now - since);
  const means = `Of the last ${span}: MTTA ${durationText(times.mttaMs)} (${times.acknowledged} acknowledged), MTTR ${durationText(times.mttrMs)} (${times.resolved} resolved)\n`;
  const hidden = chosen.length - shown.length;
  return {
    data: {
      count: shown.length,
      totalCount: chosen.length,
      open,
      since: new Date(since).toISOString(),
      ...times,
      incidents: shown.map((incident) => incidentView(incident, now)),
      unreadable,
    },
    text: (shown.length === 0 ? 'No incident.\n' : table) + (hidden > 0 ? `${hidden} older: --limit\n` : '') + means,
    warnings: [
      ...shown.flatMap(problemTexts),
      ...unreadable.map(({ file, reason }) => `${file}: ${reason}; it is left out`),
    ],
  };
};

function chosenBy(input: Input, since: number): (incident: Incident) => boolean {
  const status = choiceOption(input, 'status', STATUSES);
  const severity = choiceOption(input, 'severity', INCIDENT_SEVERITIES);
  const all = flag(input, 'all');
  return (incident) => {
    if (severity !== undefined && incident.severity !== severity) return false;
    if (status !== undefined && incident.status !== status) return false;
    // What is unresolved is shown however old it is.
    if (incident.status !== 'resolved') return true;
    return (all || status === 'resolved') && Date.parse(incident.resolvedAt ?? incident.openedAt) >= since;
  };
}
