import type { Layout } from '../../core/files/layout.ts';
import { type Answer, askOrchestrator, describeAnswer } from '../../core/orchestrator-client.ts';
import { listSessions, type SessionList } from '../../core/sessions/list.ts';
import { hasEnded } from '../../core/sessions/record.ts';
import type { AgentStatus } from '../../core/status/agents-file.ts';
import type { Facts, MetricsFact } from '../../core/status/facts.ts';
import { HEALTH, readStanding, type Standing } from '../../core/status/judge.ts';
import { stripControl } from '../../core/text/control.ts';
import { describeDuration } from '../../core/text/duration.ts';
import { plural } from '../../core/text/plural.ts';
import type { Result, Run } from '../command.ts';
import { flag, LONGEST_SECONDS, numberOption } from '../options.ts';
import { describeSessions } from '../sessions/list.ts';
import { textTable } from '../text-table.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

export const run: Run = async (input) => {
  const at = input.open();
  const all = flag(input, 'all');
  const deep = all || flag(input, 'deep');
  const timeoutMs = numberOption(input, 'timeout', { min: 1, max: LONGEST_SECONDS * 1_000 }) ?? DEFAULT_TIMEOUT_MS;
  const rpc = deep ? await askOrchestrator(at, 'status', timeoutMs) : null;
  const status = statusResult(at, { exitCode: flag(input, 'exitCode'), rpc });
  if (!all) return status;
  // Doctor's checks cost more than the status itself, so they are loaded for this alone.
  const { withDiagnosis } = await import('./diagnosis.ts');
  return withDiagnosis(status, input);
};

/** With the answer that the orchestrator gave, every session is told too. */
export function statusResult(at: Layout, options: { exitCode: boolean; rpc: Answer | null }): Result {
  const { rpc } = options;
  const now = Date.now();
  const standing = readStanding(at, now);
  const sessions = listSessions(at, { limit: Number.POSITIVE_INFINITY }, now);
  const { orchestrator, agents, heartbeat, plan, missed, self, facts, health, problems } = standing;
  const record = orchestrator?.record;
  return {
    data: {
      health,
      problems,
      workspace: at.root,
      orchestrator:
        record === undefined
          ? null
          : {
              status: orchestrator?.status,
              live: orchestrator?.live,
              pid: orchestrator?.live === 'dead' ? null : (record.owner?.pid ?? null),
              startedAt: record.startedAt,
              endedAt: record.endedAt,
              reason: record.reason,
            },
      heartbeat: { last: heartbeat, missed, enabled: plan?.enabled ?? null, intervalMs: plan?.intervalMs ?? null },
      sessions: {
        count: sessions.totalCount,
        active: sessions.sessions.filter(({ status }) => !hasEnded(status)).length,
      },
      agents: agents?.agents ?? null,
      agentsAt: agents?.at ?? null,
      metrics: facts.metrics,
      urgentAlarms: facts.urgent,
      alerts: facts.alerts,
      incidents: facts.incidents,
      quarantined: facts.quarantined,
      healing: facts.healing,
      self,
      unreadable: sessions.unreadable,
      ...(rpc === null ? {} : { allSessions: sessions.sessions, rpc }),
    },
    text: stripControl(describe(at, standing, { sessions, rpc }, now)),
    warnings: sessions.unreadable.map(({ file, reason }) => `${file} ${reason}; it is left out`),
    exitCode: options.exitCode ? HEALTH[health] : 0,
  };
}

function describe(
  at: Layout,
  standing: Standing,
  { sessions, rpc }: { sessions: SessionList; rpc: Answer | null },
  now: number,
): string {
  const { orchestrator, agents, heartbeat, missed, self, facts, health, problems } = standing;
  const rows: string[][] = [
    ['Health', `${health}${problems.length === 0 ? '' : `: ${problems.map(({ text }) => text).join('; ')}`}`],
    ['Workspace', at.root],
    ['Orchestrator', describeOrchestrator(standing, now)],
    ...(rpc === null ? [] : [['Answer', describeAnswer(rpc)]]),
    ['Sessions', `${sessions.totalCount} (ops sessions list)`],
    [
      'Heartbeat',
      heartbeat === null
        ? 'none yet'
        : `${heartbeat.status}, ${describeDuration(now - Date.parse(heartbeat.at))} ago, ${missed ?? 'unknown'} missed`,
    ],
    ['Metrics', describeMetrics(facts.metrics)],
    ['Alarms', describeAlarms(facts)],
    ...describeHealing(facts),
  ];
  if (self !== null && orchestrator?.live === 'live') rows.push(['Self', describeSelf(self)]);
  const lines = rows.map(([name = '', value = '']) => `${name.padEnd(14)}${value}`);
  const table = (agents?.agents ?? []).map((agent) => {
    const last = runsSince(agent, sessions, now) ?? lastRunOf(agent, now);
    const next = agent.nextRunAt === null ? '' : `in ${describeDuration(Date.parse(agent.nextRunAt) - now)}`;
    return [agent.id, agent.state, last, next, agent.reason ?? agent.lastRun?.reason ?? ''];
  });
  const agentTable =
    table.length === 0 ? '' : `\n${textTable(['AGENT', 'STATE', 'LAST RUN', 'NEXT RUN', 'SAID'], table)}`;
  const sessionTable = rpc === null ? '' : `\n${describeSessions(sessions.sessions, sessions.totalCount)}`;
  return `${lines.join('\n')}\n${agentTable}${sessionTable}`;
}

