import type { ApprovalRequest } from '../../../core/healing/approvals/approval.ts';
import type { Unreadable } from '../../../core/sessions/registry.ts';
import type { SessionRow } from '../../../core/sessions/row.ts';
import type { RunEntry } from '../../../core/sessions/run-log.ts';
import type { AgentsFile } from '../../../core/status/agents-file.ts';
import type { OpenAlert } from '../../../core/status/alert-facts.ts';
import type { MetricsSummary } from '../../../core/status/facts.ts';
import type { Heartbeat, HeartbeatPlan } from '../../../core/status/heartbeat.ts';
import type { SelfMetrics } from '../../../core/status/self.ts';

/** An alarm that somebody dropped into alerts/urgent/. Only what it says of itself; text is one line, safe for a terminal. */
export interface UrgentAlert {
  file: string;
  severity: string;
  title: string;
  at: string;
  body: string;
}

/** A message to a person. */
export interface Letter {
  id: string;
  title: string;
  /** When it was queued, delivered or given up, ISO 8601. */
  at: string;
  /** Which took it, or was tried last. */
  channel: string | null;
  /** Why it is not delivered. */
  reason: string | null;
}

export interface Outbox {
  queued: { count: number; letters: readonly Letter[] };
  /** What reached nobody. */
  dead: { count: number; letters: readonly Letter[] };
  /** The last ones, oldest first. */
  delivered: readonly Letter[];
}

/** A Markdown file in incidents/active/. */
export interface Incident {
  /** Its name without the ending: the incident's id. */
  file: string;
  title: string;
  severity: string;
  /** When it was opened, ISO 8601. */
  at: string;
  acknowledgedBy: string | null;
  /** Fingerprints of the alerts that it is about. */
  alerts: readonly string[];
  body: string;
}

export interface Sample {
  at: string;
  cpuPercent: number | null;
  memoryPercent: number | null;
  diskPercent: number | null;
}

export interface Metrics {
  summary: MetricsSummary | null;
  /** Why there is no summary. */
  reason: string | null;
  /** The last hours, oldest first. */
  trend: readonly Sample[];
}

/** An incident that is over. */
export interface ResolvedIncident {
  file: string;
  title: string;
  /** When it was resolved, ISO 8601. */
  at: string;
}

/** What a session used at its last looks, oldest first; null where it could not be measured. */
export interface UsageTrend {
  cpuPercent: readonly (number | null)[];
  memoryBytes: readonly (number | null)[];
}

/** Everything that the workspace says, as read at one moment. A source that could not be read keeps its last content and is named in `problems`. */
export interface Snapshot {
  workspace: string;
  host: string;
  sessions: readonly SessionRow[];
  unreadable: readonly Unreadable[];
  agents: AgentsFile | null;
  /** When the orchestrator last showed itself; null where it never promised to. */
  leaseAt: number | null;
  heartbeat: Heartbeat | null;
  beats: readonly Heartbeat[];
  heartbeatPlan: HeartbeatPlan | null;
  self: SelfMetrics | null;
  metrics: Metrics | null;
  urgent: readonly UrgentAlert[];
  /** What fires, the worst first; also what somebody took over or silenced. */
  alerts: readonly OpenAlert[];
  incidents: readonly Incident[];
  /** The last ones, newest first. */
  resolved: readonly ResolvedIncident[];
  /** Plans to which nobody said yes or no; some may be out of time. */
  approvals: readonly ApprovalRequest[];
  outbox: Outbox;
  /** Why nothing is healed; null: the kill switch is not thrown. */
  healingStopped: string | null;
  /** Ended runs, oldest first, as far as the end of the run log reaches. */
  runs: readonly RunEntry[];
  /** By the session's id. */
  usage: Readonly<Record<string, UsageTrend>>;
  /** Sessions that run and have written nothing for long, by id. */
  quiet: readonly string[];
  problems: readonly string[];
}

export const EMPTY_SNAPSHOT: Snapshot = {
  workspace: '',
  host: '',
  sessions: [],
  unreadable: [],
  agents: null,
  leaseAt: null,
  heartbeat: null,
  beats: [],
  heartbeatPlan: null,
  self: null,
  metrics: null,
  urgent: [],
  alerts: [],
  incidents: [],
  resolved: [],
  approvals: [],
  outbox: { queued: { count: 0, letters: [] }, dead: { count: 0, letters: [] }, delivered: [] },
  healingStopped: null,
  runs: [],
  usage: {},
  quiet: [],
  problems: [],
};
