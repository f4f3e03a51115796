import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run as explain } from '../../../src/commands/alerts/explain.ts';
import type { Alert } from '../../../src/core/alerts/alert.ts';
import { parseMatcher } from '../../../src/core/alerts/overlays/matcher.ts';
import { addSilence } from '../../../src/core/alerts/overlays/silence.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { keepMoment } from '../../../src/core/incidents/evidence/moment.ts';
import { openForAlert } from '../../../src/core/incidents/for-alert.ts';
import { appendSample } from '../../../src/core/metrics/history/open-day.ts';
import { enqueue, listOutbox, settle } from '../../../src/core/notify/outbox/store.ts';
import { alertOf, storeAlert } from '../../core/alerts/overlays/alerts.ts';
import { makeWorkspace, writeFile } from '../../helpers/index.ts';
import { call } from '../call.ts';

const MINUTE = 60_000;
const iso = (time: number) => new Date(time).toISOString();

/** A disk that filled up half an hour ago, with everything that is kept of it. */
function filled(at: Layout, now: number): Alert {
  const began = Math.floor((now - 30 * MINUTE) / MINUTE) * MINUTE;
  for (let minutes = -60; minutes <= 30; minutes += 5) {
    const value = minutes < 0 ? 60 : 95;
    appendSample(at, began + minutes * MINUTE, {
      'disk_percent{mount="/data"}': value,
      'disk_percent{mount="/"}': 10,
      memory_percent: 40,
      tcp_time_wait: 3,
    });
  }
  const process = { pid: 7, name: 'dump\u001b[2J', state: 'R', cpuPercent: 80, memoryBytes: 5e8, openFiles: 3 };
  const sample = { version: 1, at: iso(began + MINUTE), processes: { topCpu: [process], topMemory: [process] } };
  writeFile(at.latestMetrics, JSON.stringify(sample));
  const insights = {
    version: 1,
    at: iso(began + 4 * MINUTE),
    since: iso(began - 6 * MINUTE),
    templates: [
      template('write failed: <*>', 'error', began, 12),
      template('hello <*>', 'info', began, 100),
      template('long ago', 'error', began - 60 * MINUTE, 5),
    ],
    findings: [{ kind: 'new', severity: 'warning', text: 'New error: write failed', count: 12 }],
  };
  const name = `log-insights-${insights.at.slice(0, 16).replace('T', '-').replace(':', '')}.json`;
  writeFile(join(at.analysis, name), JSON.stringify(insights));
  const labels = { alertname: 'disk_usage', source: 'rules', metric: 'disk_percent', resource: '/data' };
  const key = 'k:1';
  const alert = alertOf({
    labels,
    message: 'Disk usage of /data: 95%',
    activeAt: iso(began),
    firedAt: iso(began + 5 * MINUTE),
    tried: [{ at: iso(began + 6 * MINUTE), what: 'clean /data/tmp', result: 'failed: nothing to remove' }],
    notified: [{ at: iso(began + 5 * MINUTE), reason: 'first', severity: 'critical', key }],
  });
  keepMoment(at, alert, began + MINUTE);
  const incidentId = openForAlert(at, alert, began + 5 * MINUTE);
  writeFile(at.latestMetrics, JSON.stringify({ ...sample, at: iso(now), processes: null }));
  const outgoing = { key, severity: 'critical' as const, title: 't', text: 't', channels: [], deliverAfter: null };
  enqueue(at, { ...outgoing, thread: null, resolves: false });
  const [entry] = listOutbox(at, 'queued').entries;
  if (entry !== undefined) settle(at, { ...entry, sent: { channel: 'slack', at: iso(began), providerId: '1.2' } });
  return storeAlert(at, { ...alert, incidentId });
}

function template(text: string, level: string, time: number, count: number) {
  const span = { first: iso(time), last: iso(time + 3 * MINUTE) };
  return {
    id: text,
    template: text,
    level,
    count,
    ...span,
    isNew: level === 'error',
    sample: '',
    path: '/x',
    offset: 0,
  };
}

test('an alert is explained by its samples, rule, processes and logs of that moment, what was tried, told and silenced', async () => {
  const at = makeWorkspace();
  const now = Date.now();
  const { fingerprint, incidentId } = filled(at, now);
  const matchers = [parseMatcher('resource=/data')];
  addSilence(at, { matchers, from: now + 60 * MINUTE, until: now + 90 * MINUTE, by: 'jan', comment: 'later' }, now);
  const { data, text, warnings } = await call(explain, at, { args: [fingerprint] });
  expect(warnings).toEqual([]);
  expect(data).toMatchObject({
    alert: { fingerprint, overlays: { silenced: false } },
    rule: { name: 'disk_usage', origin: 'default', enabled: true },
    samples: { own: [{ series: 'disk_percent{mount="/data"}' }] },
    processes: { topCpu: [{ pid: 7 }] },
    logs: { templates: [{ template: 'write failed: <*>' }, { template: 'hello <*>' }], findings: [{ kind: 'new' }] },
    told: [{ reason: 'first', state: 'sent', channel: 'slack', providerId: '1.2' }],
    tried: [{ what: 'clean /data/tmp' }],
    silences: { silences: [{ comment: 'later' }], windows: [] },
    incident: { id: incidentId, status: 'open' },
  });
  const samples = data.samples as { own: { points: object[] }[]; machine: { series: string; value: number }[] };
  expect(samples.own[0]?.points).toHaveLength(19);
  expect(samples.machine.map(({ series, value }) => `${series} ${value}`)).toEqual([
    'disk_percent{mount="/"} 10',
    'memory_percent 40',
  ]);
  const bars = /^ {2}([▁-█ ]{60}) {2}disk_percent/m.exec(text)?.[1] ?? '';
  const mark = /^ {2}( *)\^$/m.exec(text)?.[1]?.length ?? -1;
  expect(bars.slice(0, mark)).toMatch(/▅/);
  expect(bars.slice(0, mark)).not.toMatch(/█/);
  expect(bars.slice(mark)).toMatch(/█/);
  expect(text).toMatch(/because: first; sent over slack/);
  expect(text).toMatch(/clean \/data\/tmp: failed: nothing to remove/);
  expect(text).toMatch(/not now: silence [0-9a-f]{8} by jan/);
  expect(text).toMatch(/12× error, new: write failed/);
  expect(text).not.toContain('\u001b');
});

test('of what is not known the explanation says that it is not', async () => {
  const at = makeWorkspace();
  const { fingerprint } = storeAlert(at, { labels: { alertname: 'elsewhere', source: 'alertmanager' }, value: null });
  const { data, text } = await call(explain, at, { args: ['elsewhere'] });
  expect(data).toMatchObject({
    ...{ alert: { fingerprint }, rule: null, processes: null, logs: null, incident: null },
    ...{ told: [], tried: [], samples: { own: [], machine: [] } },
  });
  expect(text).toMatch(/no sample of it from .*\n/);
  expect(text).toMatch(/no analysis of the logs covers it/);
  expect(text).toMatch(/What was told, and why\n {2}nothing/);
});
