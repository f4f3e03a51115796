import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Layout } from '../../../../src/core/files/layout.ts';
import { makeReport } from '../../../../src/core/reports/make.ts';
import { formatBytes, formatChange, formatNumber, sparkline } from '../../../../src/core/reports/render/format.ts';
import { type Format, renderReport } from '../../../../src/core/reports/store.ts';
import { en } from '../../../../src/core/reports/texts/en.ts';
import { ko } from '../../../../src/core/reports/texts/ko.ts';
import { parsePeriod, type ReportKind } from '../../../../src/core/reports/time/period.ts';
import { widthOf } from '../../../../src/core/text/width.ts';
import {
  addAlertEvent,
  addAnalysis,
  addBeats,
  addDelivery,
  addNotification,
  addRun,
  addSamples,
  configuration,
  DAY,
  emptyWorkspace,
  HOUR,
  time,
} from '../support.ts';

const FROM = time('2026-10-04T15:00:00Z');
const LATER = FROM + DAY + 9 * HOUR;

async function form(
  at: Layout,
  format: Format,
  locale: 'en' | 'ko' = 'en',
  kind: ReportKind = 'daily',
  name = '2026-10-05',
) {
  const period = parsePeriod(kind, name, LATER, 'Asia/Seoul');
  if (period === null) throw new Error(name);
  return await renderReport(makeReport(at, configuration(), period, LATER), format, locale);
}

function busyWorkspace(): Layout {
  const at = emptyWorkspace();
  addSamples(at, {
    from: FROM - 2 * DAY,
    to: FROM + DAY,
    values: (now, index) => ({
      cpu_percent: index % 50 === 0 ? 95 : 20,
      'disk_percent{mount="/data"}': 80 + index / 100,
      'check_up{check="api"}': index % 90 === 0 ? 0 : 1,
      uptime_seconds: (now - FROM + 3 * DAY) / 1_000,
      oom_kills: index === 700 ? 1 : 0,
      failed_units: 1,
    }),
    silent: (now) => now > FROM + 3 * HOUR && now < FROM + 5 * HOUR,
  });
  addBeats(at, FROM - DAY, FROM + DAY);
  addAnalysis(at, '2026-10-04T01:00:00.000Z', { messages: [] });
  addAnalysis(at, '2026-10-05T01:00:00.000Z', { problems: [{ path: '/var/log/secret', reason: 'permission denied' }] });
  addRun(at, '2026-10-05T01:00:00.000Z', { status: 'failed', reason: 'exited with 1' });
  for (const hour of ['01', '02', '03']) addNotification(at, `2026-10-05T${hour}:00:00.000Z`);
  for (const hour of ['01', '02', '03']) {
    addAlertEvent(at, `2026-10-05T${hour}:00:00.000Z`, 'firing', { episode: hour, severity: 'critical' });
    if (hour !== '03') addAlertEvent(at, `2026-10-05T${hour}:10:00.000Z`, 'resolved', { episode: hour });
  }
  addAlertEvent(at, '2026-10-05T03:05:00.000Z', 'acknowledged', { episode: '03', severity: 'critical', by: '김' });
  addDelivery(at, '2026-10-05T03:05:00.000Z', 'told:2026-10-05T03:00:00.000Z', { channel: '채널' });
  addDelivery(at, '2026-10-05T04:05:00.000Z', 'told:x', { channel: null, title: '제목', reason: '이유' });
  writeFileSync(
    join(at.activeIncidents, '2026-10-05-disk.md'),
    '---\ntitle: Disk full\nseverity: critical\nopened: 2026-10-05T01:00:00Z\nacknowledged: 2026-10-05T01:05:00Z\nacknowledged_by: 김\n---\n',
  );
  return at;
}

const HOSTILE =
  '```\n</style><script>alert(1)</script> ![x](http://evil) | **bold** \u001b[31mred\u202e password=hunter2';

