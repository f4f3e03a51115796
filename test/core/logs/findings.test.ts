import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { analyzeLogs, type LogState } from '../../../src/core/logs/analyze.ts';
import type { Finding } from '../../../src/core/logs/findings/finding.ts';
import { poissonTail } from '../../../src/core/logs/findings/poisson.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const START = Date.parse('2026-03-02T00:00:00Z');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ops-findings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An analyzer whose clock stands where a test puts it, and a log of lines of chosen times. */
function analyzer(errorsPerMinute = { warning: 10, critical: 50 }) {
  let state: LogState | null = null;
  return {
    /** Writes `count` lines, spread evenly over `spanMs` before `at`. */
    write(text: string, at: number, count = 1, spanMs = 0) {
      const lines = Array.from({ length: count }, (_, n) => {
        const time = new Date(at - Math.round((spanMs * (count - n)) / Math.max(1, count)));
        return `${time.toISOString()} ${text.replaceAll('#', String(n))}\n`;
      });
      appendFileSync(join(folder, 'a.log'), lines.join(''));
    },
    writePlain(text: string, count = 1) {
      appendFileSync(join(folder, 'a.log'), `${text}\n`.repeat(count));
    },
    async run(at: number, kind?: string): Promise<Finding[]> {
      const sources = [join(folder, '*.log')];
      const result = await analyzeLogs({ sources, state, now: new Date(at), errorsPerMinute });
      state = JSON.parse(JSON.stringify(result.state)) as LogState;
      return result.insights.findings.filter((finding) => kind === undefined || finding.kind === kind);
    },
  };
}

const told = (findings: readonly Finding[]) => findings.map(({ severity, count, text }) => [severity, count, text]);

/** A log with a line every ten minutes for three days, read once: all that comes after it can be compared with something. */
async function learned(kind = 'INFO beat # of the heart') {
  const log = analyzer();
  log.write(kind, START + 3 * DAY, 432, 3 * DAY);
  await log.run(START + 3 * DAY);
  return log;
}

test('a kind of message that never came before is new: once, and as a warning where it is an error', async () => {
  const log = await learned();
  const at = START + 3 * DAY + 10 * MINUTE;
  log.write('INFO the moon is full', at - 1, 2);
  log.write('ERROR the moon fell down', at - 1);
  log.write('INFO beat 7 of the heart', at - 1);
  expect(told(await log.run(at, 'new_template'))).toEqual([
    ['warning', 1, 'new: the moon fell down'],
    ['info', 2, 'new: the moon is full'],
  ]);
  log.write('INFO the moon is full', at + 1);
  expect(await log.run(at + 10 * MINUTE, 'new_template')).toEqual([]);
});

test('nothing is new at the first look and within the first day', async () => {
  const log = analyzer();
  log.write('INFO one kind', START);
  expect(await log.run(START, 'new_template')).toEqual([]);
  log.write('INFO another kind entirely', START + 23 * HOUR);
  expect(await log.run(START + 23 * HOUR, 'new_template')).toEqual([]);
  log.write('INFO third sort of things here', START + 25 * HOUR);
  expect(told(await log.run(START + 25 * HOUR, 'new_template'))).toEqual([
    ['info', 1, 'new: third sort of things here'],
  ]);
});

test('far more lines than in the busiest like hour are a spike, critical where they are errors', async () => {
  for (const [level, severity] of [
    ['INFO', 'warning'],
    ['ERROR', 'critical'],
  ]) {
    const log = await learned(`${level} beat # of the heart`);
    const at = START + 3 * DAY + 10 * MINUTE;
    log.write(`${level} beat # of the heart`, at, 19, 9 * MINUTE);
    expect(await log.run(at, 'spike')).toEqual([]);
    log.write(`${level} beat # of the heart`, at + 10 * MINUTE, 60, 9 * MINUTE);
    const found = await log.run(at + 10 * MINUTE, 'spike');
    expect(told(found)).toEqual([[severity, 60, '60 lines where at most 1 are usual: beat <*> of the heart']]);
    expect(found[0]).toMatchObject({
      path: join(folder, 'a.log'),
      first: expect.any(String),
      last: expect.any(String),
    });
    rmSync(join(folder, 'a.log'));
  }
});

