import { expect, test } from 'vitest';
import { type AlarmFacts, alarmText, digestText, resolvedText, stormText } from '../../../src/core/notify/texts.ts';

/** The situation of the seed document. */
function facts(change: Partial<AlarmFacts> = {}): AlarmFacts {
  return {
    locale: 'en',
    timeZone: 'Asia/Seoul',
    now: '2026-11-22T00:12:00.000Z',
    severity: 'critical',
    reason: 'first',
    metric: 'cpu_usage',
    resource: null,
    message: 'cpu_usage',
    value: 95,
    threshold: 90,
    unit: null,
    since: '2026-11-22T00:00:00.000Z',
    tried: [{ at: '2026-11-22T00:05:00.000Z', what: 'restart nginx', result: 'failed: it did not come up' }],
    fingerprint: 'abc123',
    incidentId: 'INC-7',
    ...change,
  };
}

test('the alarm is the one of the seed document, and says below since when, what was tried, what to do, why it is told', () => {
  expect(alarmText(facts({ locale: 'ko' }))).toEqual({
    title: '🚨 긴급 알람: CPU 사용률 95%',
    text: `🚨 긴급 알람
- CPU 사용률: 95% (임계값: 90%)
- AutoHeal 시도: 실패
- 수동 개입 필요

시작: 2026-11-22 09:00 GMT+9 (12분 전)
시도한 조치: 2026-11-22 09:05 GMT+9 restart nginx: failed: it did not come up
다음 조치: ops alerts explain abc123
다음 조치: ops alerts ack abc123
다음 조치: ops incidents show INC-7
알림 사유: 새로 발생`,
  });
  expect(alarmText(facts()).text.split('\n\n')).toEqual([
    '🚨 Urgent alarm\n- CPU usage: 95% (threshold: 90%)\n- AutoHeal attempt: failed\n- Manual intervention required',
    `Since: 2026-11-22 09:00 GMT+9 (12m ago)
Tried: 2026-11-22 09:05 GMT+9 restart nginx: failed: it did not come up
Next: ops alerts explain abc123
Next: ops alerts ack abc123
Next: ops incidents show INC-7
Why you are told: it has begun`,
  ]);
});

test.each<[Partial<AlarmFacts>, string]>([
  [{ tried: [] }, '- AutoHeal attempt: none\n- Manual intervention required'],
  [
    { tried: [{ at: '', what: 'x', result: 'succeeded' }] },
    '- AutoHeal attempt: succeeded\n- Recovery is being verified',
  ],
  [{ tried: [{ at: '', what: 'x', result: 'waits for approval' }] }, '- Approval required: ops approvals pending'],
  [{ metric: 'disk_percent', resource: '/var', value: 91.26 }, '- Disk usage (/var): 91.3% (threshold: 90%)'],
  [
    { metric: 'api', message: 'API is slow', unit: 'ms', value: 2_100, threshold: 2_000 },
    '- API is slow\n- Value: 2100 ms (threshold: 2000 ms)',
  ],
  [
    { metric: 'web', value: null, threshold: null, message: 'web is down' },
    '🚨 Urgent alarm\n- web is down\n- AutoHeal',
  ],
  [{ severity: 'warning', tried: [] }, '⚠️ Warning\n- CPU usage: 95% (threshold: 90%)\n\nSince'],
])('an alarm with %o', (change, part) => {
  expect(alarmText(facts(change)).text).toContain(part);
});

test.each<[Partial<AlarmFacts>, string]>([
  [{ message: 'java of tenant 7 runs away: call Mina' }, '\n\njava of tenant 7 runs away: call Mina\nSince: '],
  [{ message: 'CPU usage 95% (threshold: 90%)' }, '\n\nSince: '],
  [{ locale: 'ko', message: 'CPU 사용률 95% (임계값: 90%)' }, '\n\n시작: '],
  [{ metric: 'disk_percent', resource: '/var', message: 'Disk usage of /var 95% (threshold: 90%)' }, '\n\nSince: '],
  [{ metric: 'error_rate_per_min', message: '95 errors in the logs (threshold: 90)' }, '\n\nSince: '],
])('what a person wrote of a known reading is told below it, and what only repeats it is not: %o', (change, part) => {
  expect(alarmText(facts(change)).text).toContain(part);
});

test('what an alarm is about is told where its words do not say so', () => {
  const about = { metric: 'disk_full', resource: '/data', message: 'Disk is nearly full', value: null };
  const { title, text } = alarmText(facts(about));
  expect(title).toBe('🚨 Urgent alarm: Disk is nearly full (/data)');
  expect(text).toContain('\n- Disk is nearly full (/data)\n');
  expect(resolvedText(facts(about)).text).toContain('\n- Disk is nearly full (/data)\n');
  expect(alarmText(facts({ ...about, message: '/data is full' })).title).toBe('🚨 Urgent alarm: /data is full');
});

test('no reading is invented where there is none, and no secret or control character is told', () => {
  const { title, text } = alarmText(
    facts({ value: null, message: 'login with password=hunter2hunter2 \u001b[31mfailed\nx' }),
  );
  expect(title).toBe('🚨 Urgent alarm: login with password=[redacted] failed x');
  expect(text).toContain('- login with password=[redacted] failed x\n');
  expect(text).not.toContain('null');
});

test('what is over says how long it was and what helped', () => {
  const healed = facts({ locale: 'ko', value: 41, tried: [{ at: '', what: 'x', result: 'ok' }] });
  expect(resolvedText(healed)).toEqual({
    title: '✅ 해결됨: CPU 사용률 41%',
    text: '✅ 해결됨\n- CPU 사용률: 41% (임계값: 90%)\n- 지속 시간: 12분\n- AutoHeal 시도: 성공',
  });
});

test('a storm is one message with the first of many, and where the rest is', () => {
  const titles = Array.from({ length: 12 }, (_, index) => `alarm ${index}`);
  const { title, text } = stormText({ locale: 'en', count: 214, withinMs: 60_000, titles, where: 'alerts/storm.md' });
  expect(title).toBe('🚨 Alarm storm: 214 new alarms within 1m');
  expect(text).toContain('- alarm 9\n… and 204 more: alerts/storm.md\n- Manual intervention required');
});

test('a digest has a line for each, counts what does not fit, and pairs what has begun with what has ended', () => {
  const held = Array.from({ length: 40 }, (_, index) => ({
    at: '2026-11-21T15:00:00.000Z',
    title: `alarm ${index}`,
    thread: `t${index}`,
    resolves: false,
  }));
  const over = { at: '2026-11-21T16:30:00.000Z', title: 'over', thread: 't0', resolves: true };
  const { title, text } = digestText({
    locale: 'ko',
    timeZone: 'Asia/Seoul',
    until: '2026-11-21T23:00:00.000Z',
    held: [...held, over],
  });
  expect(title).toBe('📋 08:00까지 보류되었던 알림 40건');
  expect(text.split('\n').slice(0, 3)).toEqual([title, '- 00:00 alarm 0 (해결됨 01:30)', '- 00:00 alarm 1']);
  expect(text.split('\n')).toHaveLength(32);
  expect(text).toContain('… 외 10건: ops outbox list --all');
});
