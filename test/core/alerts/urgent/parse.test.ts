import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprintOf } from '../../../../src/core/alerts/alert.ts';
import type { ExternalAlarm } from '../../../../src/core/alerts/input.ts';
import { MOST_ALARMS, parseUrgentText } from '../../../../src/core/alerts/urgent/parse.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/;

const parse = (value: unknown) => parseUrgentText(JSON.stringify(value), NOW);

function only(value: unknown): ExternalAlarm {
  const { alarms, problems } = parse(value);
  expect(problems).toEqual([]);
  expect(alarms).toHaveLength(1);
  return alarms[0] as ExternalAlarm;
}

/** As Alertmanager 0.25 posts it. */
const WEBHOOK = {
  receiver: 'ops',
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'DiskFull', instance: 'db1:9100', severity: 'critical' },
      annotations: { summary: 'Disk of db1 is full', description: 'more words' },
      startsAt: '2026-11-20T09:58:00.123Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus/graph',
      fingerprint: 'b52c2ae1d5b6c1b1',
    },
    {
      status: 'resolved',
      labels: { alertname: 'HighLoad', instance: 'web1', severity: 'none' },
      annotations: {},
      startsAt: '2026-11-20T09:00:00Z',
      endsAt: '2026-11-20T09:59:00Z',
    },
  ],
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://host:9093',
  version: '4',
  groupKey: '{}:{}',
  truncatedAlerts: 0,
};

test("each alert of Alertmanager's webhook is an alarm with all its labels", () => {
  const { alarms, problems } = parse(WEBHOOK);
  expect(problems).toEqual([]);
  expect(alarms).toEqual([
    {
      labels: {
        alertname: 'DiskFull',
        instance: 'db1:9100',
        severity: 'critical',
        source: 'alertmanager',
        resource: 'db1:9100',
      },
      status: 'firing',
      severity: 'critical',
      message: 'Disk of db1 is full',
      value: null,
      threshold: null,
      unit: null,
      startsAt: '2026-11-20T09:58:00.123Z',
      endsAt: null,
    },
    {
      labels: { alertname: 'HighLoad', instance: 'web1', severity: 'none', source: 'alertmanager', resource: 'web1' },
      status: 'resolved',
      severity: 'info',
      message: 'HighLoad web1',
      value: null,
      threshold: null,
      unit: null,
      startsAt: '2026-11-20T09:00:00.000Z',
      endsAt: '2026-11-20T09:59:00.000Z',
    },
  ]);
});

test('alerts that Alertmanager left out of its message are a problem of their own', () => {
  expect(parse({ ...WEBHOOK, truncatedAlerts: 7 }).problems).toEqual([
    '7 more alerts were left out by the sender (truncatedAlerts)',
  ]);
});

test("the alert-handler's own input keeps its source and time, and the same reading is the same alarm", () => {
  const alarm = { severity: 'warning', metric: 'cpu_usage', value: 75, threshold: 70, message: 'CPU is busy' };
  const input = { source: 'metrics-collector', timestamp: '2026-11-20T09:55:00Z', alerts: [alarm] };
  const read = only(input);
  expect(read).toMatchObject({ severity: 'warning', message: 'CPU is busy', value: 75, threshold: 70 });
  expect(read.startsAt).toBe('2026-11-20T09:55:00.000Z');
  expect(read.labels).toEqual({ alertname: 'cpu_usage', metric: 'cpu_usage', source: 'metrics-collector' });
  const worse = only({
    ...input,
    alerts: [{ ...alarm, severity: 'critical', value: 95, message: 'CPU is at its end' }],
  });
  expect(fingerprintOf(worse.labels)).toBe(fingerprintOf(read.labels));
  const over = only({ ...input, alerts: [{ metric: 'cpu_usage', status: 'ok' }] });
  expect([over.status, fingerprintOf(over.labels)]).toEqual(['resolved', fingerprintOf(read.labels)]);
});