test('what comes at this hour every night is no spike, the same at noon is one', async () => {
  const log = analyzer();
  for (let hour = 0; hour < 72; hour += 1) {
    const at = START + hour * HOUR;
    log.write('INFO copied file #', at + 30 * MINUTE, hour % 24 === 2 ? 200 : 5, MINUTE);
  }
  await log.run(START + 3 * DAY);
  const night = START + 3 * DAY + 2 * HOUR;
  await log.run(night + 28 * MINUTE);
  log.write('INFO copied file #', night + 30 * MINUTE, 200, MINUTE);
  expect(await log.run(night + 38 * MINUTE, 'spike')).toEqual([]);
  const noon = START + 3 * DAY + 12 * HOUR;
  await log.run(noon + 28 * MINUTE);
  log.write('INFO copied file #', noon + 30 * MINUTE, 200, MINUTE);
  expect((await log.run(noon + 38 * MINUTE, 'spike')).map(({ count }) => count)).toEqual([200]);
});

test('lines that waited while the analyzer was off are no spike', async () => {
  const log = await learned();
  const at = START + 3 * DAY + 12 * HOUR;
  log.write('INFO beat # of the heart', at, 72, 12 * HOUR);
  expect(await log.run(at, 'spike')).toEqual([]);
});

test('a message of every hour that does not come any more has vanished: told once, and again after it came back', async () => {
  const log = await learned('INFO backup # done');
  const end = START + 3 * DAY;
  expect(await log.run(end + 2 * HOUR - 1, 'vanished_template')).toEqual([]);
  expect(told(await log.run(end + 2 * HOUR, 'vanished_template'))).toEqual([
    ['warning', 432, 'came every hour and has not come since 2026-03-04T23:50Z: backup <*> done'],
  ]);
  expect(await log.run(end + 2 * HOUR + MINUTE, 'vanished_template')).toEqual([]);
  log.write('INFO backup 1 done', end + 2 * HOUR + 2 * MINUTE);
  expect(await log.run(end + 3 * HOUR, 'vanished_template')).toEqual([]);
  expect(await log.run(end + 8 * HOUR, 'vanished_template')).toHaveLength(1);
});

test('a message that came now and then, or for less than a day, does not vanish', async () => {
  const log = await learned();
  const end = START + 3 * DAY;
  for (let hour = 0; hour < 20; hour += 1) log.write('INFO only since today', end + hour * HOUR);
  for (let hour = 0; hour < 72; hour += 2) log.write('INFO every second hour', end + hour * HOUR);
  const first = await log.run(end + 20 * HOUR, 'vanished_template');
  expect(first.map(({ text }) => text.split(': ')[1])).toEqual(['beat <*> of the heart']);
  expect(await log.run(end + 90 * HOUR, 'vanished_template')).toEqual([]);
});

test.each([
  [10, null],
  [11, 'warning'],
  [50, 'warning'],
  [51, 'critical'],
])('an error that comes %i times in a run is %s', async (count, severity) => {
  const log = analyzer();
  log.write('ERROR no answer from worker #', START, count, HOUR);
  log.write('INFO answer from worker #', START, 90, HOUR);
  const found = await log.run(START, 'repeating_error');
  expect(told(found)).toEqual(
    severity === null ? [] : [[severity, count, `${count} times: no answer from worker <*>`]],
  );
});

test.each([
  [4, null],
  [5, 'warning'],
  [8, 'warning'],
  [9, 'critical'],
])('%i errors in one minute, of any kinds, are %s against thresholds of 4 and 8', async (count, severity) => {
  const log = analyzer({ warning: 4, critical: 8 });
  await log.run(START);
  const words = ['disk', 'net', 'power', 'clock', 'fan', 'door', 'pump', 'lamp', 'valve'];
  for (const word of words.slice(0, count)) log.write(`ERROR ${word} failed`, START + 5 * MINUTE + 30_000);
  log.write('ERROR late', START + 6 * MINUTE);
  const found = await log.run(START + 10 * MINUTE, 'error_rate');
  expect(found.map((each) => [each.severity, each.count, each.first])).toEqual(
    severity === null ? [] : [[severity, count, '2026-03-02T00:05:00.000Z']],
  );
});

