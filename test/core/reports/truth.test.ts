import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Layout } from '../../../src/core/files/layout.ts';
import type { AuditFact } from '../../../src/core/healing/audit/entry.ts';
import { appendAudit } from '../../../src/core/healing/audit/store.ts';
import { hourlyTable } from '../../../src/core/metrics/history/aggregate.ts';
import { aggregatedFolder, aggregatedPath, readDays, segmentPath } from '../../../src/core/metrics/history/days.ts';
import { encodeSegment } from '../../../src/core/metrics/history/segment.ts';
import { notificationsPath } from '../../../src/core/notify/tell.ts';
import { makeReport } from '../../../src/core/reports/make.ts';
import type { Report } from '../../../src/core/reports/report.ts';
import { renderReport } from '../../../src/core/reports/store.ts';
import { parsePeriod, type ReportKind } from '../../../src/core/reports/time/period.ts';
import {
  addAlertEvent,
  addAnalysis,
  addBeats,
  addNotification,
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
const LATER = TO + 9 * HOUR;

function report(at: Layout, kind: ReportKind = 'daily', name = '2026-10-05', now = LATER): Report {
  const config = configuration();
  const period = parsePeriod(kind, name, now, 'Asia/Seoul');
  if (period === null) throw new Error(`no period ${name}`);
  return makeReport(at, config, period, now);
}

async function markdown(found: Report, locale: 'en' | 'ko' = 'en'): Promise<string> {
  return await renderReport(found, 'md', locale);
}

const codes = (found: Report) => found.findings.map(({ code }) => code);

test('an empty store is unknown: never normal, and never zeros', async () => {
  const found = report(emptyWorkspace());
  expect(found.verdict).toBe('unknown');
  expect(found.resources).toEqual([]);
  expect(found.machine).toMatchObject({ knownUpPercent: null, uptimeSeconds: null, receivedBytes: null });
  const text = await markdown(found);
  expect(text).toContain('No data: not one sample was taken in this period');
  expect(text).not.toMatch(/\*\*ok|Nothing needs attention|0%.*CPU|Nothing in the data/);
});

test('data from yesterday makes no report for today', () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM - DAY, to: FROM - HOUR });
  expect(report(at)).toMatchObject({ verdict: 'unknown', coverage: { samples: 0, percent: 0 } });
});

test('a quiet day that was measured throughout is ok, and says how much of it was measured', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM - HOUR, to: TO });
  addBeats(at, FROM - HOUR, TO);
  const found = report(at);
  expect(found).toMatchObject({ verdict: 'ok', findings: [], coverage: { percent: 100, gaps: [] } });
  expect(await markdown(found)).toContain('Measured for 100% of the period; nothing was outside its limits.');
});

test('a gap is named as a gap', async () => {
  const at = emptyWorkspace();
  const silent = (now: number) => now > time('2026-10-05T05:00:00Z') && now < time('2026-10-05T06:20:00Z');
  addSamples(at, { from: FROM - HOUR, to: TO, silent });
  const found = report(at);
  expect(found.coverage.gaps).toEqual([
    { from: '2026-10-05T05:00:00.000Z', to: '2026-10-05T06:20:00.000Z', cause: 'unknown', damaged: false },
  ]);
  expect(await markdown(found)).toContain('no data for 14:00 to 15:20 (1 hour 20 minutes): why is not known');
  expect(codes(found)).toContain('lowCoverage');
});

test('a gap in which the machine started again is told apart from one in which it ran on', () => {
  const booted = time('2026-10-05T06:12:00Z');
  const uptime = (since: number) => (now: number) => ({ uptime_seconds: (now - since) / 1_000 });
  const silent = (now: number) => now > time('2026-10-05T05:00:00Z') && now < time('2026-10-05T06:20:00Z');
  const restarted = emptyWorkspace();
  const values = (now: number) => uptime(now < booted ? FROM - DAY : booted)(now);
  addSamples(restarted, { from: FROM - HOUR, to: TO, silent, values });
  const found = report(restarted);
  expect(found.coverage.gaps[0]?.cause).toBe('restarted');
  expect(found.machine).toMatchObject({ restarts: [{ at: '2026-10-05T06:12:00.000Z' }], downAtMostSeconds: 72 * 60 });
  const running = emptyWorkspace();
  addSamples(running, { from: FROM - HOUR, to: TO, silent, values: uptime(FROM - DAY) });
  const other = report(running);
  expect(other.coverage.gaps[0]?.cause).toBe('running');
  expect(other.machine).toMatchObject({ restarts: [], downAtMostSeconds: 0, knownUpPercent: 100 });
});

