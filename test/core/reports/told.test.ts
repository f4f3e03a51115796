import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AlertEvent } from '../../../src/core/alerts/store.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { acknowledgeIncident, reopenIncident, resolveIncident } from '../../../src/core/incidents/acts.ts';
import { openIncident } from '../../../src/core/incidents/open.ts';
import { newNotification, noteForAlert } from '../../../src/core/notify/tell.ts';
import { alertsOf } from '../../../src/core/reports/build/alerts.ts';
import { makeReport } from '../../../src/core/reports/make.ts';
import type { Report } from '../../../src/core/reports/report.ts';
import { parsePeriod } from '../../../src/core/reports/time/period.ts';
import { FROM, markdown, TO, when } from './asked.ts';
import {
  addAlertEvent,
  addAnalysis,
  addDelivery,
  addNotification,
  addSamples,
  configuration,
  DAY,
  emptyWorkspace,
  HOUR,
  MINUTE,
} from './support.ts';

const MUCH_LATER = TO + 30 * DAY;

function report(at: Layout, name = '2026-10-05', now = MUCH_LATER): Report {
  const period = parsePeriod('daily', name, now, 'Asia/Seoul');
  if (period === null) throw new Error(`no period ${name}`);
  return makeReport(at, configuration(), period, now);
}

const codes = (found: Report) => found.findings.map(({ code }) => code);

test('an incident that ops keeps is told with who acknowledged it, and how long both took', async () => {
  const at = emptyWorkspace();
  const opened = FROM + 2 * HOUR;
  const incident = {
    title: 'Disk / is full',
    severity: 'critical',
    by: 'alerts',
    message: null,
    kind: 'disk',
  } as const;
  const id = openIncident(at, incident, opened);
  acknowledgeIncident(at, id, { by: 'kim', text: null, now: opened + 5 * MINUTE });
  resolveIncident(at, id, { by: 'kim', text: 'removed old logs', now: opened + 35 * MINUTE });
  const found = report(at);
  expect(found.incidents).toMatchObject({
    ...{ opened: 1, resolved: 1, openAtEnd: 0, meanMinutesToAcknowledge: 5, meanMinutesToResolve: 35 },
    byKind: [{ kind: 'disk', count: 1, percent: 100 }],
    list: [{ title: 'Disk / is full', openedFrom: 'text', acknowledgedBy: 'kim', minutes: 35 }],
  });
  const text = await markdown(found);
  expect(text).toContain('02:05 by kim');
  expect(text).toContain('Mean time to acknowledge: 5 minutes. Mean time to resolve: 35 minutes.');
});

test('an incident that was resolved and opened again stands in each report as it stood at its end', () => {
  const at = emptyWorkspace();
  const incident = { title: 'API slow', severity: 'warning', by: 'lee', message: null } as const;
  const id = openIncident(at, incident, FROM + HOUR);
  acknowledgeIncident(at, id, { by: 'lee', text: null, now: FROM + 2 * HOUR });
  resolveIncident(at, id, { by: 'lee', text: null, now: FROM + 3 * HOUR });
  const first = report(at);
  reopenIncident(at, id, { by: 'kim', text: 'slow again', now: TO + HOUR });
  acknowledgeIncident(at, id, { by: 'kim', text: null, now: TO + 2 * HOUR });
  const second = report(at, '2026-10-06');
  resolveIncident(at, id, { by: 'kim', text: null, now: TO + DAY + HOUR });
  expect(report(at)).toEqual(first);
  expect(first.incidents).toMatchObject({ openAtEnd: 0, resolved: 1, meanMinutesToResolve: 120 });
  expect(first.incidents.list).toMatchObject([{ acknowledgedBy: 'lee', resolvedAt: when(FROM + 3 * HOUR) }]);
  expect(report(at, '2026-10-06')).toEqual(second);
  expect(second.incidents).toMatchObject({ opened: 0, resolved: 0, openAtEnd: 1 });
  expect(report(at, '2026-10-07').incidents).toMatchObject({ resolved: 1, meanMinutesToResolve: 48 * 60 });
});