test.each([
  [99, 1, false],
  [100, 1, true],
  [100, 20, false],
  [101, 20, true],
])('%i lines in a minute beside %i in the others are a surge: %s', async (lines, others, isSurge) => {
  const log = analyzer();
  await log.run(START);
  for (let minute = 0; minute < 6; minute += 1) {
    log.write('INFO request #', START + minute * MINUTE + 50_000, minute === 3 ? lines : others, 40_000);
  }
  const found = await log.run(START + 10 * MINUTE, 'log_spike');
  expect(found.map((each) => [each.count, each.first])).toEqual(isSurge ? [[lines, '2026-03-02T00:03:00.000Z']] : []);
});

test('three minutes are too few to know what is usual', async () => {
  const log = analyzer();
  await log.run(START);
  for (let minute = 0; minute < 4; minute += 1)
    log.write('INFO request #', START + minute * MINUTE + 50_000, minute === 2 ? 500 : 1, 40_000);
  expect(await log.run(START + 10 * MINUTE, 'log_spike')).toEqual([]);
});

test.each([
  ['Failed password for root from 203.0.113.9 port 22 ssh2', 'failed_login', '203.0.113.9'],
  ['Invalid user admin from 2001:db8::17 port 4711', 'failed_login', '2001:db8::17'],
  ['pam_unix(sshd:auth): authentication failure; rhost=evil.example.net user=x', 'failed_login', 'evil.example.net'],
  ['request of client 198.51.100.4 was unauthorized', 'unauthorized_access', '198.51.100.4'],
  ['reverse mapping of 203.0.113.7 failed - POSSIBLE BREAK-IN ATTEMPT!', 'break_in_attempt', '203.0.113.7'],
])('%s: nine are nothing, ten a warning, fifty critical', async (line, kind, address) => {
  for (const [count, severity] of [
    [9, null],
    [10, 'warning'],
    [49, 'warning'],
    [50, 'critical'],
  ] as const) {
    const log = analyzer();
    log.write(`host sshd[77]: ${line}`, START, count, HOUR);
    const found = await log.run(START, kind);
    expect(found.map((each) => [each.severity, each.count, each.address])).toEqual(
      severity === null ? [] : [[severity, count, address]],
    );
    rmSync(join(folder, 'a.log'));
  }
});

test('many addresses with a few failures each are no attack of one of them', async () => {
  const log = analyzer();
  for (let n = 0; n < 40; n += 1)
    log.write(`h sshd[7]: Failed password for root from 203.0.113.${n} port 2#`, START, 3);
  expect(await log.run(START, 'failed_login')).toEqual([]);
});

test('of the history that a first look reads only the last day is news', async () => {
  const log = analyzer();
  log.write('ERROR long ago', START - 2 * DAY, 90, 300 * DAY);
  log.write('ERROR today', START, 12, HOUR);
  log.write('h sshd[7]: Failed password for root from 203.0.113.9 port 22 ssh2', START - 2 * DAY, 90, HOUR);
  log.write('h sshd[7]: Failed password for root from 203.0.113.8 port 22 ssh2', START, 12, HOUR);
  expect((await log.run(START)).map(({ kind, count }) => [kind, count])).toEqual([
    ['repeating_error', 12],
    ['failed_login', 12],
  ]);
});

test('lines that tell no address are a warning at most, and their times span all files', async () => {
  const log = analyzer();
  log.write('h klogind[7]: Kerberos authentication failed', START, 60, HOUR);
  log.write('h klogind[7]: Kerberos authentication failed', START - 5 * HOUR);
  const [found] = await log.run(START, 'failed_login');
  expect(found).toMatchObject({
    severity: 'warning',
    text: 'failed login: 61 lines that tell no address',
    first: new Date(START - 5 * HOUR).toISOString(),
    last: new Date(START - MINUTE).toISOString(),
  });
});

