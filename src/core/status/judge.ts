import type { Layout } from '../files/layout.ts';
import { orchestratorView } from '../orchestrator-client.ts';
import type { SessionView } from '../sessions/view.ts';
import { describeDuration } from '../text/duration.ts';
import { type AgentsFile, readAgentsFile } from './agents-file.ts';
import type { OpenAlert } from './alert-facts.ts';
import { type Facts, type MetricWarning, readFacts } from './facts.ts';
import { type Heartbeat, type HeartbeatPlan, lastHeartbeat, missedNow, readHeartbeatPlan } from './heartbeat.ts';
import { readSelf, type SelfMetrics } from './self.ts';

/** As monitoring plugins have it; the numbers are the exit codes of `ops health`. */
export const HEALTH = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const;
export type Health = keyof typeof HEALTH;

export interface Problem {
  health: Exclude<Health, 'ok'>;
  text: string;
}

export interface Standing {
  health: Health;
  problems: Problem[];
  orchestrator: SessionView | null;
  agents: AgentsFile | null;
  heartbeat: Heartbeat | null;
  plan: HeartbeatPlan | null;
  missed: number | null;
  self: SelfMetrics | null;
  facts: Facts;
}

/** Judged now, by the reader: what the orchestrator last wrote counts only while the orchestrator lives. */
export function readStanding(at: Layout, now: number = Date.now()): Standing {
  const orchestrator = orchestratorView(at, now);
  const heartbeat = lastHeartbeat(at);
  const plan = readHeartbeatPlan(at);
  const missed = missedNow(at, now);
  const agents = readAgentsFile(at);
  const facts = readFacts(at, now);
  const problems = [
    ...orchestratorProblems(orchestrator),
    ...beatProblems(missed),
    // What an orchestrator that is gone last wrote of its agents says nothing about now.
    ...(orchestrator?.live === 'live' ? agentProblems(agents) : []),
    ...factProblems(facts),
  ];
  const order: readonly Health[] = ['critical', 'warning', 'unknown'];
  const health = order.find((level) => problems.some((problem) => problem.health === level)) ?? 'ok';
  return { health, problems, orchestrator, agents, heartbeat, plan, missed, self: readSelf(at), facts };
}

function orchestratorProblems(view: SessionView | null): Problem[] {
  if (view === null) return [{ health: 'unknown', text: 'no orchestrator was ever started here' }];
  const pid = view.record.owner?.pid ?? null;
  const named = pid === null ? 'the orchestrator' : `the orchestrator (pid ${pid})`;
  if (view.status === 'lost') return [{ health: 'critical', text: `${named} died without a word` }];
  if (view.live === 'stale')
    return [{ health: 'critical', text: `${named} hangs: it exists and shows no sign of life` }];
  if (view.live === 'unknown')
    return [
      {
        health: 'unknown',
        text: `${named} runs on ${view.record.owner?.host ?? 'another host'} and cannot be seen from here`,
      },
    ];
  if (view.status === 'failed')
    return [{ health: 'critical', text: `the orchestrator failed: ${view.record.reason ?? 'no reason known'}` }];
  if (view.live === 'dead')
    return [
      {
        health: 'unknown',
        text: `the orchestrator is stopped since ${view.record.endedAt ?? 'an unknown time'}: nothing is watched`,
      },
    ];
  return [];
}

function beatProblems(missed: number | null): Problem[] {
  if (missed === null || missed === 0) return [];
  return [{ health: 'warning', text: `${missed} heartbeat${missed === 1 ? '' : 's'} missed` }];
}

function agentProblems(file: AgentsFile | null): Problem[] {
  const problems: Problem[] = [];
  for (const agent of file?.agents ?? []) {
    if (agent.state === 'failed')
      problems.push({ health: 'critical', text: `agent ${agent.id} ${agent.reason ?? 'failed'}` });
    else if (agent.state === 'retrying')
      problems.push({
        health: 'warning',
        text: `agent ${agent.id} is being restarted: ${agent.reason ?? 'it failed'}`,
      });
  }
  return problems;
}

/** Incidents that are named where all of them are counted: the line is for a person. */
const MOST_NAMED = 3;

function factProblems(facts: Facts): Problem[] {
  const problems: Problem[] = [];
  const { metrics, urgent, alerts, incidents, quarantined } = facts;
  if (metrics.state !== 'read') problems.push({ health: 'unknown', text: `metrics: ${metrics.reason}` });
  else if (metrics.stale)
    problems.push({ health: 'unknown', text: `metrics: the last sample is ${describeDuration(metrics.ageMs)} old` });
  else
    for (const warning of metrics.summary.warnings)
      if (!alerts.some((alert) => isAbout(alert, warning)))
        problems.push({ health: warning.level, text: warning.message });
  for (const alarm of urgent) problems.push({ health: 'critical', text: `urgent alarm ${alarm.name}: ${alarm.text}` });
  // An agent that failed is a problem of its own already.
  problems.push(...alerts.filter(({ name }) => name !== 'agent_failed').flatMap(alertProblem));
  if (incidents.length > 0) {
    const named = incidents.slice(0, MOST_NAMED).map(({ name }) => name);
    const more = incidents.length > named.length ? ` and ${incidents.length - named.length} more` : '';
    const count = `${incidents.length} open incident${incidents.length === 1 ? '' : 's'}`;
    problems.push({ health: 'warning', text: `${count}: ${named.join(', ')}${more}` });
  }
  if (quarantined > 0)
    problems.push({
      health: 'warning',
      text: `${quarantined} unreadable file${quarantined === 1 ? '' : 's'} in quarantine/`,
    });
  return problems;
}

/** What somebody has taken over is known to a person already; what is silenced, somebody wanted quiet. */
function alertProblem({ severity, state, message, acknowledgedBy, silenced }: OpenAlert): Problem[] {
  if (severity === 'info' || silenced !== null) return [];
  const text = acknowledgedBy === null ? message : `${message} (${acknowledgedBy} is on it)`;
  if (state === 'stale') return [{ health: 'unknown', text: `${text} (no fresh data)` }];
  return [{ health: severity === 'critical' && acknowledgedBy === null ? 'critical' : 'warning', text }];
}

/** What has become an alert is said once, as the alert. */
function isAbout(alert: OpenAlert, warning: MetricWarning): boolean {
  return alert.name === warning.metric && alert.resource === (warning.resource ?? null) && alert.silenced === null;
}
