import { join } from 'node:path';

export const WORKSPACE_NAME = 'ops-automation';
export const CONFIG_FILE = 'orchestrator-config.json';

/** Every path of a workspace, said once. Folders end in a noun, files in their extension. */
export interface Layout {
  root: string;
  config: string;
  sessions: string;
  mail: string;
  history: string;
  archive: string;
  output: string;
  status: string;
  dashboardFile: string;
  agentsFile: string;
  heartbeatLog: string;
  metrics: string;
  latestMetrics: string;
  alerts: string;
  urgentAlerts: string;
  activeIncidents: string;
  resolvedIncidents: string;
  playbooks: string;
  audit: string;
  approvals: string;
  analysis: string;
  reports: string;
  backups: string;
  logs: string;
  runLog: string;
  ownLog: string;
  state: string;
  schedules: string;
  run: string;
  locks: string;
  temporary: string;
  quarantine: string;
}

export function layout(root: string): Layout {
  const at = (...parts: string[]) => join(root, ...parts);
  return {
    root,
    config: at(CONFIG_FILE),
    sessions: at('sessions'),
    mail: at('mail'),
    history: at('history'),
    archive: at('archive'),
    output: at('output'),
    status: at('status'),
    dashboardFile: at('status', 'dashboard.md'),
    agentsFile: at('status', 'agents.json'),
    heartbeatLog: at('logs', 'heartbeats.jsonl'),
    metrics: at('metrics'),
    latestMetrics: at('metrics', 'latest.json'),
    alerts: at('alerts'),
    urgentAlerts: at('alerts', 'urgent'),
    activeIncidents: at('incidents', 'active'),
    resolvedIncidents: at('incidents', 'resolved'),
    playbooks: at('playbooks'),
    audit: at('audit'),
    approvals: at('approvals'),
    analysis: at('analysis'),
    reports: at('reports'),
    backups: at('backups'),
    logs: at('logs'),
    runLog: at('logs', 'runs.jsonl'),
    ownLog: at('logs', 'ops.jsonl'),
    state: at('state'),
    schedules: at('state', 'schedules'),
    run: at('run'),
    locks: at('locks'),
    temporary: at('tmp'),
    quarantine: at('quarantine'),
  };
}

/** The folders that `ops init` makes, so that a person and a watch find them before anything has happened. */
export function folders(at: Layout): string[] {
  return [
    at.sessions,
    at.mail,
    at.history,
    at.output,
    at.status,
    at.metrics,
    at.urgentAlerts,
    at.activeIncidents,
    at.resolvedIncidents,
    at.playbooks,
    at.audit,
    at.approvals,
    at.analysis,
    at.reports,
    at.backups,
    at.logs,
    at.schedules,
    at.run,
    at.locks,
    at.temporary,
  ];
}