test.each([
  ['GET /item?id=1%27%20UNION%20SELECT%20password HTTP/1.1', 'sql_injection'],
  ["GET /item?id=1'+or+1=1-- HTTP/1.1", 'sql_injection'],
  ['GET /../../../../etc/passwd HTTP/1.1', 'path_traversal'],
  ['GET /download?file=/etc/passwd HTTP/1.1', 'path_traversal'],
])('one request of %s is critical at once', async (request, kind) => {
  const log = analyzer();
  log.writePlain(`192.0.2.7 - - [02/Mar/2026:00:00:00 +0000] "${request}" 200 12 "-" "curl"`);
  log.writePlain('192.0.2.8 - - [02/Mar/2026:00:00:00 +0000] "GET /union/select/shoes HTTP/1.1" 200 12 "-" "curl"');
  const found = await log.run(START);
  expect(found.map((each) => [each.kind, each.severity, each.address])).toEqual([[kind, 'critical', '192.0.2.7']]);
});

test('findings come with the most severe first, then the most lines', async () => {
  const log = analyzer();
  log.write('ERROR a bad thing', START, 60, 20 * HOUR);
  log.write('ERROR much worse happened', START, 12, 20 * HOUR);
  log.write('FATAL nothing works any more', START, 30, 20 * HOUR);
  expect((await log.run(START)).map(({ count }) => count)).toEqual([60, 30, 12]);
});

test('the tail of the Poisson distribution', () => {
  expect(poissonTail(0, 5)).toBeCloseTo(1, 6);
  expect(poissonTail(3, 1)).toBeCloseTo(0.080301, 6);
  expect(poissonTail(1, 0)).toBe(0);
  expect(poissonTail(20, 3)).toBeCloseTo(1.2e-10, 10);
});

test('names and titles that come in new pairs are no new kinds, run after run', async () => {
  const log = analyzer();
  const names = 'ant bee cat dog eel fox gnu hen ibis jay kite lynx'.split(' ');
  const titles = [
    'Foo',
    'Print Server',
    'Daily backup of mail',
    'Ops team',
    'Winter Sale',
    'Rotate old log files',
    'A b c',
  ];
  const found: Finding[] = [];
  for (let hour = 1; hour <= 48; hour += 1) {
    const at = START + hour * HOUR;
    // On the first day all pairs but those of the diagonal, then only these.
    const shift = hour <= 24 ? 1 + (hour % 11) : 0;
    for (const [place, name] of names.entries()) {
      const other = names[(place + shift) % names.length] ?? '';
      log.write(`INFO Warehouse ${name} does not answer, using ${other} instead`, at - 1);
      log.write(`INFO Sent "${titles[(place + hour) % titles.length]}" to ${name}`, at - 1);
    }
    found.push(...(await log.run(at)));
  }
  expect(told(found)).toEqual([]);
});

test('what comes by chance three times an hour has vanished only when far more than chance is missing', async () => {
  const log = analyzer();
  const end = START + 2 * DAY;
  const counts = [1, 6, 2, 3, 5, 1, 4, 2];
  for (let hour = 0; hour < 48; hour += 1)
    log.write('INFO guest # came', START + (hour + 1) * HOUR - 1, counts[hour % counts.length], HOUR / 2);
  await log.run(end);
  expect(await log.run(end + 5 * HOUR, 'vanished_template')).toEqual([]);
  expect(told(await log.run(end + 15 * HOUR, 'vanished_template'))).toEqual([
    ['warning', 144, 'came every hour and has not come since 2026-03-03T23:44Z: guest <*> came'],
  ]);
});

test('of requests only those that failed repeat as an error, and one of them is the sample', async () => {
  const log = await learned();
  const at = START + 3 * DAY + 10 * MINUTE;
  const clock = '05/Mar/2026:00:0#:00 +0000';
  const request = (status: number, minute: number) =>
    `192.0.2.1 - - [${clock.replace('#', String(minute))}] "GET /a HTTP/1.1" ${status} 12 "-" "x"`;
  log.writePlain(request(200, 1), 40);
  log.writePlain(request(502, 2), 20);
  const [finding] = await log.run(at, 'repeating_error');
  expect(finding).toMatchObject({ severity: 'warning', count: 20, level: 'error' });
  expect(finding?.text).toMatch(/^20 times: /);
  expect(finding?.sample).toContain('" 502 12');
});