test('alerts are told with how often, how long and how they stood at the end', async () => {
  const at = emptyWorkspace();
  // Began the day before, is over at 01:00.
  const disk: Partial<AlertEvent> = { fingerprint: '00000000000000bb', alertname: 'disk_usage', severity: 'critical' };
  addAlertEvent(at, when(FROM - HOUR), 'firing', disk);
  addAlertEvent(at, when(FROM + HOUR), 'resolved', disk);
  // Twice for ten minutes; the second time it became critical and was taken over.
  addAlertEvent(at, when(FROM + 2 * HOUR), 'firing');
  addAlertEvent(at, when(FROM + 2 * HOUR + 8 * MINUTE), 'recovering');
  addAlertEvent(at, when(FROM + 2 * HOUR + 10 * MINUTE), 'resolved');
  addAlertEvent(at, when(FROM + 20 * HOUR), 'firing', { episode: 'two' });
  addAlertEvent(at, when(FROM + 20 * HOUR + MINUTE), 'severity raised', { episode: 'two', severity: 'critical' });
  addAlertEvent(at, when(FROM + 20 * HOUR + 2 * MINUTE), 'acknowledged', {
    ...{ episode: 'two', severity: 'critical', by: 'kim' },
  });
  // After the end: neither over nor acknowledged by another by then.
  addAlertEvent(at, when(TO + HOUR), 'resolved', { episode: 'two', severity: 'critical' });
  // Was only about to fire.
  addAlertEvent(at, when(FROM + HOUR), 'pending', { fingerprint: '00000000000000cc', alertname: 'memory_usage' });
  addDelivery(at, when(FROM + 2 * HOUR + 1), '00000000000000aa:one:first:1', { title: 'CPU at 75 %' });
  addDelivery(at, when(FROM + 3 * HOUR), '00000000000000aa:one:resolved:1', { title: 'Over: CPU' });
  const { alarms, ...found } = report(at);
  expect(alarms.alerts).toMatchObject({ fired: 2, bySeverity: { warning: 1, critical: 1 }, openAtEnd: 1 });
  expect(alarms.alerts.list).toEqual([
    {
      ...{ fingerprint: '00000000000000aa', alertname: 'cpu_usage', title: 'CPU at 75 %', severity: 'critical' },
      ...{ times: 2, days: 1, first: when(FROM + 2 * HOUR), last: when(FROM + 20 * HOUR) },
      ...{ seconds: 4 * 3_600 + 600, openAtEnd: true, acknowledgedBy: 'kim', usualHour: null, usualWeekday: null },
      resource: null,
    },
    {
      ...{ fingerprint: '00000000000000bb', alertname: 'disk_usage', title: null, severity: 'critical' },
      ...{ times: 0, days: 0, first: when(FROM - HOUR), last: when(FROM - HOUR) },
      ...{ seconds: 3_600, openAtEnd: false, acknowledgedBy: null, usualHour: null, usualWeekday: null },
      resource: null,
    },
  ]);
  expect(found.findings.find(({ code }) => code === 'alertOpen')).toMatchObject({
    ...{ level: 'critical', subject: 'CPU at 75 %', at: when(FROM + 20 * HOUR) },
  });
  expect(codes(report(at))).toContain('alertsFired');
  const text = await markdown(report(at));
  expect(text).toMatch(/\| CPU at 75 % \| critical \| 2 \|.*\| 4 hours 10 minutes \|.*firing.*taken over by kim/);
  expect(text).toContain('2 fired (critical 1, warning 1), 1 still firing at the end');
});

test('what flaps is one time, and counts as long as it really fired', () => {
  const events = ['firing', 'resolved', 'firing', 'flapping', 'resolved', 'firing'].map((what, index) => ({
    time: FROM + index * HOUR,
    value: { fingerprint: 'f', episode: 'e', alertname: 'a', what, severity: 'warning', by: 'ops' } as AlertEvent,
  }));
  const { list } = alertsOf(events, [], { from: FROM, to: FROM + 6 * HOUR }, null, 'UTC');
  expect(list).toMatchObject([{ times: 1, seconds: 4 * 3_600, openAtEnd: true }]);
});

test('whatever the history holds, no alert fires longer than the period, and its parts add up to the whole', () => {
  const whats = ['pending', 'firing', 'recovering', 'resolved', 'stale', 'acknowledged', 'resolved by hand'] as const;
  const event = fc.record({
    time: fc.integer({ min: 0, max: 100 * HOUR }),
    what: fc.constantFrom(...whats),
    episode: fc.constantFrom('one', 'two'),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), fc.integer({ min: 1, max: 99 }), (given, border) => {
      const events = given
        .sort((one, other) => one.time - other.time)
        .map(({ time: at, what, episode }) => ({
          time: at,
          value: { fingerprint: 'f', episode, alertname: 'a', what, severity: 'info', by: 'ops' } as AlertEvent,
        }));
      const seconds = (from: number, to: number) =>
        alertsOf(events, [], { from: from * HOUR, to: to * HOUR }, null, 'UTC').list[0]?.seconds ?? 0;
      const parts = seconds(0, border) + seconds(border, 101);
      expect(Math.abs(parts - seconds(0, 101))).toBeLessThanOrEqual(4);
      // Two episodes may fire side by side.
      expect(seconds(0, border)).toBeLessThanOrEqual(2 * border * 3_600);
    }),
  );
});

