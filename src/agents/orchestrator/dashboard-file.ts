import type { Layout } from '../../core/files/layout.ts';
import { listSessions } from '../../core/sessions/list.ts';
import type { AgentStatus } from '../../core/status/agents-file.ts';
import type { OpenAlert } from '../../core/status/alert-facts.ts';
import type { Facts, OpenFile } from '../../core/status/facts.ts';
import type { HealingFact } from '../../core/status/healing-fact.ts';
import type { Heartbeat } from '../../core/status/heartbeat.ts';
import type { SelfMetrics } from '../../core/status/self.ts';
import { describeDuration } from '../../core/text/duration.ts';
import { fence, markdownSafe } from '../../core/text/markdown.ts';

export interface DashboardFacts {
  facts: Facts;
  agents: readonly AgentStatus[];
  heartbeat: Heartbeat | null;
  self: SelfMetrics;
  /** What jq makes of `.summary` of metrics/latest.json, or why there is none. */
  summary: { text: string } | { problem: string };
}

const SESSIONS_SHOWN = 30;

/** status/dashboard.md. The first line and the summary are the seed document's; the rest is what a person asks next. */
export function renderDashboard(at: Layout, given: DashboardFacts, now: number): string {
  const { facts, heartbeat, self } = given;
  const sections = [
    `Last updated: ${new Date(now).toISOString()}`,
    section('Sessions', sessionTable(at, now)),
    section('Agents', agentTable(given.agents, now)),
    section(
      'Metrics',
      'text' in given.summary ? fence(given.summary.text.trim(), 'json') : `No summary: ${given.summary.problem}.`,
    ),
    section('Urgent alarms', files(facts.urgent, 'None waits.')),
    section('Alerts', alertTable(facts.alerts)),
    section('Incidents', files(facts.incidents, 'None open.')),
    ...healingSection(facts.healing),
    section(
      'Heartbeat',
      heartbeat === null ? 'None yet.' : `${heartbeat.at}: ${heartbeat.status}${heartbeat.reason ?? ''}`,
    ),
    section('Orchestrator', selfTable(self)),
  ];
  if (facts.quarantined > 0)
    sections.push(section('Quarantine', `${facts.quarantined} unreadable files lie in quarantine/.`));
  return `${sections.join('\n\n')}\n`;
}

function healingSection({ pending, stopped }: HealingFact): string[] {
  const lines = pending.map((id) => `- approval ${id} waits: ops approvals get ${id}`);
  if (stopped !== null) lines.unshift(`- stopped: ${markdownSafe(stopped)}`);
  return lines.length === 0 ? [] : [section('Healing', lines.join('\n'))];
}

const ALERTS_SHOWN = 50;

function alertTable(alerts: readonly OpenAlert[]): string {
  if (alerts.length === 0) return 'None.';
  const rows = alerts.slice(0, ALERTS_SHOWN).map((alert) => {
    const { fingerprint, severity, state, since, message, acknowledgedBy, silenced } = alert;
    const over = acknowledgedBy ?? (silenced === null ? '' : 'silenced');
    return [severity, state, since, markdownSafe(message), markdownSafe(over), fingerprint];
  });
  const more = alerts.length > ALERTS_SHOWN ? `\n\n${alerts.length - ALERTS_SHOWN} more: ops alerts list` : '';
  return `${table(['severity', 'state', 'since', 'what', 'who', 'alert'], rows)}${more}`;
}

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function sessionTable(at: Layout, now: number): string {
  const { sessions, totalCount } = listSessions(at, { limit: SESSIONS_SHOWN }, now);
  const rows = sessions.map((row) => [row.status, markdownSafe(row.key), String(row.pid ?? ''), row.startedAt ?? '']);
  const more =
    totalCount > sessions.length ? `\n\n${totalCount - sessions.length} more: ops sessions list --limit all` : '';
  return `${table(['status', 'session', 'pid', 'started'], rows)}${more}`;
}

function agentTable(agents: readonly AgentStatus[], now: number): string {
  const rows = agents.map((agent) => {
    const last = agent.lastRun;
    const ago =
      last === null
        ? 'never'
        : `${last.status}, ${describeDuration(now - Date.parse(last.endedAt))} before this update`;
    return [agent.id, agent.state, agent.schedule ?? '', agent.nextRunAt ?? '', ago, markdownSafe(agent.reason ?? '')];
  });
  return table(['agent', 'state', 'schedule', 'next run', 'last run', 'reason'], rows);
}

function files(open: readonly OpenFile[], none: string): string {
  if (open.length === 0) return none;
  return open.map((file) => `- ${markdownSafe(file.name)}: ${markdownSafe(file.text)}`).join('\n');
}

function selfTable(self: SelfMetrics): string {
  const { responses, spawns } = self;
  return table(
    ['measure', 'value'],
    [
      [
        'mean response time',
        responses.meanMs === null ? 'no message yet' : `${responses.meanMs} ms over ${responses.count}`,
      ],
      [
        'spawn success',
        spawns.successRate === null
          ? 'no spawn yet'
          : `${Math.round(spawns.successRate * 1000) / 10} % of ${spawns.attempted}`,
      ],
      ['memory', `${Math.round(self.memoryBytes / 1e5) / 10} MB`],
      ['missed heartbeats', String(self.missedHeartbeats)],
      ['restarts', String(self.restarts)],
    ],
  );
}
