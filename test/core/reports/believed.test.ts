import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { segmentPath } from '../../../src/core/metrics/history/days.ts';
import { FROM, findingOf, markdown, report, resourceOf, TO, when } from './asked.ts';
import {
  addAlertEvent,
  addAnalysis,
  addBeats,
  addSamples,
  DAY,
  emptyWorkspace,
  HOUR,
  MINUTE,
  time,
} from './support.ts';

test('a period is compared with the one before only where that was watched, and the report says so', async () => {
  const at = emptyWorkspace();
  const week = time('2026-09-27T15:00:00Z');
  // Of the week before, only the last two days were watched.
  addSamples(at, { from: week - 2 * DAY, to: week + 7 * DAY });
  addBeats(at, week - 2 * DAY, week + 7 * DAY);
  addAnalysis(at, when(week - DAY));
  addAnalysis(at, when(week + DAY), { summary: { lines: 500, errors: 40, warnings: 0 } });
  const found = report(at, { kind: 'weekly', name: '2026-W40' });
  expect(resourceOf(found, 'cpu')?.change).toBeNull();
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
  const easy = report(at, { own: { availability_target_percent: 99 } });
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
  expect(resourceOf(found, 'receive')?.mean).toBe(1_500);
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
  expect(resourceOf(report(at, { now: FROM + 9 * HOUR }), 'cpu')?.course).toHaveLength(9);
});

test('where clocks are set the day has its hours, and the month its days', () => {
  const zone = 'America/New_York';
  const at = emptyWorkspace();
  const from = time('2026-11-01T04:00:00Z');
  const until = time('2026-12-01T05:00:00Z');
  addSamples(at, { from, to: until, everyMs: HOUR / 2 });
  const asked = { zone, now: until + HOUR };
  const day = report(at, { name: '2026-11-01', ...asked });
  expect([day.period.hours, day.coverage.percent, resourceOf(day, 'cpu')?.course.length]).toEqual([25, 100, 25]);
  const month = report(at, { kind: 'monthly', name: '2026-11', ...asked });
  expect([month.days.length, resourceOf(month, 'cpu')?.course.length]).toEqual([30, 30]);
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

test('a gap that began days before the period is a gap, and no beginning', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM - 4 * DAY, to: FROM - 3 * DAY });
  addSamples(at, { from: FROM + 6 * HOUR, to: TO });
  const found = report(at);
  expect(found.coverage).toMatchObject({ began: null, percent: 75, gaps: [{ cause: 'unknown', from: when(FROM) }] });
  expect(findingOf(found, 'justBegun')).toBeUndefined();
  expect(findingOf(found, 'lowCoverage')).toMatchObject({ value: 75 });
  const week = report(at, { kind: 'weekly', name: '2026-W41', now: TO });
  expect(week.days[0]).toMatchObject({ coveragePercent: 75 });
  expect(week.coverage.began).toBeNull();
});
