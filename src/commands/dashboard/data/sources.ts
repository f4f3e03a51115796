import { basename } from 'node:path';
import { alertsFolder } from '../../../core/alerts/store.ts';
import { readLastJsonLines } from '../../../core/files/json-lines.ts';
import type { Layout } from '../../../core/files/layout.ts';
import { readJson } from '../../../core/files/read-json.ts';
import type { ApprovalRequest } from '../../../core/healing/approvals/approval.ts';
import { approvalsFolder, listApprovals } from '../../../core/healing/approvals/store.ts';
import { killSwitch, killSwitchPath } from '../../../core/healing/guards/kill-switch.ts';
import { readSamples } from '../../../core/metrics/history/query.ts';
import { labelled } from '../../../core/metrics/series.ts';
import { readRuns } from '../../../core/sessions/run-log.ts';
import { readAgentsFile } from '../../../core/status/agents-file.ts';
import { type OpenAlert, openAlerts } from '../../../core/status/alert-facts.ts';
import { readMetrics } from '../../../core/status/facts.ts';
import { type Heartbeat, readHeartbeatPlan } from '../../../core/status/heartbeat.ts';
import { readSelf, selfPath } from '../../../core/status/self.ts';
import { readUsageHistory, usageHistoryPath } from '../../../core/status/usage-file.ts';
import { oneLine } from '../../../core/text/control.ts';
import { redact } from '../../../core/text/redact.ts';
import { outboxFiles, readOutbox } from './outbox.ts';
import { createSessionReader } from './sessions.ts';
import type { Metrics, Sample, Snapshot } from './snapshot.ts';
import { MOST_FILES, readIncidents, readResolved, readUrgent } from './written.ts';

export interface Source {
  name: string;
  /** Read again only when one of these looks changed; absent: at every look, because the truth is not in the files alone. */
  files?: readonly string[];
  /** Null: nothing changed. */
  read: (now: number) => Partial<Snapshot> | null;
}

const TREND_LENGTH = 120;
const BEATS = 50;

/** Where everything on the screen comes from. */
export function sourcesOf(at: Layout): Source[] {
  const readSessions = createSessionReader(at);
  return [
    { name: 'sessions', read: (now) => readSessions(now) },
    { name: 'agents', files: [at.agentsFile], read: () => ({ agents: whole(at.agentsFile, readAgentsFile(at)) }) },
    { name: 'self-metrics', files: [selfPath(at)], read: () => ({ self: whole(selfPath(at), readSelf(at)) }) },
    {
      name: 'heartbeats',
      files: [at.heartbeatLog, at.state],
      read: () => {
        const beats = readLastJsonLines<Heartbeat>(at.heartbeatLog, 64 * 1024).values.slice(-BEATS);
        return { beats, heartbeat: beats.at(-1) ?? null, heartbeatPlan: readHeartbeatPlan(at) };
      },
    },
    { name: 'runs', files: [at.runLog], read: () => ({ runs: readRuns(at, { recent: true }) }) },
    { name: 'metrics', files: [at.latestMetrics], read: (now) => ({ metrics: metricsOf(at, now) }) },
    { name: 'urgent alarms', files: [at.urgentAlerts], read: () => ({ urgent: readUrgent(at) }) },
    { name: 'alerts', files: [alertsFolder(at), at.alerts], read: (now) => ({ alerts: alertsOf(at, now) }) },
    {
      name: 'incidents',
      files: [at.activeIncidents, at.resolvedIncidents],
      read: () => ({ incidents: readIncidents(at), resolved: readResolved(at) }),
    },
    { name: 'usage', files: [usageHistoryPath(at)], read: () => ({ usage: usageOf(at) }) },
    {
      name: 'approvals',
      files: [approvalsFolder(at), killSwitchPath(at)],
      read: () => ({ approvals: unanswered(at), healingStopped: killSwitch(at) }),
    },
    { name: 'outbox', files: outboxFiles(at), read: () => ({ outbox: readOutbox(at) }) },
  ];
}

/** @throws where the file is there and gave nothing: what was last known stays on the screen, and the screen says so. */
function whole<T>(path: string, value: T | null): T | null {
  if (value !== null) return value;
  const read = readJson(path);
  if (read.state === 'missing') return null;
  throw new Error(`${basename(path)} ${read.state === 'unreadable' ? read.reason : 'is not what it should be'}`);
}

/** Nobody said yes or no. That the time for it is over is seen by the clock, where it is shown. */
function unanswered(at: Layout): ApprovalRequest[] {
  return listApprovals(at).approvals.flatMap(({ request, decision }) => (decision === null ? [request] : []));
}

/** How far back the small graphs reach. */
const TREND_MS = 10 * 3_600_000;

function metricsOf(at: Layout, now: number): Metrics {
  const fact = readMetrics(at, now);
  if (fact.state !== 'read') return { summary: null, reason: fact.reason, trend: [] };
  return { summary: fact.summary, reason: null, trend: trendOf(at, now, fact.summary.worstDisk?.mount ?? '/') };
}

function trendOf(at: Layout, now: number, mount: string): Sample[] {
  const disk = labelled('disk_percent', 'mount', mount);
  const names = new Set(['cpu_percent', 'memory_percent', disk]);
  const { table } = readSamples(at, { from: now - TREND_MS, to: now, wanted: (series) => names.has(series) });
  const of = (series: string, index: number): number | null => {
    const value = table.columns.get(series)?.[index];
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  };
  return Array.from(table.times, (time, index) => ({
    at: new Date(time).toISOString(),
    cpuPercent: of('cpu_percent', index),
    memoryPercent: of('memory_percent', index),
    diskPercent: of(disk, index),
  })).slice(-TREND_LENGTH);
}

function alertsOf(at: Layout, now: number): OpenAlert[] {
  const open = openAlerts(at, now);
  return open.slice(0, MOST_FILES).map((alert) => ({ ...alert, message: redact(oneLine(alert.message)) }));
}

function usageOf(at: Layout): Snapshot['usage'] {
  const looks = Object.entries(readUsageHistory(at));
  return Object.fromEntries(
    looks.map(([id, all]) => [
      id,
      {
        cpuPercent: all.map(({ cpuPercent }) => cpuPercent),
        memoryBytes: all.map(({ memoryBytes }) => memoryBytes),
      },
    ]),
  );
}
