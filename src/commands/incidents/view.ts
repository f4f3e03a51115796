import type { Incident } from '../../core/incidents/incident.ts';
import { timeToAcknowledge, timeToResolve } from '../../core/incidents/measure.ts';
import { describeDuration } from '../../core/text/duration.ts';

/** An incident as --json shows it. Times ISO 8601, durations in milliseconds; null for what is not, or not known. */
export function incidentView(incident: Incident, now: number) {
  const { id, file, title, severity, status, openedAt, acknowledgedAt, acknowledgedBy, assignee } = incident;
  const { resolvedAt, resolvedBy, kind, alerts, problems } = incident;
  return {
    ...{ id, file, title, severity, status, openedAt, acknowledgedAt, acknowledgedBy, assignee },
    ...{ resolvedAt, resolvedBy, kind, alerts, problems },
    ageMs: Math.max(0, now - Date.parse(openedAt)),
    timeToAcknowledgeMs: timeToAcknowledge(incident),
    timeToResolveMs: timeToResolve(incident),
    entries: incident.timeline.length,
  };
}

export function durationText(milliseconds: number | null): string {
  return milliseconds === null ? 'unknown' : describeDuration(milliseconds);
}

export function problemTexts({ file, problems }: Incident): string[] {
  return problems.map(({ line, reason }) => `${file}:${line}: ${reason}`);
}