test('every disk is judged, not the first one', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM - HOUR, to: TO, values: () => ({ 'disk_percent{mount="/data"}': 99 }) });
  const found = report(at);
  expect(found.verdict).toBe('critical');
  expect(found.findings.find(({ code }) => code === 'diskHigh')).toMatchObject({
    subject: '/data',
    value: 99,
    limit: 90,
  });
  expect(await markdown(found)).toContain('`/data`: filled to 99%');
});

test('samples of zero count as samples', () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM, to: TO, values: (_now, index) => ({ cpu_percent: index % 2 === 0 ? 0 : 50 }) });
  expect(report(at).resources.find(({ id }) => id === 'cpu')).toMatchObject({ mean: 25, min: 0, samples: 288 });
});

test('a reading that failed all day is unknown, and neither 0 nor fine', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM - HOUR, to: TO, values: () => ({ cpu_percent: null }) });
  const found = report(at);
  expect(found.resources.some(({ id }) => id === 'cpu')).toBe(false);
  expect(found.coverage.missing).toEqual([{ reading: 'cpu', samples: 288, of: 288 }]);
  expect(found.verdict).toBe('unknown');
  expect(await markdown(found)).toContain('this reading failed in 288 of 288 samples');
});

test('only what lies in the period counts: no incident of last year, no analysis of last week', () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM, to: TO });
  for (let day = 10; day < 30; day += 1)
    writeFileSync(join(at.resolvedIncidents, `2025-01-${day}-disk.md`), `# Old\nResolved: 2025-01-${day}T10:00:00Z\n`);
  writeFileSync(
    join(at.resolvedIncidents, '2026-10-05-api.md'),
    '# API slow\nDetected: 2026-10-05T02:10:00Z\nResolved: 2026-10-05T02:35:00Z\n',
  );
  addAnalysis(at, '2026-09-28T01:00:00.000Z');
  addAnalysis(at, '2026-10-05T01:00:00.000Z');
  addAnalysis(at, '2026-10-05T01:10:00.000Z');
  addRun(at, '2026-10-04T14:59:59.999Z', { status: 'failed' });
  addRun(at, '2026-10-05T01:00:00.000Z');
  addRun(at, '2026-10-05T15:00:00.000Z', { status: 'failed' });
  addNotification(at, '2026-10-05T15:00:00.000Z');
  const found = report(at);
  expect(found.incidents).toMatchObject({ opened: 1, resolved: 1, openAtEnd: 0, meanMinutesToResolve: 25 });
  expect(found.logs).toMatchObject({ analyses: 2, lines: 200, errors: 4 });
  expect(found.agents).toMatchObject([{ runs: 1, failed: 0 }]);
  expect(found.alarms.total).toBe(0);
});

test('an incident stands as it stood at the end of the period, whatever was done about it since', () => {
  const at = emptyWorkspace();
  const text =
    '---\ntitle: "Disk full"\nseverity: critical\nopened: 2026-10-05T01:00:00Z\nresolved: 2026-10-06T01:00:00Z\n---\n';
  writeFileSync(join(at.resolvedIncidents, 'disk.md'), text);
  expect(report(at).incidents.list).toMatchObject([{ title: 'Disk full', resolvedAt: null, openedFrom: 'text' }]);
  expect(report(at, 'daily', '2026-10-06', LATER + DAY).incidents).toMatchObject({ opened: 0, resolved: 1 });
  expect(report(at, 'daily', '2026-10-07', LATER + 2 * DAY).incidents.list).toEqual([]);
});

test('one corrupt file costs itself and is named', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM - DAY, to: TO });
  addBeats(at, FROM - DAY, TO);
  addAnalysis(at, '2026-10-05T01:00:00.000Z');
  addRun(at, '2026-10-05T01:00:00.000Z');
  addNotification(at, '2026-10-05T01:00:00.000Z');
  truncateSync(segmentPath(at, '2026-10-05'), 100);
  writeFileSync(join(at.analysis, 'log-insights-2026-10-05-0110.json'), '');
  writeFileSync(join(at.analysis, 'log-insights-2026-10-05-0120.json'), '{"version":1,"at":"2026-1');
  writeFileSync(join(at.analysis, 'log-insights-2026-10-05-0130.json'), '[]');
  writeFileSync(join(at.analysis, 'log-insights-2026-10-05-0140.json'), '{"summary":null}');
  for (const path of [at.runLog, at.heartbeatLog, notificationsPath(at)])
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"at":"2026-10-05T02\n{"no":"time"}\n`);
  const found = report(at);
  const named = Object.fromEntries(found.unread.map(({ file, reason }) => [file, reason]));
  expect(named).toEqual({
    'metrics/samples/2026-10-05.seg': 'damagedSamples',
    'analysis/log-insights-2026-10-05-0110.json': 'empty',
    'analysis/log-insights-2026-10-05-0120.json': 'notJson',
    'analysis/log-insights-2026-10-05-0130.json': 'wrongShape',
    'analysis/log-insights-2026-10-05-0140.json': 'wrongShape',
    'logs/runs.jsonl': 'damagedLines',
    'logs/heartbeats.jsonl': 'damagedLines',
    'alerts/notifications.jsonl': 'damagedLines',
  });
  // The nine hours of Seoul's day that lie in the whole file are there; what the damaged one held is a gap.
  expect(found.coverage).toMatchObject({ samples: 108, percent: 37.1 });
  expect(found).toMatchObject({
    verdict: 'warning',
    logs: { analyses: 1 },
    agents: [{ runs: 1 }],
    alarms: { total: 1 },
  });
  expect(codes(found)).toContain('unread');
  expect(await markdown(found)).toContain('`logs/runs.jsonl`: has damaged lines (2)');
});

