import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Layout } from '../../../src/core/files/layout.ts';
import { appendAudit } from '../../../src/core/healing/audit/store.ts';
import { openIncident } from '../../../src/core/incidents/open.ts';
import { segmentPath } from '../../../src/core/metrics/history/days.ts';
import { habitOf } from '../../../src/core/reports/build/habit.ts';
import { makeReport } from '../../../src/core/reports/make.ts';
import type { Finding, FindingCode, Report } from '../../../src/core/reports/report.ts';
import { renderReport } from '../../../src/core/reports/store.ts';
import { parsePeriod, type ReportKind } from '../../../src/core/reports/time/period.ts';
import {
  addAlertEvent,
  addAnalysis,
  addBeats,
  addRun,
  addSamples,
  configuration,
  DAY,
  emptyWorkspace,
  HOUR,
  MINUTE,
  time,
} from './support.ts';

/** Monday the 5th of October in Seoul. */
const FROM = time('2026-10-04T15:00:00Z');
const TO = FROM + DAY;

interface Asked {
  kind?: ReportKind;
  name?: string;
  now?: number;
  zone?: string;
}

function report(at: Layout, { kind = 'daily', name = '2026-10-05', now = TO + HOUR, zone }: Asked = {}): Report {
  const config = configuration(zone === undefined ? {} : { time_zone: zone });
  const period = parsePeriod(kind, name, now, zone ?? 'Asia/Seoul');
  if (period === null) throw new Error(`no period ${name}`);
  return makeReport(at, config, period, now);
}

const when = (moment: number) => new Date(moment).toISOString();
const markdown = async (found: Report) => (await renderReport(found, 'md', 'en')).replaceAll(/ +/g, ' ');
const findingOf = (found: Report, code: FindingCode): Finding | undefined =>
  found.findings.find((finding) => finding.code === code);
const resource = (found: Report, id: string) => found.resources.find((one) => one.id === id);

test('a period is compared with the one before only where that was watched, and the report says so', async () => {
  const at = emptyWorkspace();
  const week = time('2026-09-27T15:00:00Z');
  // Of the week before, only the last two days were watched.
  addSamples(at, { from: week - 2 * DAY, to: week + 7 * DAY });
  addBeats(at, week - 2 * DAY, week + 7 * DAY);
  addAnalysis(at, when(week - DAY));
  addAnalysis(at, when(week + DAY), { summary: { lines: 500, errors: 40, warnings: 0 } });
  const found = report(at, { kind: 'weekly', name: '2026-W40' });
  expect(resource(found, 'cpu')?.change).toBeNull();
  expect(found.incidents.openedBefore).toBeNull();
  expect(found.alarms.alerts.firedBefore).toBeNull();
  expect(found.logs).toMatchObject({ errorsBefore: null, fresh: null });
  const text = await markdown(found);
  expect(text).toContain('No change is told: less than half of the period before was measured.');
  expect(text).not.toContain('In the period before');
});

test('a machine that nobody saw towards the end is not said to have been up then', () => {
  const at = emptyWorkspace();
  const uptime = (now: number) => ({ uptime_seconds: (now - FROM) / 1_000 + 1_000 });
  addSamples(at, { from: FROM, to: FROM + 20 * HOUR, values: uptime });
  expect(report(at).machine).toMatchObject({ uptimeSeconds: null, meetsTarget: null });
  const whole = emptyWorkspace();
  addSamples(whole, { from: FROM, to: TO, values: uptime });
  expect(report(whole).machine).toMatchObject({ uptimeSeconds: 87_400, meetsTarget: true, knownUpPercent: 100 });
});

test('a gap whose samples cannot be read is not told as time in which nobody measured', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM, to: TO, values: (now) => ({ uptime_seconds: (now - FROM) / 1_000 + 9_000 }) });
  writeFileSync(segmentPath(at, '2026-10-04'), 'not a segment');
  const found = report(at);
  expect(found.coverage.gaps).toMatchObject([{ damaged: true, from: when(FROM) }]);
  expect(await markdown(found)).toContain('no data for 00:00 to 09:00 (9 hours): its samples cannot be read');
});

test('an alert is named by what it said when it fired, not by how well it was while it recovered', async () => {
  const at = emptyWorkspace();
  const said = (message: string) => ({ message, resource: '/data' });
  addAlertEvent(at, when(FROM + HOUR), 'firing', said('CPU usage 94.4% (threshold: 70%)'));
  addAlertEvent(at, when(FROM + 2 * HOUR), 'recovering', said('CPU usage 32.3% (threshold: 70%)'));
  const found = report(at);
  expect(found.alarms.alerts.list).toMatchObject([{ title: 'CPU usage 94.4% (threshold: 70%)', resource: '/data' }]);
  expect(await markdown(found)).toContain(
    '**CPU usage 94.4% (threshold: 70%)**: fires since 01:00. See why: `ops alerts explain 00000000`.',
  );
});

