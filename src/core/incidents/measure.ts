import { ALERTS, type Incident } from './incident.ts';

/** Means over incidents; null where there is nothing to take the mean of. Milliseconds. */
export interface IncidentTimes {
  /** Mean time from opened to the first acknowledgement, of those that were acknowledged. */
  mttaMs: number | null;
  acknowledged: number;
  /** Mean time from opened to resolved, of those that are; of one that was reopened until it was resolved at last. */
  mttrMs: number | null;
  resolved: number;
}

/** When it was first acknowledged, and how long after it was opened; the timeline's word before the front matter's. */
export function timeToAcknowledge(incident: Incident): number | null {
  const said = incident.timeline.find(({ text }) => /^acknowledged\b(?! again)/.test(text))?.at;
  return since(incident, said ?? incident.acknowledgedAt);
}

export function timeToResolve(incident: Incident): number | null {
  if (incident.status !== 'resolved') return null;
  const said = incident.timeline.findLast(({ by, text }) => by !== ALERTS && /^resolved\b/.test(text))?.at;
  return since(incident, said ?? incident.resolvedAt);
}

function since({ openedAt, timeline }: Incident, at: string | null): number | null {
  if (at === null) return null;
  const opened = timeline.find(({ text }) => /^opened\b/.test(text))?.at ?? openedAt;
  // A person mistyped, or the clock was set: no time at all rather than a negative one.
  return Math.max(0, Date.parse(at) - Date.parse(opened));
}

export function measureIncidents(incidents: readonly Incident[]): IncidentTimes {
  const acknowledged = incidents.map(timeToAcknowledge).filter((time) => time !== null);
  const resolved = incidents.map(timeToResolve).filter((time) => time !== null);
  return {
    mttaMs: mean(acknowledged),
    acknowledged: acknowledged.length,
    mttrMs: mean(resolved),
    resolved: resolved.length,
  };
}

function mean(times: readonly number[]): number | null {
  return times.length === 0 ? null : Math.round(times.reduce((sum, time) => sum + time, 0) / times.length);
}