test('a file that cannot be opened is named', () => {
  const at = emptyWorkspace();
  mkdirSync(at.runLog);
  expect(report(at).unread).toEqual([{ file: 'logs/runs.jsonl', reason: 'notOpened', count: null }]);
});

test('a past report is the same byte for byte, whenever it is made and whatever came after', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM - 3 * DAY, to: TO, values: (now) => ({ cpu_percent: (now / MINUTE) % 97 }) });
  addBeats(at, FROM - DAY, TO);
  addAnalysis(at, '2026-10-05T01:00:00.000Z');
  addRun(at, '2026-10-05T01:00:00.000Z', { status: 'failed', reason: 'exited with 1' });
  const forms = async (now: number) =>
    await Promise.all(
      (['md', 'html', 'json'] as const).map((format) =>
        renderReport(report(at, 'daily', '2026-10-05', now), format, 'en'),
      ),
    );
  const first = await forms(LATER);
  addSamples(at, { from: TO, to: TO + DAY });
  addBeats(at, TO, TO + DAY);
  addAnalysis(at, '2026-10-06T01:00:00.000Z');
  addRun(at, '2026-10-06T01:00:00.000Z');
  addNotification(at, '2026-10-06T01:00:00.000Z');
  writeFileSync(join(at.activeIncidents, '2026-10-06-new.md'), '# New\nOpened: 2026-10-06T01:00:00Z\n');
  const again = await forms(LATER + 5 * DAY);
  // Compared one by one: a difference of whole files would fill the screen.
  expect(again.map((text, index) => text === first[index])).toEqual([true, true, true]);
});

test('a day that is not over is told as such, and compared with the same hours of the day before', async () => {
  const at = emptyWorkspace();
  const noon = FROM + 12 * HOUR;
  addSamples(at, {
    from: FROM - DAY,
    to: noon,
    values: (now) => ({ cpu_percent: now < noon - DAY ? 10 : now < FROM ? 90 : 15 }),
  });
  const found = report(at, 'daily', '2026-10-05', noon);
  expect(found.period.complete).toBe(false);
  expect(found.coverage).toMatchObject({ percent: 100, samples: 144 });
  expect(found.resources.find(({ id }) => id === 'cpu')?.change).toBe(5);
  expect(await markdown(found)).toContain('not over yet: data up to 2026-10-05 12:00');
});

test('failed runs, their recovery and the missing playbooks are told as they are', async () => {
  const at = emptyWorkspace();
  addRun(at, '2026-10-05T01:00:00.000Z', { status: 'failed', reason: 'exited with 1' });
  addRun(at, '2026-10-05T01:10:00.000Z');
  addRun(at, '2026-10-05T02:00:00.000Z', { status: 'killed' });
  addRun(at, '2026-10-05T03:00:00.000Z', {
    agentId: 'reporter',
    status: 'timeout',
    reason: 'ran longer than its 600 s',
  });
  addRun(at, '2026-10-05T03:00:00.000Z', { agentId: 'reporter', status: 'timeout' });
  const found = report(at);
  expect(found.agents).toMatchObject([
    { agentId: 'logs-analyzer', runs: 3, done: 1, failed: 1, stopped: 1, failedLast: false },
    { agentId: 'reporter', runs: 1, failed: 1, failedLast: true },
  ]);
  expect(found.healing).toMatchObject({ agentFailures: 2, agentRecoveries: 1, meanSecondsToRecover: 600 });
  expect(found.healing).toMatchObject({ runs: 0, verified: 0, successPercent: null, meanSecondsToRepair: null });
  expect(await markdown(found)).toContain('No playbook ran.');
});

