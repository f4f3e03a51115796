import { ORCHESTRATOR } from '../../../core/sessions/names.ts';
import { missedHeartbeats } from '../../../core/status/heartbeat.ts';
import type { Incident, Snapshot } from '../data/snapshot.ts';
import { waitingApprovals } from './approvals.ts';
import { orchestratorOf, type Row } from './rows.ts';
import { span } from './times.ts';

/** An answer in place: the command of ops that gives it, bound to the id of what it is about. */
export interface Answer {
  /** For the key bar and the question: approve, acknowledge, send again. */
  label: string;
  words: readonly string[];
}

/** One thing that waits for a person. */
export interface Need {
  id: string;
  /** A short word for the strip: APPROVE, ASK, ALERT, INCIDENT, FAILED, LOST, DOWN. */
  kind: string;
  /** What is asked or wrong, in one line. */
  text: string;
  /** Since when, ISO 8601; null where nobody wrote it down. */
  since: string | null;
  /** The table's row that it is about. */
  rowId: string | null;
  /** The whole of it, for `v`. */
  body: string;
  /** What `y` and `n` do about it; null: it is only looked at. */
  yes: Answer | null;
  no: Answer | null;
  /** Decisions come before faults. */
  rank: 0 | 1;
}

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

function fault(need: Omit<Need, 'yes' | 'no' | 'rank'> & Partial<Pick<Need, 'yes' | 'no'>>): Need {
  return { yes: null, no: null, ...need, rank: 1 };
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

function orchestratorDown(snapshot: Snapshot, rows: readonly Row[]): Need[] {
  const session = orchestratorOf(snapshot);
  if (session !== null && session.live !== 'dead') return [];
  const word =
    session === null ? 'was never started here' : `is ${session.status === 'done' ? 'stopped' : session.status}`;
  const rowId = `agent:${ORCHESTRATOR}`;
  return [
    fault({
      ...{ id: 'orchestrator', kind: 'DOWN', since: session?.endedAt ?? lastSign(snapshot) },
      text: `the orchestrator ${word}: nothing is supervised`,
      rowId: rows.some((row) => row.id === rowId) ? rowId : null,
      body: `Start it with: ops agents spawn ${ORCHESTRATOR}\n${session?.reason ?? ''}`,
    }),
  ];
}

/** Of one that was lost nobody wrote down when: its lease was touched until then. */
function lastSign({ leaseAt }: Snapshot): string | null {
  return leaseAt === null ? null : new Date(leaseAt).toISOString();
}

function missedBeats(snapshot: Snapshot, _rows: readonly Row[], now: number): Need[] {
  if (orchestratorOf(snapshot)?.live !== 'live') return [];
  const missed = missedHeartbeats(snapshot.heartbeatPlan, snapshot.heartbeat, now) ?? 0;
  if (missed === 0) return [];
  const since = snapshot.heartbeat?.at ?? snapshot.heartbeatPlan?.since ?? null;
  const text = `${missed} heartbeat${missed === 1 ? '' : 's'} missed`;
  return [fault({ id: 'heartbeat', kind: 'BEAT', since, text, rowId: null, body: text })];
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

const BROKEN: Readonly<Record<string, string>> = {
  failed: 'FAILED',
  timeout: 'TIMEOUT',
  lost: 'LOST',
  silent: 'SILENT',
  late: 'LATE',
  corrupt: 'CORRUPT',
};

/** The orchestrator's own line is spoken for above, unless it only hangs. */
function brokenRows(_snapshot: Snapshot, rows: readonly Row[]): Need[] {
  return rows.flatMap((row) => {
    const kind = BROKEN[row.state];
    if (kind === undefined || (row.agentId === ORCHESTRATOR && row.state !== 'silent')) return [];
    const reason = row.reason ?? 'no reason was written down';
    const since = row.lastAt ?? row.session?.updatedAt ?? null;
    return [
      fault({
        id: `row:${row.id}:${row.state}`,
        kind,
        since,
        text: `${row.name}: ${reason}`,
        rowId: row.id,
        body: `${row.name} ${row.state}\n\n${reason}`,
      }),
    ];
  });
}
