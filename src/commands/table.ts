import { agentCommands } from './agents/table.ts';
import { alertRaiseCommands } from './alerts/raise-table.ts';
import { alertRuleCommands } from './alerts/rules-table.ts';
import { alertCommands } from './alerts/table.ts';
import { approvalCommands } from './approvals/table.ts';
import { auditCommands } from './audit/table.ts';
import { backupCommands } from './backup/table.ts';
import { channelCommands } from './channels/table.ts';
import type { CommandSpec } from './command.ts';
import { completionCommands } from './completion/table.ts';
import { configCommands } from './config/table.ts';
import { cronCommands } from './cron/table.ts';
import { daemonCommands } from './daemon/table.ts';
import { dashboardCommands } from './dashboard/table.ts';
import { doctorCommands } from './doctor/table.ts';
import { eventCommands } from './events/table.ts';
import { healCommands } from './heal/table.ts';
import { helpCommands } from './help/table.ts';
import { incidentCommands } from './incidents/table.ts';
import { logCommands } from './logs/table.ts';
import { mcpCommands } from './mcp/table.ts';
import { messageCommands } from './message/table.ts';
import { metricCommands } from './metrics/table.ts';
import { outboxCommands } from './outbox/table.ts';
import { reportCommands } from './report/table.ts';
import { sessionCommands } from './sessions/table.ts';
import { systemCommands } from './system/table.ts';
import { taskCommands } from './tasks/table.ts';

/** Every command of the program. A group's lines lie beside its commands. */
export const commands: readonly CommandSpec[] = [
  ...systemCommands,
  ...agentCommands,
  ...sessionCommands,
  ...taskCommands,
  ...cronCommands,
  ...logCommands,
  ...metricCommands,
  ...alertCommands,
  ...alertRaiseCommands,
  ...alertRuleCommands,
  ...incidentCommands,
  ...healCommands,
  ...approvalCommands,
  ...auditCommands,
  ...eventCommands,
  ...mcpCommands,
  ...channelCommands,
  ...messageCommands,
  ...outboxCommands,
  ...backupCommands,
  ...daemonCommands,
  ...doctorCommands,
  ...reportCommands,
  ...configCommands,
  ...dashboardCommands(() => ({ commands, nouns })),
  ...completionCommands(() => ({ commands, nouns })),
  ...helpCommands(() => ({ commands, nouns })),
];

/** What a noun is for, in the list of `ops --help`. */
export const nouns: Readonly<Record<string, string>> = {
  agents: 'Agents: list, add, start, stop, restart, spawn',
  sessions: 'Sessions: list, message, follow, end',
  tasks: 'Runs: list, show, cancel, retry',
  cron: 'Jobs at times: add, list, run, and how each run ended',
  metrics: 'Readings of this machine: now, over time, unusual',
  alerts: 'Alerts: list, explain, acknowledge, silence, raise',
  'alerts maintenance': 'Maintenance windows, in which nobody is told',
  'alerts rules': 'What is watched: the rules, and what they would have told',
  incidents: 'Incidents: what a person follows up, until it is resolved',
  heal: 'Healing: playbooks, plans, runs',
  approvals: 'Plans that wait for a yes or no',
  'approvals allowlist': 'What is approved in advance',
  audit: 'What healing did, by whose word',
  channels: 'Ways to a person: chat, mail, telephone, a command',
  message: 'Send a message over a channel',
  outbox: 'Messages that wait, and those that could not be delivered',
  backup: 'Backups of the workspace',
  daemon: 'The service: start at boot, watchdog',
  gateway: 'The same as daemon, as OpenClaw calls it',
  report: 'Daily, weekly and monthly reports',
  system: 'The heartbeat, who works here, and what happened outside',
  config: 'The configuration',
};