test('what playbooks did is counted from the audit, and what comes back is named', async () => {
  const at = emptyWorkspace();
  const add = (time: string, kind: AuditFact['kind'], detail: object, target = '/') =>
    appendAudit(
      at,
      [{ kind, by: 'autoheal', playbook: 'disk', target, subject: 'x', detail: { ...detail } }],
      Date.parse(time),
    );
  add('2026-10-04T01:00:00.000Z', 'run ended', { outcome: 'verified', durationMs: 1_000 });
  for (const hour of ['02', '03', '04'])
    add(`2026-10-05T${hour}:00:00.000Z`, 'run ended', { outcome: 'verified', durationMs: 60_000 });
  add(
    '2026-10-05T05:00:00.000Z',
    'run ended',
    { outcome: 'failed', durationMs: 5_000, reason: 'disk still full' },
    '/home',
  );
  add('2026-10-05T05:10:00.000Z', 'approval asked', {});
  add('2026-10-05T05:20:00.000Z', 'approval decided', { decision: 'deny', expired: false });
  add('2026-10-05T05:30:00.000Z', 'approval decided', { decision: 'deny', expired: true });
  add('2026-10-05T05:40:00.000Z', 'approval decided', { decision: 'allow-once', expired: false });
  const found = report(at);
  expect(found.healing).toMatchObject({
    ...{ runs: 4, verified: 3, successPercent: 75, meanSecondsToRepair: 60 },
    ...{ asked: 1, allowed: 1, denied: 1, expired: 1 },
    playbooks: [
      { playbook: 'disk', target: '/', runs: 3, verified: 3, failure: null },
      {
        playbook: 'disk',
        target: '/home',
        runs: 1,
        verified: 0,
        meanSecondsToRepair: null,
        failure: 'disk still full',
      },
    ],
  });
  const text = await markdown(found);
  expect(text).toContain('4 runs of playbooks: 3 helped (75%), 1 did not; mean time to repair 1 minute.');
  expect(text).toContain('A person was asked once: 1 allowed, 1 denied, 1 not answered in time.');
  expect(found.patterns).toMatchObject([{ kind: 'playbook', subject: 'disk', target: '/', times: 3, days: 1 }]);
  expect(text).toContain('`disk` on `/`: ran 3 times on 1 day: what it repairs comes back.');
});

test('missed heartbeats are counted, and none at all is unknown', () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM - HOUR, to: TO });
  expect(report(at)).toMatchObject({ watch: { missed: null }, verdict: 'unknown' });
  addBeats(at, FROM - HOUR, FROM + 6 * HOUR);
  addBeats(at, FROM + 12 * HOUR, TO);
  const found = report(at);
  expect(found.watch).toMatchObject({ beats: 36, missed: 12, longestSilence: { seconds: 6.5 * 3_600 } });
  expect(codes(found)).toContain('beatsMissed');
});

test('a disk that fills is forecast from its own past, and too short a past forecasts nothing', () => {
  const at = emptyWorkspace();
  addSamples(at, {
    from: TO - 10 * DAY,
    to: TO,
    values: (now) => ({ 'disk_percent{mount="/data"}': 60 + (2 * (now - TO)) / DAY + (now % HOUR === 0 ? 3 : 0) }),
  });
  const data = report(at).capacity.find(({ subject }) => subject === '/data');
  expect(data).toMatchObject({ state: 'filling', perDay: expect.closeTo(2, 1), fullInDays: expect.closeTo(20, 0) });
  const young = emptyWorkspace();
  addSamples(young, { from: TO - 6 * HOUR, to: TO });
  expect(report(young).capacity[0]).toMatchObject({ state: 'unknown', fullInDays: null });
});

test('health checks: availability is rounded down, and one that fails at the end is critical', () => {
  const at = emptyWorkspace();
  addSamples(at, {
    from: FROM,
    to: TO,
    values: (now) => ({
      'check_up{check="api"}': now === FROM + HOUR ? 0 : 1,
      'check_latency_ms{check="api"}': 40,
      'check_up{check="shop"}': now > TO - HOUR ? 0 : 1,
    }),
  });
  const found = report(at);
  expect(found.checks).toMatchObject([
    { name: 'api', percent: 99.65, downSeconds: 300, failingAtEnd: false, latency: { mean: 40 } },
    { name: 'shop', failingAtEnd: true, latency: null },
  ]);
  expect(found.verdict).toBe('critical');
});

