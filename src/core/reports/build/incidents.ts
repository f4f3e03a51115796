import { timeToAcknowledge, timeToResolve } from '../../incidents/measure.ts';
import { actorName } from '../../incidents/timeline.ts';
import { clean, round } from '../gather/clean.ts';
import type { IncidentFile } from '../gather/incidents.ts';
import { mean } from '../measure/statistics.ts';
import type { Incident, Incidents } from '../report-events.ts';
import { incidentAt } from './incident-at.ts';
import type { Stretch } from './input.ts';

const MINUTE_MS = 60_000;

/** Incidents that were opened, resolved or open in a stretch, as they stood at its end: what happened later is not told. */
export function incidentsOf(all: readonly IncidentFile[], span: Stretch, before: Stretch | null): Incidents {
  const inside = (at: string | null, { from, to }: Stretch) =>
    at !== null && Date.parse(at) >= from && Date.parse(at) < to;
  const touched = all
    .filter(({ incident }) => Date.parse(incident.openedAt) < span.to)
    .map((file): IncidentFile => ({ ...file, incident: incidentAt(file.incident, span.to) }))
    .filter(({ incident: { resolvedAt } }) => resolvedAt === null || Date.parse(resolvedAt) >= span.from);
  const opened = touched.filter(({ incident }) => inside(incident.openedAt, span));
  const resolved = touched.filter(({ incident }) => incident.resolvedAt !== null);
  const acknowledged = touched.filter(({ incident }) => inside(incident.acknowledgedAt, span));
  return {
    opened: opened.length,
    resolved: resolved.length,
    openAtEnd: touched.length - resolved.length,
    openedBefore: before === null ? null : all.filter(({ incident }) => inside(incident.openedAt, before)).length,
    meanMinutesToAcknowledge: meanMinutes(acknowledged.map(({ incident }) => timeToAcknowledge(incident))),
    meanMinutesToResolve: meanMinutes(resolved.map(({ incident }) => timeToResolve(incident))),
    byKind: kindsOf(opened),
    list: touched.map(entryOf),
  };
}

function meanMinutes(times: readonly (number | null)[]): number | null {
  const average = mean(times.filter((time) => time !== null));
  return average === null ? null : round(average / MINUTE_MS);
}

function entryOf({ incident, severity, openedFrom }: IncidentFile): Incident {
  const { file, title, openedAt, acknowledgedAt, acknowledgedBy, resolvedAt } = incident;
  const took = timeToResolve(incident);
  return {
    file: file.slice(file.lastIndexOf('/') + 1),
    title: clean(title, 160),
    severity,
    openedAt,
    openedFrom,
    acknowledgedAt,
    acknowledgedBy: acknowledgedBy === null ? null : actorName(acknowledgedBy),
    resolvedAt,
    minutes: took === null ? null : round(took / MINUTE_MS),
  };
}

function kindsOf(opened: readonly IncidentFile[]): Incidents['byKind'] {
  const counts = new Map<string, number>();
  for (const { kind } of opened) if (kind !== null) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => ({ kind, count, percent: round((100 * count) / opened.length) }))
    .sort((one, other) => other.count - one.count || (one.kind < other.kind ? -1 : 1));
}
