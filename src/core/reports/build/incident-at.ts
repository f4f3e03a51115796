import { ALERTS, type Incident } from '../../incidents/incident.ts';

/** An incident as it stood at a moment (epoch milliseconds): what its file says of later is left out. */
export function incidentAt(incident: Incident, moment: number): Incident {
  const isBefore = (at: string) => Date.parse(at) < moment;
  const timeline = incident.timeline.filter(({ at }) => isBefore(at));
  const acknowledged = timeline.find(({ text }) => /^acknowledged\b/.test(text));
  const stated = incident.acknowledgedAt !== null && isBefore(incident.acknowledgedAt) ? incident.acknowledgedAt : null;
  const acknowledgedAt = acknowledged?.at ?? stated;
  const resolvedAt = resolutionAt(incident, timeline, isBefore);
  const status = resolvedAt !== null ? 'resolved' : acknowledgedAt !== null ? 'acknowledged' : 'open';
  const acknowledgedBy = acknowledged?.by ?? (stated === null ? null : incident.acknowledgedBy);
  return { ...incident, timeline, status, acknowledgedAt, acknowledgedBy, resolvedAt };
}

/** The timeline knows what the front matter has forgotten: that it was resolved before somebody opened it again. */
function resolutionAt(
  { resolvedAt }: Incident,
  timeline: Incident['timeline'],
  isBefore: (at: string) => boolean,
): string | null {
  const last = timeline.findLast(({ by, text }) => by !== ALERTS && /^(?:resolved|reopened)\b/.test(text));
  if (last !== undefined && /^reopened/.test(last.text))
    return resolvedAt !== null && resolvedAt > last.at && isBefore(resolvedAt) ? resolvedAt : null;
  if (last !== undefined) return last.at;
  return resolvedAt !== null && isBefore(resolvedAt) ? resolvedAt : null;
}
