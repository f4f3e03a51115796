import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listAlerts, writeAlert } from '../../../../src/core/alerts/store.ts';
import type { Layout } from '../../../../src/core/files/layout.ts';
import type { AuditFact } from '../../../../src/core/healing/audit/entry.ts';
import { appendAudit } from '../../../../src/core/healing/audit/store.ts';
import { resolveHealed, tellNews } from '../../../../src/core/healing/news/tell-news.ts';
import { planHash } from '../../../../src/core/healing/plan/plan.ts';
import { storePlan } from '../../../../src/core/healing/plan/store.ts';
import { openForAlert } from '../../../../src/core/incidents/for-alert.ts';
import { readIncident } from '../../../../src/core/incidents/store.ts';
import { makeWorkspace } from '../../../helpers/index.ts';
import { alertOf } from '../../alerts/overlays/alerts.ts';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const PLAN = '20260301-100000-1a2b3c4d';
const RUN = '20260301-100100-1a2b3c4d';
const LABELS = { alertname: 'disk_usage', source: 'rules', resource: '/' };

function given(severity: 'warning' | 'critical' = 'critical') {
  const at = makeWorkspace();
  const alert = alertOf({ labels: LABELS, severity, message: 'the disk is full' });
  const incidentId = openForAlert(at, alert, NOW);
  writeAlert(at, { ...alert, incidentId });
  const plan = {
    version: 1 as const,
    id: PLAN,
    playbook: 'disk',
    playbookHash: 'h',
    target: '/',
    labels: {},
    reason: 'full',
    about: { incidentId, alerts: [alert.fingerprint] },
    steps: [],
    plannedAt: new Date(NOW).toISOString(),
  };
  storePlan(at, { ...plan, hash: planHash(plan) });
  return { at, incidentId, alert };
}

function fact(kind: AuditFact['kind'], detail: Record<string, unknown>, subject: string = RUN): AuditFact {
  return { kind, by: 'autoheal', playbook: 'disk', target: '/', subject, detail: { planId: PLAN, ...detail } };
}

const ASKED = fact('approval asked', { expiresAt: 'soon', steps: ['remove_files /x (1 GB)'] }, '1a2b3c4d');
const VERIFIED = fact('run ended', { outcome: 'verified', reason: null, durationMs: 60_000 });
const FAILED = fact('run ended', { outcome: 'failed', reason: 'no help', durationMs: 60_000 });

const atOnce = () => null;
const queued = (at: Layout) => readdirSync(join(at.alerts, 'outbox', 'queued')).length;
const timeline = (at: Layout, id: string) =>
  readIncident(at, id)?.incident.timeline.flatMap(({ by, text }) => (by === 'autoheal' ? [text] : [])) ?? [];
const tried = (at: Layout) =>
  [...listAlerts(at).alerts.values()].flatMap((one) => one.tried.map(({ result }) => result));

test('a question is a line of its incident, stands with its alert, and is sent with the two answers to it', () => {
  const { at, incidentId } = given();
  appendAudit(at, [ASKED], NOW);
  expect(tellNews(at, atOnce, NOW)).toMatchObject({ queued: 1 });
  expect(timeline(at, incidentId)).toEqual([expect.stringContaining('asks for approval 1a2b3c4d')]);
  expect(tried(at)).toEqual(['asked for approval 1a2b3c4d']);
  const [file = ''] = readdirSync(join(at.alerts, 'outbox', 'queued'));
  expect(file).not.toBe('');
  expect(tellNews(at, atOnce, NOW)).toEqual({ queued: 0, lines: [] });
});

test('told again after a crash, with or without its cursor, nothing is there twice', () => {
  const { at, incidentId } = given();
  appendAudit(at, [ASKED, VERIFIED], NOW);
  tellNews(at, atOnce, NOW);
  const before = [timeline(at, incidentId), tried(at), queued(at)];
  rmSync(join(at.state, 'healing.json'));
  tellNews(at, atOnce, NOW);
  writeFileSync(join(at.state, 'healing.json'), '{"version":1,"told":');
  tellNews(at, atOnce, NOW);
  expect([timeline(at, incidentId), tried(at), queued(at)]).toEqual(before);
  expect(queued(at)).toBe(2);
});

test('a failure and an expired question are as urgent as what they are about', () => {
  const severities: string[] = [];
  for (const severity of ['warning', 'critical'] as const) {
    const { at } = given(severity);
    const expired = fact('approval decided', { decision: 'deny', expired: true, reason: 'nobody' }, '1a2b3c4d');
    appendAudit(at, [FAILED, expired], NOW);
    tellNews(
      at,
      (one) => {
        severities.push(one);
        return null;
      },
      NOW,
    );
    expect(tried(at)).toEqual(['failed: no help', 'approval 1a2b3c4d expired']);
  }
  expect(severities).toEqual(['warning', 'warning', 'critical', 'critical']);
});

test('what is more than a day old is written down and told nobody', () => {
  const { at, incidentId } = given();
  appendAudit(at, [FAILED], NOW);
  expect(tellNews(at, atOnce, NOW + 2 * 86_400_000).queued).toBe(0);
  expect(timeline(at, incidentId)).toHaveLength(1);
});

test('an incident is resolved when its run is verified and all its alerts are over, not before, and not after a failure', () => {
  const { at, incidentId, alert } = given();
  appendAudit(at, [VERIFIED], NOW);
  tellNews(at, atOnce, NOW);
  expect(resolveHealed(at, NOW)).toEqual([]);
  writeAlert(at, { ...alert, incidentId, state: 'resolved', resolvedAt: new Date(NOW).toISOString() });
  expect(resolveHealed(at, NOW)).toEqual([incidentId]);
  expect(readIncident(at, incidentId)?.incident).toMatchObject({ status: 'resolved', resolvedBy: 'autoheal' });

  const other = given();
  appendAudit(other.at, [VERIFIED, FAILED], NOW);
  tellNews(other.at, atOnce, NOW);
  writeAlert(other.at, { ...other.alert, incidentId: other.incidentId, state: 'resolved' });
  expect(resolveHealed(other.at, NOW)).toEqual([]);
});

test('news without a plan that can be read are told, and touch no incident', () => {
  const { at, incidentId } = given();
  rmSync(join(at.root, 'healing', 'plans', `${PLAN}.json`));
  appendAudit(at, [FAILED], NOW);
  expect(tellNews(at, atOnce, NOW).queued).toBe(1);
  expect(timeline(at, incidentId)).toEqual([]);
});
