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

/** Everything that the workspace says, as read at one moment. A source that could not be read keeps its last content and is named in `problems`. */
export interface Snapshot {
  workspace: string;
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
  /** Plans to which nobody said yes or no; some may be out of time. */
  approvals: readonly ApprovalRequest[];
  outbox: Outbox;
  /** Why nothing is healed; null: the kill switch is not thrown. */
  healingStopped: string | null;
  /** Ended runs, oldest first, as far as the end of the run log reaches. */
  runs: readonly RunEntry[];
  problems: readonly string[];
}

export const EMPTY_SNAPSHOT: Snapshot = {
  workspace: '',
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
  approvals: [],
  outbox: { queued: { count: 0, letters: [] }, dead: { count: 0, letters: [] }, delivered: [] },
  healingStopped: null,
  runs: [],
  problems: [],
};