test('a week has its days, what recurs in it, and the change against the week before', async () => {
  const at = emptyWorkspace();
  const from = time('2026-09-27T15:00:00Z');
  addSamples(at, {
    from: from - 7 * DAY,
    to: from + 7 * DAY,
    values: (now) => ({ cpu_percent: now < from ? 20 : 30 }),
  });
  for (let day = 0; day < 3; day += 1) {
    const began = new Date(from + day * DAY + 6 * HOUR).toISOString();
    addNotification(at, began);
    addAlertEvent(at, began, 'firing', { episode: began });
    addAlertEvent(at, new Date(from + day * DAY + 7 * HOUR).toISOString(), 'resolved', { episode: began });
  }
  const found = report(at, 'weekly', '2026-W40', LATER);
  expect(found.days).toHaveLength(7);
  expect(found.days[0]).toMatchObject({ day: '2026-09-28', coveragePercent: 100, cpu: { mean: 30 }, alerts: 1 });
  expect(found.resources.find(({ id }) => id === 'cpu')?.change).toBe(10);
  expect(found.alarms.list).toMatchObject([{ count: 3, days: 3, usualHour: 6 }]);
  const text = await markdown(found);
  expect(text).toContain('alert `cpu_usage`: 3 times on 3 days, mostly between 6:00 and 7:00');
  expect(text).toContain('message about ops itself `threshold disk warning`: 3 times on 3 days');
});

test('one sample is too little to call a machine fine', async () => {
  const at = emptyWorkspace();
  const now = FROM + 9 * HOUR;
  addSamples(at, { from: now - MINUTE, to: now });
  addBeats(at, now - MINUTE, now);
  const found = report(at, 'daily', '2026-10-05', now);
  expect(found.verdict).toBe('unknown');
  expect(await markdown(found)).toContain('Measuring began at 08:59; 1 sample since then is too little to judge.');
});

test('a workspace that began at noon is not blamed for the morning', () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM + 12 * HOUR, to: TO });
  addBeats(at, FROM + 12 * HOUR, TO);
  const found = report(at);
  expect(found.coverage).toMatchObject({ percent: 50, percentSince: 100, gaps: [{ cause: 'beginning' }] });
  expect(found.verdict).toBe('ok');
  expect(codes(found)).toEqual(['justBegun']);
});

test('a threshold counts only when it was exceeded for as long as it must be', () => {
  const at = emptyWorkspace();
  const spike = (now: number) => now > FROM + HOUR && now <= FROM + HOUR + 2 * MINUTE;
  addSamples(at, { from: FROM, to: TO, everyMs: MINUTE, values: (now) => ({ cpu_percent: spike(now) ? 99 : 20 }) });
  expect(codes(report(at))).not.toContain('cpuHigh');
  const busy = emptyWorkspace();
  const long = (now: number) => now > FROM + HOUR && now <= FROM + HOUR + 6 * MINUTE;
  addSamples(busy, { from: FROM, to: TO, everyMs: MINUTE, values: (now) => ({ cpu_percent: long(now) ? 99 : 20 }) });
  expect(codes(report(busy))).toContain('cpuHigh');
});

test('a mount that came and went is no line of its own, and one that is new is', () => {
  const at = emptyWorkspace();
  addSamples(at, {
    from: FROM,
    to: TO,
    values: (now) => ({
      'disk_percent{mount="/tmp/build"}': now < FROM + HOUR ? 5 : null,
      'disk_percent{mount="/new"}': now > TO - HOUR ? 5 : null,
    }),
  });
  const disks = report(at).resources.filter(({ id }) => id === 'disk');
  expect(disks.map(({ subject }) => subject)).toEqual(['/', '/new']);
});

test('where single samples are no longer kept the hours stand in for them, and the report says so', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM - DAY, to: TO + DAY, values: (now) => ({ cpu_percent: 10 + ((now / MINUTE) % 60) }) });
  const exact = report(at);
  const hours = hourlyTable(readDays(at, FROM - DAY, TO + DAY, () => true).table);
  for (const day of ['2026-10-03', '2026-10-04', '2026-10-05']) rmSync(segmentPath(at, day));
  mkdirSync(aggregatedFolder(at), { recursive: true });
  writeFileSync(aggregatedPath(at, '2026-10'), encodeSegment(hours));
  const near = report(at);
  const cpu = (found: Report) => found.resources.find(({ id }) => id === 'cpu');
  expect(near.coverage).toMatchObject({ samples: 288, percent: 100 });
  expect(cpu(near)).toMatchObject({ min: 10, max: 65, mean: expect.closeTo(cpu(exact)?.mean ?? 0, 1) });
  expect(exact.coverage.hoursBefore).toBeNull();
  expect(await markdown(near)).toContain('only hours are kept');
});
