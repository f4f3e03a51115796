import { iso, round } from '../gather/clean.ts';
import type { IncidentFile } from '../gather/incidents.ts';
import { mean } from '../measure/statistics.ts';
import type { Incident, Incidents } from '../report-parts.ts';
import type { Stretch } from './input.ts';

/** Incidents that were opened, resolved or open in a stretch, as they stood at its end: what happened later is not told. */
export function incidentsOf(all: readonly IncidentFile[], span: Stretch, before: Stretch | null): Incidents {
  const asOfEnd = (incident: IncidentFile) =>
    incident.resolvedAt !== null && incident.resolvedAt < span.to ? incident.resolvedAt : null;
  const touched = all.filter((incident) => {
    const resolvedAt = asOfEnd(incident);
    return incident.openedAt < span.to && (resolvedAt === null || resolvedAt >= span.from);
  });
  const opened = touched.filter(({ openedAt }) => openedAt >= span.from);
  const resolved = touched.filter((incident) => asOfEnd(incident) !== null);
  const minutes = resolved.map((incident) => ((asOfEnd(incident) ?? 0) - incident.openedAt) / 60_000);
  const average = mean(minutes);
  const earlier = all.filter(
    ({ openedAt }) => before !== null && openedAt >= before.from && openedAt < before.to,
  ).length;
  return {
    opened: opened.length,
    resolved: resolved.length,
    openAtEnd: touched.length - resolved.length,
    openedBefore: before === null ? null : earlier,
    meanMinutesToResolve: average === null ? null : round(average),
    byKind: kindsOf(opened),
    list: touched.map((incident) => entryOf(incident, asOfEnd(incident))),
  };
}

function entryOf(incident: IncidentFile, resolvedAt: number | null): Incident {
  const { file, title, severity, openedAt, openedFrom } = incident;
  return {
    file: file.slice(file.lastIndexOf('/') + 1),
    title,
    severity,
    openedAt: iso(openedAt),
    openedFrom,
    resolvedAt: resolvedAt === null ? null : iso(resolvedAt),
    minutes: resolvedAt === null ? null : round((resolvedAt - openedAt) / 60_000),
  };
}

function kindsOf(opened: readonly IncidentFile[]): Incidents['byKind'] {
  const counts = new Map<string, number>();
  for (const { kind } of opened) if (kind !== null) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => ({ kind, count, percent: round((100 * count) / opened.length) }))
    .sort((one, other) => other.count - one.count || (one.kind < other.kind ? -1 : 1));
}
