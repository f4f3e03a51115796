import { listAlerts } from '../alerts/store.ts';
import { OpsError } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { approvalState } from '../healing/approvals/approval.ts';
import { readApproval } from '../healing/approvals/store.ts';
import { readIncident } from '../incidents/store.ts';
import { findSession } from '../sessions/find.ts';
import { listSessions } from '../sessions/list.ts';
import { rowOfRun } from '../sessions/row.ts';
import { readRuns } from '../sessions/run-log.ts';
import { viewOf } from '../sessions/view.ts';
import { readStanding } from '../status/judge.ts';

/** What can be waited for: how a thing of that name is now, null where there is none; and the words that may be asked for. */
interface Subject {
  key: string;
  states: readonly string[];
  now: (at: Layout, name: string, now: number) => string | null;
  /** Whether a state stays as it is for ever. */
  isFinal?: (at: Layout, name: string, state: string) => boolean;
}

const SESSION_STATES = ['queued', 'running', 'suspended', 'done', 'failed', 'killed', 'timeout', 'lost', 'ended'];
/** `ended` is any of them. */
const ENDED = ['done', 'failed', 'killed', 'timeout', 'lost'];

const SUBJECTS: Readonly<Record<string, Subject>> = {
  session: { key: 'status', states: SESSION_STATES, now: sessionStatus, isFinal: isRunEnded },
  agent: { key: 'status', states: [...SESSION_STATES, 'none'], now: agentStatus },
  alert: { key: 'state', states: ['pending', 'firing', 'recovering', 'resolved', 'stale', 'none'], now: alertState },
  incident: { key: 'status', states: ['open', 'acknowledged', 'resolved'], now: incidentStatus },
  approval: {
    key: 'state',
    states: ['pending', 'allowed', 'denied', 'expired', 'used'],
    now: approvalNow,
    isFinal: (_at, _id, state) => ['denied', 'expired', 'used'].includes(state),
  },
};
const HEALTH_STATES = ['ok', 'warning', 'critical', 'unknown'];

export interface WaitCondition {
  /** How it is now, in words; null: there is no such thing. */
  now: (at: Layout, now: number) => string | null;
  isReached: (state: string | null) => boolean;
  /** Whether it stays as it is, so that there is nothing to wait for. */
  isFinal: (at: Layout, state: string | null) => boolean;
  text: string;
}

/** Reads `agent=web status=done`, `health=ok`. @throws OpsError E_USAGE that says what can be waited for */
export function parseCondition(text: string): WaitCondition {
  const pairs = text
    .trim()
    .split(/\s+/)
    .map((part) => /^([a-z]+)=(.+)$/.exec(part)?.slice(1) ?? null);
  const [first, second, ...more] = pairs;
  const [kind = '', name = ''] = first ?? [];
  if (kind === 'health' && pairs.length === 1 && HEALTH_STATES.includes(name))
    return {
      now: (at, now) => readStanding(at, now).health,
      isReached: (state) => state === name,
      isFinal: () => false,
      text,
    };
  const subject = Object.hasOwn(SUBJECTS, kind) ? SUBJECTS[kind] : undefined;
  const [key = '', value = ''] = second ?? [];
  const isWhole = subject !== undefined && key === subject.key && subject.states.includes(value) && more.length === 0;
  if (!isWhole)
    throw new OpsError('E_USAGE', `${JSON.stringify(text)} is nothing that can be waited for`, { hint: HINT });
  const reached = value === 'ended' ? ENDED : [value];
  return {
    now: (at, now) => subject.now(at, name, now),
    isReached: (state) => reached.includes(state ?? 'none'),
    isFinal: (at, state) => state !== null && subject.isFinal?.(at, name, state) === true,
    text,
  };
}

const HINT = [
  ...Object.entries(SUBJECTS).map(([kind, { key, states }]) => `${kind}=NAME ${key}=${states.join('|')}`),
  `health=${HEALTH_STATES.join('|')}`,
].join('\n     ');

function sessionStatus(at: Layout, name: string, now: number): string | null {
  try {
    const found = findSession(at, name);
    return found.where === 'registry' ? viewOf(at, found.record, now).status : found.run.status;
  } catch (error) {
    if (error instanceof OpsError && error.code === 'E_NO_SESSION') return null;
    throw error;
  }
}

/** A lasting session is started anew, and another run may come under a label; the outcome of one that is named itself is for ever. */
function isRunEnded(at: Layout, name: string, status: string): boolean {
  // Of one that is lost its keeper may still have a word to say.
  if (status === 'lost' || !ENDED.includes(status)) return false;
  const found = findSession(at, name);
  const { kind, key, runId } = found.where === 'registry' ? found.record : found.run;
  return kind !== 'main' && (key.startsWith(name) || runId.startsWith(name));
}

/** Of what runs, else of its last run. */
function agentStatus(at: Layout, agentId: string, now: number): string | null {
  const { sessions } = listSessions(at, { agentId, limit: 1_000 }, now);
  const alive = sessions.find(({ status }) => !ENDED.includes(status));
  if (alive !== undefined) return alive.status;
  const last = readRuns(at, { recent: true }).findLast((run) => run.agentId === agentId);
  const newest = sessions.reduce<string | null>(
    (best, { updatedAt }) => (updatedAt > (best ?? '') ? updatedAt : best),
    null,
  );
  if (last !== undefined && last.endedAt >= (newest ?? '')) return rowOfRun(last, now).status;
  return sessions.find(({ updatedAt }) => updatedAt === newest)?.status ?? (last === undefined ? null : last.status);
}

/** By a beginning of its fingerprint, or the worst off of those with this name. */
function alertState(at: Layout, name: string): string | null {
  const states = [...listAlerts(at).alerts.values()]
    .filter(({ fingerprint, labels }) => fingerprint.startsWith(name) || labels.alertname === name)
    .map(({ state }) => state as string);
  return ['firing', 'stale', 'recovering', 'pending', 'resolved'].find((state) => states.includes(state)) ?? null;
}

function incidentStatus(at: Layout, id: string): string | null {
  return readIncident(at, id)?.incident.status ?? null;
}

function approvalNow(at: Layout, id: string, now: number): string | null {
  const approval = readApproval(at, id);
  return approval === null || typeof approval === 'string' ? null : approvalState(approval, now);
}
