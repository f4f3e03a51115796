import type { Incident, Snapshot } from '../data/snapshot.ts';
import { waitingApprovals } from './approvals.ts';
import { brokenRows, missedBeats, orchestratorDown } from './broken.ts';
import { fault, type Need } from './need.ts';
import type { Row } from './rows.ts';
import { span } from './times.ts';

type NeedSource = (snapshot: Snapshot, rows: readonly Row[], now: number) => Need[];

/** Whatever may need a person. A source of something else is one more function here. */
const SOURCES: readonly NeedSource[] = [
  approvals,
  healingStopped,
  orchestratorDown,
  missedBeats,
  urgentAlarms,
  openAlerts,
  openIncidents,
  deadLetters,
  brokenRows,
];

export function needsOf(snapshot: Snapshot, rows: readonly Row[], now: number): Need[] {
  return SOURCES.flatMap((source) => source(snapshot, rows, now)).sort(
    (one, other) =>
      one.rank - other.rank || (one.since ?? '').localeCompare(other.since ?? '') || one.id.localeCompare(other.id),
  );
}

function approvals(snapshot: Snapshot, rows: readonly Row[], now: number): Need[] {
  return waitingApprovals(snapshot, now).map(
    ({ id, playbook, target, reason, steps, planId, planHash, requestedAt, expiresAt }) => ({
      ...{ id: `approval:${id}`, kind: 'APPROVE', since: requestedAt, rank: 0 as const },
      rowId: rows.find(({ agentId, agent }) => agent !== null && agentId === target)?.id ?? null,
      text: `may ${playbook} run on ${target}? ${steps[0] ?? ''} (${span(Date.parse(expiresAt) - now)} left)`,
      body: [
        `${playbook} on ${target}`,
        reason,
        '',
        ...steps.map((step, index) => `${index + 1}. ${step}`),
        '',
        `Until ${expiresAt}, then it is denied. Plan ${planId}, hash ${planHash}`,
      ].join('\n'),
      yes: { label: 'approve', words: ['approvals', 'resolve', id, 'allow-once'] },
      no: { label: 'deny', words: ['approvals', 'resolve', id, 'deny'] },
    }),
  );
}

function healingStopped({ healingStopped: reason }: Snapshot): Need[] {
  if (reason === null) return [];
  const text = `healing is stopped: ${reason}`;
  return [
    fault({
      ...{ id: 'healing', kind: 'STOPPED', since: null, text, rowId: null, body: `${text}\n\nops heal resume` },
      yes: { label: 'resume', words: ['heal', 'resume'] },
    }),
  ];
}

function deadLetters(snapshot: Snapshot): Need[] {
  return snapshot.outbox.dead.letters.map(({ id, title, at, reason }) =>
    fault({
      ...{ id: `dead:${id}`, kind: 'UNTOLD', since: at, rowId: null },
      text: `nobody was told: ${title} (${reason ?? 'no reason was written down'})`,
      body: `${title}\n\n${reason ?? ''}\n\nops outbox retry ${id}\nops outbox drop ${id}`,
      yes: { label: 'send again', words: ['outbox', 'retry', id] },
      no: { label: 'drop', words: ['outbox', 'drop', id] },
    }),
  );
}

function urgentAlarms(snapshot: Snapshot): Need[] {
  return snapshot.urgent.map((alert) =>
    fault({
      ...{ id: `urgent:${alert.file}`, kind: 'ALERT', since: alert.at, rowId: null },
      text: `${alert.severity}: ${alert.title}`,
      body: `alerts/urgent/${alert.file}\n\n${alert.body}`,
    }),
  );
}

/** An alert that opened an incident is spoken for by it: who acknowledges the one has acknowledged the other. */
function openAlerts(snapshot: Snapshot): Need[] {
  const told = new Set(unansweredIncidents(snapshot).flatMap(({ alerts }) => alerts));
  const unanswered = snapshot.alerts.filter(
    ({ fingerprint, severity, acknowledgedBy, silenced }) =>
      severity !== 'info' && acknowledgedBy === null && silenced === null && !told.has(fingerprint),
  );
  return unanswered.map(({ fingerprint, severity, state, message, since }) =>
    fault({
      ...{ id: `alert:${fingerprint}`, kind: 'ALERT', since, rowId: null },
      text: `${severity}: ${message}`,
      body: `${message}\n\n${state} since ${since}\n\nops alerts explain ${fingerprint}\nops alerts ack ${fingerprint}`,
      yes: { label: 'acknowledge', words: ['alerts', 'ack', fingerprint] },
    }),
  );
}

/** Somebody has taken the others over. */
function unansweredIncidents({ incidents }: Snapshot): Incident[] {
  return incidents.filter(({ acknowledgedBy }) => acknowledgedBy === null);
}

function openIncidents(snapshot: Snapshot): Need[] {
  return unansweredIncidents(snapshot).map((incident) =>
    fault({
      ...{ id: `incident:${incident.file}`, kind: 'INCIDENT', since: incident.at, rowId: null },
      text: incident.severity === 'critical' ? `critical: ${incident.title}` : incident.title,
      body: `incidents/active/${incident.file}.md\n\n${incident.body}`,
      yes: { label: 'acknowledge', words: ['incidents', 'ack', incident.file] },
    }),
  );
}