test("what other systems sent to the alert-handler, and Grafana's webhook, are read", () => {
  const external = {
    source: 'prometheus',
    alerts: [{ status: 'firing', labels: { alertname: 'Down', instance: 'a' }, annotations: { summary: 'a is down' } }],
  };
  expect(only(external)).toMatchObject({ severity: 'warning', message: 'a is down', labels: { source: 'prometheus' } });
  expect(only({ title: 'Latency', severity: 'P1', value: '1.5 s' })).toMatchObject({
    severity: 'critical',
    message: 'Latency',
    value: 1.5,
    unit: 's',
  });
  const grafana = {
    ...{ receiver: 'ops', status: 'resolved', orgId: 1, externalURL: 'http://grafana', title: '[OK]', message: 'x' },
    alerts: [
      {
        ...{ status: 'resolved', labels: { alertname: 'CPU', grafana_folder: 'f' }, annotations: {} },
        values: { B: 22.5 },
      },
    ],
  };
  expect(only(grafana)).toMatchObject({ status: 'resolved', value: 22.5, labels: { source: 'grafana' } });
});

test.each([
  [{ message: 'Disk of db1 is full' }, 'Disk of db1 is full'],
  [{ Summary: 'written otherwise' }, 'written otherwise'],
  [{ title: 'Backup', text: 'exit 3' }, 'Backup: exit 3'],
  [{ name: 'backup' }, 'backup'],
  [{ metric: 'cpu_usage', value: 97 }, 'cpu_usage'],
  [{ labels: { alertname: 'Backup' } }, 'Backup'],
])('a file that says no severity is critical: %j', (value, message) => {
  expect(only(value)).toMatchObject({ severity: 'critical', status: 'firing', message });
});

test('without a name the whole text is what tells alarms apart; with one it is not', () => {
  const key = (value: object) => fingerprintOf(only(value).labels);
  expect(key({ title: 'Backup', message: 'db1 failed' })).not.toBe(key({ title: 'Backup', message: 'db2 failed' }));
  expect(key({ name: 'backup', message: 'db1: 3 files' })).toBe(key({ name: 'backup', message: 'db1: 4 files' }));
  expect(key({ name: 'backup', host: 'a' })).not.toBe(key({ name: 'backup', host: 'b' }));
  const long = 'x'.repeat(400);
  expect(key({ message: `${long}1` })).not.toBe(key({ message: `${long}2` }));
  expect(key({ name: 'disk', labels: { severity: 'warning' } })).toBe(
    key({ name: 'disk', labels: { severity: 'critical' } }),
  );
});

test.each([
  ['2026-11-20T09:00:00+09:00', '2026-11-20T00:00:00.000Z'],
  [1_795_000_000, '2026-11-18T11:06:40.000Z'],
  ['1795000000000', '2026-11-18T11:06:40.000Z'],
  ['0001-01-01T00:00:00Z', '2026-11-20T10:00:00.000Z'],
  ['2030-01-01T00:00:00Z', '2026-11-20T10:00:00.000Z'],
  ['yesterday', '2026-11-20T10:00:00.000Z'],
])('a time of %j begins at %s', (at, startsAt) => {
  expect(only({ message: 'x', at }).startsAt).toBe(startsAt);
});

test.each([
  ['', 'is empty', false],
  ['  \n', 'is empty', false],
  ['{"message":"cut o', 'is not JSON: ', false],
  ['not json \u001b[31m', 'is not JSON: ', false],
  ['null', 'is neither a JSON object nor a list of them', true],
  ['"text"', 'is neither a JSON object nor a list of them', true],
  ['{}', 'has no message, title, summary, name or metric', true],
  ['{"message":"\\u001b[31m"}', 'has no message, title, summary, name or metric', true],
])('%j is refused with a reason', (text, reason, isJson) => {
  const parsed = parseUrgentText(text, NOW);
  expect(parsed.alarms).toEqual([]);
  expect(parsed.problems).toHaveLength(1);
  expect(parsed.problems[0]).toContain(reason);
  expect(parsed.problems[0]).not.toMatch(CONTROL);
  expect(parsed.isJson).toBe(isJson);
});

