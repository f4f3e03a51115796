import type { Grid } from './measure/grid.ts';
import type { Span } from './report.ts';

export type ResourceId =
  | 'cpu'
  | 'cpuWait'
  | 'cpuSteal'
  | 'load'
  | 'memory'
  | 'swap'
  | 'pressureCpu'
  | 'pressureMemory'
  | 'pressureIo'
  | 'disk'
  | 'inodes'
  | 'diskBusy'
  | 'receive'
  | 'transmit';

export interface Above {
  limit: number;
  seconds: number;
  /** The longest stretch of it. */
  longestSeconds: number;
}

export type Unit = 'percent' | 'number' | 'bytesPerSecond';

export interface Resource {
  id: ResourceId;
  /** The mount or device; null for what a machine has one of. */
  subject: string | null;
  unit: Unit;
  samples: number;
  mean: number;
  p50: number;
  p95: number;
  p99: number;
  min: number;
  max: number;
  maxAt: string;
  last: number;
  /** The mean less the mean of the period before, in the same unit; null where there is nothing to compare with. */
  change: number | null;
  /** Seconds above the thresholds; null where there is none for it. */
  above: { warning: Above; critical: Above } | null;
  /** Means of equal parts of the period (hours of a day, days of longer ones); null where nothing was measured. */
  course: (number | null)[];
}

/** One health check. Percent of its tries that succeeded, milliseconds. */
export interface Check {
  name: string;
  tries: number;
  percent: number;
  downSeconds: number;
  failingAtEnd: boolean;
  /** Of what was measured. */
  meetsTarget: boolean;
  latency: { mean: number; p95: number; max: number } | null;
}

/** The orchestrator's heartbeats. */
export interface Watch {
  beats: number;
  byStatus: Record<string, number>;
  skipped: number;
  /** Beats that were due by the configured interval and did not come; null where there is not a single one to count from. */
  missed: number | null;
  longestSilence: (Span & { seconds: number }) | null;
  starts: number;
}

/** Runs of one playbook on one target. */
export interface PlaybookRuns {
  playbook: string;
  target: string;
  runs: number;
  verified: number;
  /** From the beginning of a run to its proof, of those that helped. */
  meanSecondsToRepair: number | null;
  /** Why the last one that did not help did not; null where all did, or none said so. */
  failure: string | null;
  /** Repaired so often that its cause should be looked for. */
  recurring: boolean;
}

/** What was repaired, by playbooks and by restarting agents. */
export interface Healing {
  runs: number;
  verified: number;
  /** Of the runs that ended; null where none did. */
  successPercent: number | null;
  meanSecondsToRepair: number | null;
  /** Questions to a person, and what became of those that were decided: allowed, denied, or not answered in time. */
  asked: number;
  allowed: number;
  denied: number;
  expired: number;
  /** The most frequent first. */
  playbooks: PlaybookRuns[];
  /** Agents that failed and were running well again afterwards without anybody's order. */
  agentFailures: number;
  agentRecoveries: number;
  meanSecondsToRecover: number | null;
}

export interface AgentRuns {
  agentId: string;
  runs: number;
  done: number;
  failed: number;
  stopped: number;
  p50Seconds: number | null;
  p95Seconds: number | null;
  lastFailure: { at: string; reason: string } | null;
  failedLast: boolean;
}

export interface LogMessage {
  message: string;
  level: string | null;
  count: number;
  firstAt: string;
  lastAt: string;
  sample: string;
  source: string | null;
}

export interface Logs {
  analyses: number;
  lines: number;
  errors: number;
  warnings: number;
  /** Null where there is nothing to compare with. */
  errorsBefore: number | null;
  /** The worst minute. */
  peakErrorsPerMinute: number | null;
  peakAt: string | null;
  /** The most errors per minute, on average, from one analysis to the next: what lasted. */
  lastingErrorsPerMinute: number | null;
  lastingAt: string | null;
  /** Lines of an analysis that read files from their beginning, so that some may be older than the period. */
  firstReadLines: number;
  messages: LogMessage[];
  /** Messages that no analysis of the period before held; null where that period has none. */
  fresh: LogMessage[] | null;
  findings: { kind: string; level: string; count: number; text: string }[];
  unreadSources: { path: string; reason: string }[];
}

/** How something grows, from its own past. `unknown`: too little of it. Percent a day; days until it is full. */
export interface Forecast {
  resource: 'disk' | 'inodes' | 'memory';
  subject: string | null;
  state: 'filling' | 'shrinking' | 'steady' | 'unknown';
  percent: number;
  perDay: number | null;
  fullInDays: number | null;
  /** Bytes, where they are known: in use at the end, and how many can be. */
  bytes: { used: number; total: number } | null;
  /** From half of all pairs of points: between these days. */
  range: [number, number | null] | null;
  observedHours: number;
}

export type ChangeKind = 'package' | 'unit' | 'file' | 'boot';

export interface Change {
  kind: ChangeKind;
  name: string;
  what: 'added' | 'removed' | 'changed';
  before: string | null;
  after: string | null;
  /** When it happened where the machine knows, else when it was found. */
  at: string;
  exact: boolean;
}

export interface Changes {
  /** Null where no fingerprint was ever taken, so that "no change" cannot be said. */
  watchedSince: string | null;
  counts: Record<ChangeKind, number>;
  list: Change[];
  /** Kinds that this machine does not let us see, each with its reason. */
  blind: { kind: ChangeKind; reason: string }[];
}

export interface Day {
  day: string;
  samples: number;
  coveragePercent: number;
  cpu: { mean: number; max: number } | null;
  memory: { mean: number; max: number } | null;
  disk: { subject: string; max: number } | null;
  errors: number | null;
  /** Alerts that began to fire on it. */
  alerts: number;
  /** Messages about ops itself. */
  alarms: number;
  incidents: number;
}

export interface Charts {
  cpu: Grid | null;
  memory: Grid | null;
  load: Grid | null;
  disks: { subject: string; grid: Grid }[];
  receive: Grid | null;
  transmit: Grid | null;
  errors: Grid | null;
}