test('what an alert and its incident both tell is one finding', () => {
  const at = emptyWorkspace();
  addAlertEvent(at, when(FROM + HOUR), 'firing', { message: 'Disk / is full', severity: 'critical' });
  openIncident(at, { title: 'Disk / is full', severity: 'critical', by: 'alerts', message: null }, FROM + HOUR);
  const found = report(at);
  expect(findingOf(found, 'incidentOpen')).toMatchObject({ reference: '20261004-1600-disk-is-full' });
  expect(findingOf(found, 'alertOpen')).toBeUndefined();
});

test('the worst minute of the logs is that of the lines, not the mean between two analyses', async () => {
  const at = emptyWorkspace();
  const analysis = (began: number, errors: number, own: object) =>
    addAnalysis(at, when(began + 10 * MINUTE), {
      ...{ since: when(began), summary: { lines: 1_000, errors, warnings: 0 }, ...own },
    });
  analysis(FROM + HOUR, 30, { errorRate: { mean: 3, max: 28, maxAt: when(FROM + HOUR + 4 * MINUTE), minutes: 10 } });
  // A line that came late: its minute lies before the period.
  analysis(FROM + 2 * HOUR, 90, { errorRate: { mean: 9, max: 80, maxAt: when(FROM - HOUR), minutes: 10 } });
  const found = report(at);
  expect(found.logs).toMatchObject({
    ...{ peakErrorsPerMinute: 28, peakAt: when(FROM + HOUR + 4 * MINUTE) },
    ...{ lastingErrorsPerMinute: 9, lastingAt: when(FROM + 2 * HOUR + 10 * MINUTE) },
  });
  // A threshold is for what lasts, so one bad minute exceeds none.
  expect(findingOf(found, 'errorRate')).toBeUndefined();
  expect(await markdown(found)).toContain('Most errors within a minute: 28 at 01:04.');
});

test('messages stand with the times of their lines, and a first analysis with what it read of old files', async () => {
  const at = emptyWorkspace();
  addAnalysis(at, when(FROM + HOUR), {
    since: null,
    templates: [
      {
        ...{ template: 'lost <*>', level: 'error', count: 3, sample: 's', path: '/var/log/x' },
        ...{ first: '2025-06-24T14:36:00.000Z', last: when(FROM + 30 * MINUTE) },
      },
    ],
  });
  const found = report(at);
  expect(found.logs.messages).toMatchObject([
    { firstAt: '2025-06-24T14:36:00.000Z', lastAt: when(FROM + 30 * MINUTE) },
  ]);
  const text = await markdown(found);
  expect(text).toContain('| `lost <*>` | 2025-06-24 23:36 | 00:30 |');
  expect(text).toContain(
    'The first analysis read whole files: 100 lines, of which some may be older than this period.',
  );
});

test('availability is held against the target that the configuration names', async () => {
  const at = emptyWorkspace();
  addSamples(at, {
    from: FROM,
    to: TO,
    values: (_now, index) => ({ 'check_up{check="api"}': index === 100 ? 0 : 1, 'check_up{check="web"}': 1 }),
  });
  const found = report(at);
  expect(found.target).toEqual({ percent: 99.9, downSeconds: 86 });
  expect(found.checks).toMatchObject([
    { name: 'api', percent: 99.65, meetsTarget: false },
    { name: 'web', percent: 100, meetsTarget: true },
  ]);
  expect(findingOf(found, 'checkFailed')).toMatchObject({
    level: 'warning',
    subject: 'api',
    limit: 99.9,
    seconds: 300,
  });
  expect(await markdown(found)).toContain('99.9%: at most 1 minute 26 seconds of downtime in this period');
  const period = parsePeriod('daily', '2026-10-05', TO + HOUR, 'Asia/Seoul');
  if (period === null) throw new Error('no period');
  const easy = makeReport(at, configuration({ availability_target_percent: 99 }), period, TO + HOUR);
  expect(easy.checks).toMatchObject([{ meetsTarget: true }, { meetsTarget: true }]);
  expect(findingOf(easy, 'checkFailed')?.level).toBe('info');
});