test('what is wrong in a list costs itself alone, and an empty list says nothing', () => {
  const { alarms, problems } = parse([{ message: 'one' }, 7, {}, { message: 'two' }]);
  expect(alarms.map(({ message }) => message)).toEqual(['one', 'two']);
  expect(problems).toEqual(['alarm 2 is no JSON object', 'alarm 3 has no message, title, summary, name or metric']);
  expect(parse({ alerts: [] })).toEqual({ alarms: [], problems: [], isJson: true });
});

test('more alarms or labels than anybody means are refused, and long words stay different', () => {
  expect(parse(Array.from({ length: MOST_ALARMS + 1 }, () => ({ name: 'a' }))).problems).toHaveLength(1);
  const labels = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`label${index}`, 'x']));
  expect(parse({ name: 'a', labels }).problems).toEqual(['has more than 100 labels']);
});

test('text is data: no control character of any field comes through', () => {
  const nasty = 'a\u001b]0;title\u0007b\u202ec\u0000\nd';
  const read = only({
    message: nasty,
    name: nasty,
    labels: { [nasty]: nasty },
    host: nasty,
    unit: nasty,
    source: nasty,
  });
  expect(JSON.stringify(read)).not.toMatch(/\\u00|\\u202e/);
  expect(Object.entries(read.labels).flat().join('')).not.toContain('\n');
});

/** Anything, with the names that mean something in it more often than chance would have it. */
const { anything } = fc.letrec((tie) => ({
  anything: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.jsonValue(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('95 %', 'critical', 'resolved', '2026-11-20T09:00:00Z', '\u001b[2J', -0, 1e308, '__proto__'),
    fc.array(tie('anything'), { maxLength: 4 }),
    fc.dictionary(
      fc.constantFrom(
        ...[
          'message',
          'title',
          'name',
          'severity',
          'metric',
          'value',
          'threshold',
          'labels',
          'tags',
          'status',
          'state',
        ],
        ...['alerts', 'annotations', 'startsAt', 'endsAt', 'receiver', 'source', 'timestamp', 'resolved', 'values'],
        ...['truncatedAlerts', 'host', 'unit', '__proto__', 'constructor', 'toString'],
      ),
      tie('anything'),
      { maxKeys: 6 },
    ),
  ),
}));

test('whatever it is, it is alarms or a reason, and every alarm is whole and clean', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        anything.map((value) => JSON.stringify(value) ?? ''),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        const { alarms, problems } = parseUrgentText(text, NOW);
        for (const alarm of alarms) {
          expect(alarm.labels.alertname).toBeTruthy();
          expect(alarm.labels.source).toBeTruthy();
          expect(alarm.message).toBeTruthy();
          expect(['info', 'warning', 'critical']).toContain(alarm.severity);
          expect(['firing', 'resolved']).toContain(alarm.status);
          expect(Date.parse(alarm.startsAt)).toBeLessThanOrEqual(NOW);
          for (const number of [alarm.value, alarm.threshold])
            expect(number === null || Number.isFinite(number)).toBe(true);
          expect([alarm.message, ...Object.entries(alarm.labels).flat()].join('')).not.toMatch(CONTROL);
          for (const value of Object.values(alarm.labels)) expect(value.length).toBeLessThanOrEqual(300);
        }
        expect(problems.join('')).not.toMatch(CONTROL);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a document that is all depth or all digits is answered at once', () => {
  for (const text of [
    `{"message":"x","value":"${'9'.repeat(900_000)}x"}`,
    `{"labels":${'['.repeat(200_000)}${']'.repeat(200_000)},"message":"x"}`,
    `${'['.repeat(400_000)}`,
    `{"message":"${'\\u001b['.repeat(100_000)}"}`,
    `{"message":"x","tags":["${'a:'.repeat(400_000)}"]}`,
  ]) {
    const { alarms, problems } = parseUrgentText(text, NOW);
    expect(alarms.length + problems.length).toBe(1);
  }
});
