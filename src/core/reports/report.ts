import type { Alarms, Incidents, Pattern } from './report-events.ts';
import type {
  AgentRuns,
  Changes,
  Charts,
  Check,
  Day,
  Forecast,
  Healing,
  Logs,
  Resource,
  Watch,
} from './report-parts.ts';
import type { ReportKind } from './time/period.ts';

/** A report without any wording: what is printed, in whatever language and form, is made from this alone. Times ISO 8601 UTC. */
export interface Report {
  version: 1;
  kind: ReportKind;
  /** `2026-10-05`, `2026-W41` or `2026-10`. */
  name: string;
  host: string;
  period: Span & {
    zone: string;
    firstDay: string;
    lastDay: string;
    /** False while the period runs; it is then covered up to `to`. */
    complete: boolean;
    hours: number;
  };
  /** How it stands: the worst of the findings. */
  verdict: Verdict;
  findings: Finding[];
  coverage: Coverage;
  machine: Machine;
  /** What the configuration wants, and how long something may be down in the period without missing it. */
  target: { percent: number; downSeconds: number };
  resources: Resource[];
  checks: Check[];
  watch: Watch;
  incidents: Incidents;
  alarms: Alarms;
  healing: Healing;
  agents: AgentRuns[];
  logs: Logs;
  capacity: Forecast[];
  /** What came again and again, the most frequent of each kind first. */
  patterns: Pattern[];
  changes: Changes;
  /** Weekly and monthly: each day by itself. */
  days: Day[];
  charts: Charts;
  /** What could not be read, each costing only itself. */
  unread: Unread[];
}

export interface Span {
  from: string;
  to: string;
}

export type Verdict = 'ok' | 'warning' | 'critical' | 'unknown';
export type FindingLevel = 'critical' | 'warning' | 'unknown' | 'info';

/** Something that a person should know, by its code. Wording and advice stand in the tables of texts. */
export interface Finding {
  code: FindingCode;
  level: FindingLevel;
  /** What it is about: a mount, an agent, a check. */
  subject: string | null;
  value: number | null;
  /** The threshold or the number that `value` is of. */
  limit: number | null;
  /** How long it lasted. */
  seconds: number | null;
  at: string | null;
  /** How a command names it, where that is not the subject: an alert's fingerprint, an incident's id. */
  reference: string | null;
}

export type FindingCode =
  | 'noData'
  | 'lowCoverage'
  | 'justBegun'
  | 'cpuHigh'
  | 'memoryHigh'
  | 'diskHigh'
  | 'inodesHigh'
  | 'diskFillsUp'
  | 'inodesFillUp'
  | 'memoryGrows'
  | 'outOfMemory'
  | 'unitsFailed'
  | 'checkFailing'
  | 'checkFailed'
  | 'beatsMissed'
  | 'noBeats'
  | 'agentFails'
  | 'agentFailed'
  | 'incidentOpen'
  | 'alertOpen'
  | 'alertsFired'
  | 'notDelivered'
  | 'alarmsTold'
  | 'alarmRecurs'
  | 'playbookRecurs'
  | 'playbookFailed'
  | 'newMessages'
  | 'errorRate'
  | 'logsUnread'
  | 'restarted'
  | 'unread'
  | 'readingMissing'
  | 'cpuIdle';

export interface Coverage {
  samples: number;
  /** The usual time from one sample to the next; null where there are too few to tell. */
  intervalSeconds: number | null;
  /** Percent of the period that samples speak for. */
  percent: number;
  /** When measuring began, where that was within the period. */
  began: string | null;
  /** Percent of the time since then. */
  percentSince: number;
  gaps: Gap[];
  /** Readings that failed in some or all samples. */
  missing: { reading: string; samples: number; of: number }[];
  /** What lies before is known by the hour only, so that its percentiles are near and not exact. */
  hoursBefore: string | null;
}

/**
 * A stretch without samples. `restarted`: the machine started again within it. `running`: the machine ran on and nobody measured.
 * `beginning`: nothing was ever measured before. `unknown`: nothing says which.
 */
export interface Gap extends Span {
  cause: 'restarted' | 'running' | 'beginning' | 'unknown';
  /** Samples of it there are, or were; they cannot be read. */
  damaged: boolean;
}

export interface Machine {
  /** At the end of the period; null also where nothing says whether it still ran then. */
  uptimeSeconds: number | null;
  restarts: { at: string }[];
  /** Percent of the period for which the machine is known to have run; what nobody saw does not count. Null where nothing was seen. */
  knownUpPercent: number | null;
  /** The longest it can have been down, in seconds; null where nothing says. */
  downAtMostSeconds: number | null;
  /** Null where what nobody saw decides it. */
  meetsTarget: boolean | null;
  outOfMemoryKills: number | null;
  /** When the first of these was seen. */
  outOfMemoryAt: string | null;
  failedUnits: number | null;
  receivedBytes: number | null;
  sentBytes: number | null;
}

/** A file, or lines of one, that could not be read. */
export interface Unread {
  file: string;
  reason: 'empty' | 'notJson' | 'notOpened' | 'wrongShape' | 'damagedLines' | 'damagedSamples';
  /** How many lines or samples are lost; null for a whole file. */
  count: number | null;
}