test('messages count when a channel confirmed them, and what was given up is a finding with its reason', async () => {
  const at = emptyWorkspace();
  addNotification(at, when(FROM + HOUR), { id: 'a' });
  addNotification(at, when(FROM + 2 * HOUR), { id: 'b' });
  // Held back until the next day: by the end of this one nobody had it.
  addNotification(at, when(FROM + 23 * HOUR), { id: 'c' });
  addDelivery(at, when(FROM + HOUR + 1), 'told:a', { tookMs: 300 });
  addDelivery(at, when(FROM + 3 * HOUR), 'told:b', {
    channel: null,
    reason: 'channel_not_found',
    title: 'Disk *full*',
  });
  addDelivery(at, when(FROM + 4 * HOUR), '00000000000000aa:one:first:1', { channel: 'mail', tookMs: 2_500 });
  addDelivery(at, when(TO + 8 * HOUR), 'told:c');
  const found = report(at);
  expect(found.alarms).toMatchObject({ total: 3, delivered: 1 });
  expect(found.alarms.deliveries).toEqual({
    ...{ delivered: 2, byChannel: { slack: 1, mail: 1 }, givenUp: 1 },
    seconds: { p50: expect.any(Number), p95: expect.any(Number), max: 2.5 },
    failures: [{ at: when(FROM + 3 * HOUR), title: 'Disk *full*', reason: 'channel_not_found' }],
  });
  expect(codes(found)).toContain('notDelivered');
  const text = await markdown(found);
  expect(text).toContain('2 messages confirmed by a channel (slack 1, mail 1)');
  expect(text).toContain('1 message given up, nobody received it:');
  expect(text).toContain('Disk \\*full\\*: channel');
  expect(report(at, '2026-10-06').alarms.deliveries.delivered).toBe(1);
});

test('what an alert tells of stands among the alerts, and is counted there alone', () => {
  const at = emptyWorkspace();
  for (const hour of [1, 2, 3]) {
    const entry = newNotification({ severity: 'warning', subject: 'overload', text: 'The machine is overloaded' });
    noteForAlert(at, { ...entry, at: when(FROM + hour * HOUR) }, 'overload');
    addAlertEvent(at, when(FROM + hour * HOUR), 'firing', { alertname: 'overload', episode: `${hour}` });
  }
  const found = report(at);
  expect(found.alarms).toMatchObject({ total: 0, list: [], alerts: { fired: 3, list: [{ alertname: 'overload' }] } });
  expect(codes(found).filter((code) => code === 'alarmRecurs')).toHaveLength(1);
});

test('a message that no channel confirmed is told as such, and silence is no confirmation', async () => {
  const at = emptyWorkspace();
  addNotification(at, when(FROM + HOUR));
  expect(await markdown(report(at))).toContain('No channel confirmed a message in this period.');
});

test('a past report is the same whatever alerts and deliveries came after it', () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM - DAY, to: TO, everyMs: HOUR });
  addAlertEvent(at, when(FROM + HOUR), 'firing');
  addDelivery(at, when(FROM + HOUR), '00000000000000aa:one:first:1');
  const first = report(at);
  addAlertEvent(at, when(TO + HOUR), 'resolved', { severity: 'critical', alertname: 'renamed' });
  addAlertEvent(at, when(TO + 2 * HOUR), 'firing', { episode: 'two', severity: 'critical' });
  addDelivery(at, when(TO + HOUR), '00000000000000aa:one:repeat:1', { title: 'Another title' });
  expect(report(at)).toEqual(first);
  expect(first.alarms.alerts.list).toMatchObject([{ openAtEnd: true, title: 'A title' }]);
});

test('what several analyses found of one message or address is one line with its whole count and its worst severity', async () => {
  const at = emptyWorkspace();
  const repeated = { kind: 'repeating_error', severity: 'warning', template: 'abc', address: null };
  const login = { kind: 'failed_login', severity: 'warning', text: 'failed login: 9 lines from 10.0.0.9', count: 9 };
  addAnalysis(at, when(FROM + HOUR), {
    findings: [
      { ...repeated, text: '12 times: no route to <*>', count: 12 },
      { ...login, address: '10.0.0.9' },
    ],
  });
  addAnalysis(at, when(FROM + 2 * HOUR), {
    findings: [{ ...repeated, severity: 'critical', text: '60 times: no route to <*>', count: 60 }],
  });
  const found = report(at);
  expect(found.logs.findings).toEqual([
    { kind: 'repeating_error', level: 'critical', count: 72, text: 'no route to <*>' },
    { kind: 'failed_login', level: 'warning', count: 9, text: '10.0.0.9' },
  ]);
  expect(await markdown(found)).toContain('- critical, repeated error, 72 times: `no route to <*>`');
});

test('what holds nothing is no line of its own', () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM, to: TO, values: () => ({ 'disk_percent{mount="/dev/shm"}': 0 }) });
  const { resources, capacity, charts } = report(at);
  const named = [...resources, ...capacity, ...charts.disks].map(({ subject }) => subject);
  expect(named).toContain('/');
  expect(named).not.toContain('/dev/shm');
});
