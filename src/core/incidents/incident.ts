import type { Severity } from '../alerts/alert.ts';

export const INCIDENT_SEVERITIES = ['info', 'warning', 'critical'] as const satisfies readonly Severity[];

/** Whose lines in a timeline tell what became of the alerts. */
export const ALERTS = 'alerts';

/** The folder says whether it is resolved; `acknowledged` is what is open and somebody works on. */
export type IncidentStatus = 'open' | 'acknowledged' | 'resolved';

/** One line of the section `## Timeline`. */
export interface TimelineEntry {
  /** ISO 8601. */
  at: string;
  by: string;
  text: string;
}

/** What is wrong in the front matter. Lines count from 1. */
export interface FrontMatterProblem {
  line: number;
  reason: string;
}

/** An incident as its Markdown file tells it, whoever wrote that. Times ISO 8601. */
export interface Incident {
  /** The file's name without its ending. */
  id: string;
  /** From the workspace's root. */
  file: string;
  title: string;
  severity: Severity;
  status: IncidentStatus;
  /** It lies in incidents/active. One that says resolved there is about to be moved. */
  active: boolean;
  openedAt: string;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  assignee: string | null;
  resolvedAt: string | null;
  resolvedBy: string | null;
  /** The rule, where an alert opened it. */
  kind: string | null;
  /** What it is about, for alerts that come soon after: see resource-class.ts. */
  resourceClass: string | null;
  /** The host that its alerts name; null: this one. */
  host: string | null;
  /** Fingerprints. */
  alerts: string[];
  timeline: TimelineEntry[];
  problems: FrontMatterProblem[];
}