function hostileWorkspace(): Layout {
  const at = emptyWorkspace();
  addSamples(at, { from: FROM, to: FROM + DAY, values: () => ({ 'disk_percent{mount="/a`|<b>"}': 99 }) });
  addAnalysis(at, '2026-10-05T01:00:00.000Z', {
    messages: [{ message: HOSTILE, level: 'error', count: 3, sample: HOSTILE, path: HOSTILE }],
    problems: [{ path: HOSTILE, reason: HOSTILE }],
  });
  addRun(at, '2026-10-05T01:00:00.000Z', { agentId: HOSTILE, status: 'failed', reason: HOSTILE });
  addNotification(at, '2026-10-05T01:00:00.000Z', { subject: HOSTILE, text: HOSTILE, severity: HOSTILE });
  addAlertEvent(at, '2026-10-05T01:00:00.000Z', 'firing', { alertname: HOSTILE });
  addAlertEvent(at, '2026-10-05T01:00:01.000Z', 'acknowledged', { by: HOSTILE });
  addDelivery(at, '2026-10-05T01:00:00.000Z', '00000000000000aa:one:first:1', { title: HOSTILE, channel: HOSTILE });
  addDelivery(at, '2026-10-05T01:00:00.000Z', 'told:x', { title: HOSTILE, channel: null, reason: HOSTILE });
  writeFileSync(
    join(at.activeIncidents, '2026-10-05-x.md'),
    `---\ntitle: ${HOSTILE.replace('\n', ' ')}\nseverity: ${HOSTILE.replace('\n', ' ')}\n---\n`,
  );
  return at;
}

