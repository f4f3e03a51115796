import { findIncidentId, incidentOrThrow } from '../../core/incidents/store.ts';
import { stripControl } from '../../core/text/control.ts';
import type { Run } from '../command.ts';
import { durationText, incidentView, problemTexts } from './view.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const { incident, content, path } = incidentOrThrow(at, findIncidentId(at, input.args[0] ?? ''));
  const view = incidentView(incident, Date.now());
  const head = [
    `${path}`,
    `${incident.status}, ${incident.severity}, open for ${durationText(view.timeToResolveMs ?? view.ageMs)}` +
      (view.timeToAcknowledgeMs === null ? '' : `, acknowledged after ${durationText(view.timeToAcknowledgeMs)}`),
  ];
  return {
    data: { ...view, path, timeline: incident.timeline, content },
    text: `${stripControl(head.join('\n'))}\n\n${stripControl(content)}`,
    warnings: problemTexts(incident),
  };
};
