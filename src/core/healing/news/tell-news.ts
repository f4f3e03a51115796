import type { Alert, Severity } from '../../alerts/alert.ts';
import { listAlerts } from '../../alerts/store.ts';
import type { Layout } from '../../files/layout.ts';
import { resolveIncident } from '../../incidents/acts.ts';
import { noteOnIncident } from '../../incidents/for-alert.ts';
import { readIncident } from '../../incidents/store.ts';
import { enqueue } from '../../notify/outbox/store.ts';
import { readApproval } from '../approvals/store.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { readAudit } from '../audit/store.ts';
import type { About } from '../plan/plan.ts';
import { listRuns, readPlan } from '../plan/store.ts';
import { type HealingState, readHealingState, writeHealingState } from './cursor.ts';
import { noteTried } from './note-tried.ts';
import { type Story, storyOf } from './story.ts';

export const AUTOHEAL = 'autoheal';
const TITLE_LENGTH = 200;

/** What is as severe as that is not told before this time, ISO 8601 (quiet hours); null: at once. */
export type Deferred = (severity: Severity) => string | null;

/** What is older is no news: an orchestrator that was away for weeks writes the lines and tells nobody. */
const NEWS_MS = 86_400_000;

export interface News {
  /** Messages that were put into the outbox. */
  queued: number;
  lines: string[];
}

/**
 * Tells what the audit holds that was not told yet: in the incident, with the alerts, and to a person. Whoever ran it, from a shell or by
 * itself, and also where its process was killed. Told again after a crash nothing is there twice: lines and messages have keys of their own.
 */
export function tellNews(at: Layout, deferred: Deferred, now: number): News {
  const news: News = { queued: 0, lines: [] };
  const before = readHealingState(at);
  const { entries } = readAudit(at);
  // An audit that was moved away begins anew.
  const told = before.told > entries.length ? 0 : before.told;
  const state: HealingState = { ...before, told, healed: { ...before.healed } };
  for (const entry of entries.slice(told)) {
    const story = storyOf(entry);
    if (story !== null) tellOne(at, entry, story, { state, news, deferred, now });
    state.told = entry.sequence;
  }
  if (state.told !== before.told) writeHealingState(at, state);
  return news;
}

interface Telling {
  state: HealingState;
  news: News;
  deferred: Deferred;
  now: number;
}

function tellOne(at: Layout, entry: AuditEntry, story: Story, { state, news, deferred, now }: Telling): void {
  const { incidentId, alerts } = aboutEntry(at, entry);
  news.lines.push(story.line);
  if (incidentId !== null) {
    noteOnIncident(at, incidentId, { at: entry.at, by: AUTOHEAL, text: story.line });
    if (entry.kind === 'run ended') {
      if (entry.detail.outcome === 'verified') state.healed[incidentId] = entry.subject ?? '';
      else delete state.healed[incidentId];
    }
  }
  if (story.tried !== null)
    noteTried(at, alerts, { at: entry.at, what: entry.playbook ?? 'autoheal', result: story.tried });
  if (story.message === null || now - Date.parse(entry.at) > NEWS_MS) return;
  const severity = story.message.severity ?? severityOf(at, alerts);
  const text = incidentId === null ? story.message.text : `${story.message.text}\nops incidents show ${incidentId}`;
  const title = (text.split('\n')[0] ?? '').slice(0, TITLE_LENGTH);
  const untied = { channels: [], thread: null, resolves: false, deliverAfter: deferred(severity) };
  enqueue(at, { key: `heal:${entry.hash}`, severity, title, text, ...untied });
  news.queued += 1;
}

/** A question or a failure is as urgent as what it is about; of nothing known it is a warning. */
function severityOf(at: Layout, fingerprints: readonly string[]): Severity {
  const { alerts } = listAlerts(at);
  const isCritical = fingerprints.some((fingerprint) => alerts.get(fingerprint)?.severity === 'critical');
  return isCritical ? 'critical' : 'warning';
}

const NOTHING: About = { incidentId: null, alerts: [] };

/** Its plan says what an entry is about. */
function aboutEntry(at: Layout, { subject, detail }: AuditEntry): About {
  const planId = typeof detail.planId === 'string' ? detail.planId : planOf(at, subject ?? '');
  try {
    return planId === null ? NOTHING : (readPlan(at, planId).about ?? NOTHING);
  } catch {
    // A plan that is gone or broken costs its lines, not the news.
    return NOTHING;
  }
}

/** An entry is about a plan, a run or an approval. */
function planOf(at: Layout, subject: string): string | null {
  const run = listRuns(at).runs.find(({ id }) => id === subject);
  if (run !== undefined) return run.planId;
  if (!/^[0-9a-f]{8}$/.test(subject)) return subject === '' ? null : subject;
  const approval = readApproval(at, subject);
  return approval === null || typeof approval === 'string' ? null : approval.request.planId;
}

function isAllOver(named: readonly string[], id: string, alerts: ReadonlyMap<string, Alert>): boolean {
  const own = [...alerts.values()].filter(
    ({ fingerprint, incidentId }) => incidentId === id || named.includes(fingerprint),
  );
  return own.every(({ state }) => state === 'resolved');
}

/** Resolves incidents that a verified run healed once all their alerts are over. Answers their ids. */
export function resolveHealed(at: Layout, now: number): string[] {
  const state = readHealingState(at);
  const ids = Object.keys(state.healed);
  if (ids.length === 0) return [];
  const { alerts } = listAlerts(at);
  const healed = { ...state.healed };
  const resolved: string[] = [];
  for (const id of ids) {
    const incident = readIncident(at, id)?.incident;
    if (incident === undefined || incident.status === 'resolved') delete healed[id];
    else if (isAllOver(incident.alerts, id, alerts)) {
      resolveIncident(at, id, {
        by: AUTOHEAL,
        text: `healed by the run ${state.healed[id]}, and all its alerts are over`,
        now,
      });
      delete healed[id];
      resolved.push(id);
    }
  }
  if (Object.keys(healed).length !== ids.length) writeHealingState(at, { ...state, healed });
  return resolved;
}