test('a high reading is told with how long it lasted and the alert that saw what ran then', async () => {
  const at = emptyWorkspace();
  const busy = (now: number) => now >= FROM + 14 * HOUR && now < FROM + 15 * HOUR;
  addSamples(at, { from: FROM, to: TO, values: (now) => ({ cpu_percent: busy(now) ? 97 : 20 }) });
  addAlertEvent(at, when(FROM + 14 * HOUR), 'firing');
  addAlertEvent(at, when(FROM + 15 * HOUR), 'resolved');
  const found = report(at);
  expect(findingOf(found, 'cpuHigh')).toMatchObject({ value: 97, limit: 90, seconds: 3_600, reference: '00000000' });
  expect(await markdown(found)).toContain(
    'CPU usage was above 90% for 1 hour, highest 97% at 14:00. See what ran then: `ops alerts explain 00000000`.',
  );
});

test('processes that the kernel ended are told with when the first was', async () => {
  const at = emptyWorkspace();
  addSamples(at, {
    from: FROM,
    to: TO,
    values: (_now, index) => ({ oom_kills: index === 13 || index === 20 ? 1 : 0 }),
  });
  expect(await markdown(report(at))).toContain('The kernel ended 2 processes for want of memory, first at 01:00.');
});

test('traffic is that of every interface that leads out, and of no other', () => {
  const at = emptyWorkspace();
  const receive = (name: string) => `network_receive_bytes_per_second{interface="${name}"}`;
  addSamples(at, { from: FROM, to: TO, values: () => ({ [receive('eth1')]: 500, [receive('lo')]: 9_999 }) });
  const found = report(at);
  // 1,000 of eth0 and 500 of eth1, for a day.
  expect(found.machine).toMatchObject({ receivedBytes: 1_500 * 86_400, sentBytes: 500 * 86_400 });
  expect(resource(found, 'receive')?.mean).toBe(1_500);
});

test('a disk is told with its bytes, and growth too small for a tenth of a percent is not told as none', async () => {
  const at = emptyWorkspace();
  addSamples(at, {
    from: TO - 14 * DAY,
    to: TO,
    values: (now) => ({
      'disk_percent{mount="/"}': 40 + (0.03 * (now - TO)) / DAY,
      'disk_used_bytes{mount="/"}': 40e9,
    }),
  });
  const found = report(at);
  expect(found.capacity[0]).toMatchObject({
    state: 'filling',
    bytes: { used: 40e9, total: expect.closeTo(100e9, -8) },
  });
  expect(await markdown(found)).toContain('| 40 GB of 100 GB | +0.03 pp (+30 MB) | not within two years |');
});

test('a month warns of a disk that fills within three months, a day only of one that fills within two weeks', () => {
  const at = emptyWorkspace();
  const until = time('2026-10-31T15:00:00Z');
  addSamples(at, {
    from: until - 31 * DAY,
    to: until,
    everyMs: HOUR,
    values: (now) => ({ 'disk_percent{mount="/"}': 60 + (now - until) / DAY }),
  });
  const now = until + HOUR;
  expect(findingOf(report(at, { kind: 'monthly', name: '2026-10', now }), 'diskFillsUp')).toMatchObject({
    ...{ level: 'info', subject: '/', value: expect.closeTo(40, 0) },
  });
  expect(findingOf(report(at, { name: '2026-10-31', now }), 'diskFillsUp')).toBeUndefined();
});

test('hours that are still to come are no hours without data', () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM, to: FROM + 9 * HOUR });
  expect(resource(report(at, { now: FROM + 9 * HOUR }), 'cpu')?.course).toHaveLength(9);
});

test('where clocks are set the day has its hours, and the month its days', () => {
  const zone = 'America/New_York';
  const at = emptyWorkspace();
  const from = time('2026-11-01T04:00:00Z');
  const until = time('2026-12-01T05:00:00Z');
  addSamples(at, { from, to: until, everyMs: HOUR / 2 });
  const asked = { zone, now: until + HOUR };
  const day = report(at, { name: '2026-11-01', ...asked });
  expect([day.period.hours, day.coverage.percent, resource(day, 'cpu')?.course.length]).toEqual([25, 100, 25]);
  const month = report(at, { kind: 'monthly', name: '2026-11', ...asked });
  expect([month.days.length, resource(month, 'cpu')?.course.length]).toEqual([30, 30]);
});