test('text from logs and files cannot break out of the Markdown, and carries no secret', async () => {
  const text = await form(hostileWorkspace(), 'md');
  expect(text).not.toContain('hunter2');
  expect(text).not.toMatch(/[\u001b\u202e]/);
  // Nothing of it outside of code spans forms a tag, an image, bold text or a fence.
  const outside = text.replaceAll(/(?<![\\`])(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, 'CODE');
  expect(outside).not.toMatch(/(?<!\\)<\/?script|(?<!\\)!\[|(?<!\\)\*\*bold/);
  expect(text).not.toMatch(/^\s*```/m);
  // Every row of a table has as many cells as its head.
  for (const table of outside.split('\n\n').filter((part) => part.startsWith('|'))) {
    const widths = table
      .trim()
      .split('\n')
      .map((row) => row.replaceAll('\\|', '').split('|').length);
    expect(new Set(widths).size).toBe(1);
  }
});

test('text from logs and files is only text in the HTML, which loads nothing from anywhere', async () => {
  const text = await form(hostileWorkspace(), 'html');
  expect(text).not.toMatch(/<script|<img|hunter2|\u001b|\u202e/);
  expect(text).toContain('&lt;script&gt;');
  expect(text.match(/<\/style>/g)).toHaveLength(1);
  expect(text).not.toMatch(/(?:src|href)="(?!#|\.\.\/|daily-ops-)/);
  expect(text).not.toMatch(/url\(|@import|="https?:/);
  expect(text).toContain(`default-src 'none'`);
});

test('the HTML is well formed: every element that is opened is closed', async () => {
  const text = await form(busyWorkspace(), 'html');
  const open: string[] = [];
  for (const [, close, name = '', own] of text.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/g)) {
    if (['meta', 'rect', 'line', 'path'].includes(name) && (own === '/' || name === 'meta')) continue;
    if (close === '') open.push(name);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
});

test('a chart breaks its line where nothing was measured, and shades the gap', async () => {
  const text = await form(busyWorkspace(), 'html');
  const cpu = /<figcaption>CPU[\s\S]*?<\/figure>/.exec(text)?.[0] ?? '';
  expect(cpu).toContain('class="gap"');
  expect(/class="line line-0" d="([^"]*)"/.exec(cpu)?.[1]?.match(/M/g)).toHaveLength(2);
  expect(cpu).toContain('role="img" aria-label="CPU: from 20.0% to 95.0%"');
});

test.each(['daily', 'weekly', 'monthly'] as const)(
  'a %s report in Korean says in Korean whatever English says in English',
  async (kind) => {
    const name = { daily: '2026-10-05', weekly: '2026-W41', monthly: '2026-10' }[kind];
    const text = await form(busyWorkspace(), 'md', 'ko', kind, name);
    for (const line of text.split('\n').filter((part) => /^#/.test(part))) expect(line).toMatch(/[가-힣]/);
    // What stays Latin is named: data of the workspace, units, and names that have no other.
    const words = text.replaceAll(/`[^`]*`|\[[^\]]*\]\([^)]*\)/g, '').match(/[A-Za-z]{2,}/g) ?? [];
    const known = new Set([
      'CPU',
      'ops',
      'kB',
      'MB',
      'GB',
      'ms',
      'Asia',
      'Seoul',
      'Disk',
      'full',
      'exited',
      'with',
      'error',
      'systemd',
      'metrics',
      'latest',
      'json',
      'JSON',
      'permission',
      'denied',
      'var',
      'log',
      'secret',
    ]);
    expect([...new Set(words)].filter((word) => !known.has(word))).toEqual([]);
  },
);

test('no text in English stands in the Korean table, sentence for sentence', () => {
  const sentences = (table: object): string[] =>
    Object.values(table).flatMap((value) =>
      typeof value === 'string' ? [value] : typeof value === 'object' ? sentences(value) : [],
    );
  const shared = sentences(en).filter((text) => sentences(ko).includes(text) && text !== 'CPU' && text !== 'p95');
  expect(shared).toEqual([]);
});

test('numbers are written alike everywhere', () => {
  expect(formatNumber(12_453)).toBe('12,453');
  expect(formatNumber(-0.04, 1)).toBe('0');
  expect(formatNumber(1_234.56, 1)).toBe('1,234.6');
  expect(formatBytes(999)).toBe('999 B');
  expect(formatBytes(999_999)).toBe('1 MB');
  expect(formatBytes(1_540_000_000)).toBe('1.5 GB');
  expect(formatChange(0.001, 'percent', 'pp')).toBe('0 pp');
  expect(formatChange(2.5, 'percent', 'pp')).toBe('+2.5 pp');
  expect(formatChange(-700, 'bytesPerSecond', 'pp')).toBe('-700 B/s');
});

test('a sparkline of percent stands on 0 and ends at 100, and shows a hole where nothing was measured', () => {
  expect(sparkline([0, 50, 100, null, 20], 'percent')).toBe('▁▅█·▂');
  expect(sparkline([null, null], 'percent')).toBe('');
  expect(sparkline([0, 0], 'number')).toBe('▁▁');
});

test('durations name their two largest units', () => {
  expect([0, 59, 60, 3_660, 90_061].map((seconds) => en.duration(seconds))).toEqual([
    '0 seconds',
    '59 seconds',
    '1 minute',
    '1 hour 1 minute',
    '1 day 1 hour',
  ]);
  expect(ko.duration(90_061)).toBe('1일 1시간');
});

test('both languages say the same things: no key, level, kind or heading is missing in one of them', () => {
  const keys = (table: object, path = ''): string[] =>
    Object.entries(table).flatMap(([key, value]) =>
      Array.isArray(value)
        ? [`${path}${key} ${value.length}`]
        : typeof value === 'object'
          ? keys(value, `${path}${key}.`)
          : [`${path}${key}`],
    );
  // English says the levels of log lines as they are written.
  const all = (table: object) => keys(table).filter((key) => !key.startsWith('logs.levels.'));
  expect(all(ko).sort()).toEqual(all(en).sort());
});

test('every kind of finding that the logs have is said in words', () => {
  for (const kind of Object.keys(en.logs.kinds)) expect(ko.logs.kinds[kind]).toMatch(/[가-힣]/);
});

test.each(['en', 'ko'] as const)(
  'in %s the columns of a table stand under each other in a terminal',
  async (locale) => {
    const text = await form(busyWorkspace(), 'md', locale, 'weekly', '2026-W41');
    const tables = text.split('\n\n').filter((part) => part.startsWith('| '));
    expect(tables.length).toBeGreaterThan(4);
    for (const table of tables) {
      const [head = '', rule = ''] = table.split('\n');
      // Korean syllables take two cells each.
      expect(widthOf(head)).toBe(rule.length);
    }
  },
);

test('a chart names its thresholds, its gaps and where it is highest', async () => {
  const text = await form(busyWorkspace(), 'html');
  const cpu = /<figcaption>CPU[\s\S]*?<\/figure>/.exec(text)?.[0] ?? '';
  expect(cpu).toContain('highest 95.0% at 01:55');
  expect(cpu).toContain('threshold 70%, 90%');
  expect(cpu).toContain('no data</span>');
  for (const mark of ['0%', '50%', '100%']) expect(cpu).toContain(`>${mark}</span>`);
  for (const tick of ['00:00', '06:00', '12:00', '18:00', '24:00']) expect(cpu).toContain(`>${tick}</span>`);
});

test('what needs attention comes first', async () => {
  const text = await form(busyWorkspace(), 'md');
  expect(text.match(/^## .*/gm)?.slice(0, 2)).toEqual(['## Findings and recommendations', '## Overview']);
});

test('a name from outside stands in a command only where it can be copied into a shell', () => {
  const advice = (subject: string) => {
    const finding = { code: 'checkFailing', level: 'critical', subject, value: 0, limit: 99.9, seconds: 60 } as const;
    return en.findings.checkFailing({ ...finding, at: null, reference: null }, '')[1];
  };
  expect(advice('api')).toContain('`ops metrics check api`');
  expect(advice('web shop')).toContain("`ops metrics check 'web shop'`");
  for (const hostile of ["a'; rm -rf ~ #", 'a`id`', '--help', 'a\nb'])
    expect(advice(hostile)).toContain('`ops metrics check`');
});
