import { expect, test } from 'vitest';
import { evaluateAlerts } from '../../../../src/core/alerts/evaluate.ts';
import { acknowledgeAlerts, resolveAlerts } from '../../../../src/core/alerts/overlays/acts.ts';
import { parseMatcher } from '../../../../src/core/alerts/overlays/matcher.ts';
import { addSilence } from '../../../../src/core/alerts/overlays/silence.ts';
import { listAlerts } from '../../../../src/core/alerts/store.ts';
import { configSchema } from '../../../../src/core/config/schema.ts';
import type { Layout } from '../../../../src/core/files/layout.ts';
import { listIncidents } from '../../../../src/core/incidents/store.ts';
import { makeWorkspace, writeFile } from '../../../helpers/index.ts';

const MINUTE = 60_000;
const T0 = Date.parse('2026-03-01T10:00:00Z');
const config = configSchema.parse({});

/** Puts a sample of the CPU where the collector puts its own, has it judged, and answers what was queued and what fires. */
function sampled(at: Layout, minutes: number, percent: number) {
  const now = T0 + minutes * MINUTE;
  const time = new Date(now).toISOString();
  const summary = { at: time, missing: [], warnings: [] };
  const cpu = { total: percent, user: percent, system: 0, iowait: 0, steal: 0, cores: [] };
  const sample = { version: 1, at: time, intervalSeconds: 300, cpu, disks: [], healthChecks: [], summary };
  writeFile(at.latestMetrics, JSON.stringify(sample));
  const { queued } = evaluateAlerts(at, config, now);
  const alert = [...listAlerts(at).alerts.values()].find(({ labels }) => labels.alertname === 'cpu_usage');
  return { queued, alert, now };
}

test('what is silenced is not told and opens no incident; when the silence ends and it still holds, both', () => {
  const at = makeWorkspace();
  const matchers = [parseMatcher('cpu_usage')];
  addSilence(at, { matchers, from: T0, until: T0 + 22 * MINUTE, by: 'jan', comment: 'test' }, T0);
  for (const minutes of [0, 5, 10, 15, 20]) expect(sampled(at, minutes, 97).queued).toBe(0);
  expect(listIncidents(at).incidents).toEqual([]);
  const { queued, alert } = sampled(at, 25, 97);
  expect(alert).toMatchObject({ state: 'firing', notified: [{ reason: 'first' }] });
  expect(queued).toBe(1);
  expect(listIncidents(at).incidents).toMatchObject([{ id: alert?.incidentId, alerts: [alert?.fingerprint] }]);
});

test('what is acknowledged is told again when that runs out, not before', () => {
  const at = makeWorkspace();
  sampled(at, 0, 97);
  const { alert, now } = sampled(at, 5, 97);
  if (alert === undefined) throw new Error('nothing fires');
  const until = new Date(T0 + 12 * 60 * MINUTE).toISOString();
  acknowledgeAlerts(at, [alert.fingerprint], until, { by: 'jan', comment: null, now });
  let told = 0;
  for (let minutes = 10; minutes < 12 * 60; minutes += 15) told += sampled(at, minutes, 97).queued;
  expect(told).toBe(0);
  expect(sampled(at, 12 * 60, 97).alert?.notified.at(-1)).toMatchObject({ reason: 'acknowledgement expired' });
});

test('what is resolved by hand is told as resolved, and comes back with the next sample while the condition holds', () => {
  const at = makeWorkspace();
  sampled(at, 0, 97);
  const { alert, now } = sampled(at, 5, 97);
  if (alert === undefined) throw new Error('nothing fires');
  resolveAlerts(at, [alert.fingerprint], { by: 'jan', comment: null, now: now + MINUTE });
  const states = [10, 15, 20].map((minutes) => sampled(at, minutes, 97).alert);
  expect(states.at(-1)).toMatchObject({ state: 'firing' });
  expect(states.at(-1)?.episode).not.toBe(alert.episode);
});