test('a habit has its hour and its day of the week, and three times on one Thursday are none', () => {
  const thursday = time('2026-10-01T06:05:00Z');
  const weekly = [0, 7, 14, 21].map((days) => thursday + days * DAY);
  expect(habitOf(weekly, 'Asia/Seoul')).toEqual({ days: 4, usualHour: 15, usualWeekday: 4 });
  const once = [0, 1, 2].map((minutes) => thursday + minutes * MINUTE);
  expect(habitOf(once, 'Asia/Seoul')).toEqual({ days: 1, usualHour: 15, usualWeekday: null });
});

test('what recurs is told with when it mostly comes', async () => {
  const at = emptyWorkspace();
  for (const days of [0, 7, 14, 21]) {
    const began = time('2026-10-01T06:05:00Z') + days * DAY;
    addAlertEvent(at, when(began), 'firing', { episode: when(began) });
    addAlertEvent(at, when(began + HOUR), 'resolved', { episode: when(began) });
  }
  const found = report(at, { kind: 'monthly', name: '2026-10', now: time('2026-11-01T00:00:00Z') });
  expect(await markdown(found)).toContain('4 times on 4 days, mostly on Thursdays between 15:00 and 16:00');
});

test('a playbook that did not help is told with its reason', async () => {
  const at = emptyWorkspace();
  const detail = { outcome: 'failed', durationMs: 1_000, reason: 'nginx still does not answer' };
  const fact = {
    kind: 'run ended',
    by: 'autoheal',
    playbook: 'restart',
    target: 'nginx',
    subject: 'x',
    detail,
  } as const;
  appendAudit(at, [fact], FROM + HOUR);
  const found = report(at);
  expect(findingOf(found, 'playbookFailed')).toMatchObject({
    level: 'warning',
    subject: 'restart',
    value: 1,
    limit: 1,
  });
  const text = await markdown(found);
  expect(text).toContain('1 run of playbooks: 0 helped (0%), 1 did not.');
  expect(text).toContain('| nginx still does not answer |');
});

test('every recommendation ends in a command or says where to look', async () => {
  const at = emptyWorkspace();
  addSamples(at, {
    from: TO - 4 * DAY,
    to: TO,
    values: (now) => ({
      cpu_percent: 95,
      memory_percent: 96,
      'disk_percent{mount="/srv"}': 99 + (now - TO) / DAY,
      'check_up{check="web shop"}': 0,
      failed_units: 1,
      oom_kills: 1,
    }),
  });
  addRun(at, when(FROM + HOUR), { status: 'failed', reason: 'exited with 1' });
  const lines = (await markdown(report(at))).split('\n').filter((line) => /^- \*\*(?:critical|warning)/.test(line));
  expect(lines.length).toBeGreaterThan(6);
  for (const line of lines) expect(line).toMatch(/`[a-z]+ [^`]+`|under [A-Z]|See Alerts/);
  expect(lines.join('\n')).toContain("Ask it now: `ops metrics check 'web shop'`.");
  // In a list a bar needs no escape, and with one the command would not run.
  expect(lines.join('\n')).toContain('`du -xhd2 /srv | sort -h | tail`');
});

test('what the analyses noted is told after what they warned of, and no upgrade buries that', async () => {
  const at = emptyWorkspace();
  const note = (index: number) => ({ kind: 'new_template', severity: 'info', text: `new: kind ${index}`, count: 500 });
  const warning = { kind: 'failed_login', severity: 'warning', address: '203.0.113.9', count: 12 };
  addAnalysis(at, when(FROM + HOUR), {
    findings: [...Array.from({ length: 20 }, (_one, index) => note(index)), warning],
  });
  const text = await markdown(report(at));
  const [, told = ''] = text.split('**Found by the analyses**');
  const lines = told
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .slice(0, 5);
  expect(lines[0]).toBe('- warning, failed logins, 12 times: `203.0.113.9`');
  expect(lines[4]).toBe('- and more notes: `ops logs new`');
});

test('one busy sample is a moment, of which nobody knows how long it lasted; one full disk is a full disk', async () => {
  const at = emptyWorkspace();
  const now = FROM + 9 * HOUR;
  const full = { cpu_percent: 100, memory_percent: 99, 'disk_percent{mount="/"}': 97 };
  addSamples(at, { from: now - MINUTE, to: now, values: () => full });
  const found = report(at, { now });
  expect(findingOf(found, 'cpuHigh')).toBeUndefined();
  expect(findingOf(found, 'memoryHigh')).toBeUndefined();
  expect(findingOf(found, 'diskHigh')).toMatchObject({ level: 'critical', subject: '/', value: 97, limit: 90 });
  expect(await markdown(found)).not.toContain('for 5 minutes');
});
