import { expect, test } from 'vitest';
import { appendAudit } from '../../../src/core/healing/audit/store.ts';
import { openIncident } from '../../../src/core/incidents/open.ts';
import { habitOf } from '../../../src/core/reports/build/habit.ts';
import { FROM, findingOf, markdown, report, TO, when } from './asked.ts';
import { addAlertEvent, addAnalysis, addRun, addSamples, DAY, emptyWorkspace, HOUR, MINUTE, time } from './support.ts';

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