/** Of what runs the run that goes on is of interest, not the one before it. */
function runsSince({ sessionKeys }: AgentStatus, { sessions }: SessionList, now: number): string | null {
  const begun = sessions
    .filter(({ key, status, startedAt }) => status === 'running' && startedAt !== null && sessionKeys.includes(key))
    .map(({ startedAt }) => Date.parse(startedAt ?? ''));
  return begun.length === 0 ? null : `up ${describeDuration(now - Math.min(...begun))}`;
}

function lastRunOf({ lastRun }: AgentStatus, now: number): string {
  if (lastRun === null) return 'never ran';
  return `${lastRun.status} ${describeDuration(now - Date.parse(lastRun.endedAt))} ago`;
}

function describeOrchestrator({ orchestrator }: Standing, now: number): string {
  if (orchestrator === null) return 'never started: ops agents spawn ops-orchestrator';
  const { record, status, live } = orchestrator;
  if (live === 'dead')
    return `${status}${record.reason === null ? '' : ` (${record.reason})`}; start it: ops agents spawn ops-orchestrator`;
  const since = record.startedAt === null ? '' : ` for ${describeDuration(now - Date.parse(record.startedAt))}`;
  return `${status}${live === 'live' ? '' : ` (${live})`}, pid ${record.owner?.pid ?? 'unknown'}${since}`;
}

function describeMetrics(metrics: MetricsFact): string {
  if (metrics.state !== 'read') return metrics.reason;
  const { cpuPercent, memoryPercent, worstDisk, load, missing } = metrics.summary;
  const percent = (value: number | null) => (value === null ? 'unknown' : `${Math.round(value * 10) / 10} %`);
  const disk = worstDisk === null ? 'unknown' : `${percent(worstDisk.percent)} (${worstDisk.mount})`;
  const gaps = missing.length === 0 ? '' : `, missing: ${missing.map(({ reading }) => reading).join(', ')}`;
  const age = `${metrics.stale ? 'stale, ' : ''}${describeDuration(metrics.ageMs)} old`;
  return `CPU ${percent(cpuPercent)}, memory ${percent(memoryPercent)}, disk ${disk}, load ${load?.[0] ?? 'unknown'} (${age}${gaps})`;
}

function describeSelf(self: NonNullable<Standing['self']>): string {
  const { responses, spawns, memoryBytes, missedHeartbeats, restarts } = self;
  const mean = responses.meanMs === null ? 'no message yet' : `mean reply ${responses.meanMs} ms`;
  const rate =
    spawns.successRate === null
      ? 'no spawn yet'
      : `${Math.round(spawns.successRate * 1000) / 10} % of ${plural(spawns.attempted, 'spawn')}`;
  return `${mean}, ${rate}, ${plural(restarts, 'restart')}, ${Math.round(memoryBytes / 1e5) / 10} MB, ${plural(missedHeartbeats, 'heartbeat')} missed`;
}

/** A line only where somebody is to answer, or where healing is off. */
function describeHealing({ healing: { pending, stopped } }: Facts): [string, string][] {
  const wait = plural(pending.length, 'approval waits', 'approvals wait');
  const parts = [
    ...(pending.length === 0 ? [] : [`${wait} for a yes or no: ops approvals pending`]),
    ...(stopped === null ? [] : [`stopped (${stopped})`]),
  ];
  return parts.length === 0 ? [] : [['Healing', parts.join(', ')]];
}

function describeAlarms({ urgent, alerts, incidents }: Facts): string {
  const critical = alerts.filter(({ severity }) => severity === 'critical').length;
  const parts = [`${plural(alerts.length, 'alert')}${critical > 0 ? ` (${critical} critical)` : ''}`];
  if (urgent.length > 0) parts.push(`${urgent.length} urgent not taken yet`);
  return [...parts, plural(incidents.length, 'open incident')].join(', ');
}
