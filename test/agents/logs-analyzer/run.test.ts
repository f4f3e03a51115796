import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../../../src/agents/logs-analyzer/index.ts';
import { configSchema } from '../../../src/core/config/schema.ts';
import type { Insights } from '../../../src/core/logs/insights.ts';
import type { SessionRecord } from '../../../src/core/sessions/record.ts';
import { makeWorkspace } from '../../../src/core/workspace.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ops-analyzer-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function workspace() {
  const { at } = makeWorkspace(join(folder, 'ops'));
  const config = configSchema.parse({ logs: { sources: [join(folder, '*.log')] } });
  return {
    at,
    async analyze(): Promise<Insights> {
      await run({ at, config, session: {} as SessionRecord, signal: new AbortController().signal });
      return JSON.parse(readFileSync(join(at.analysis, 'latest.json'), 'utf8')) as Insights;
    },
  };
}

const log = (name: string, lines: readonly string[]) =>
  appendFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''));
const minuteOf = (n: number) => new Date(Date.now() - n * 60_000).toISOString();

test('sixteen bad lines are sixteen after five runs', async () => {
  const { at, analyze } = workspace();
  log(
    'a.log',
    Array.from({ length: 16 }, (_, n) => `${minuteOf(5)} ERROR cannot connect to 10.0.0.${n}`),
  );
  let errors = 0;
  for (let n = 0; n < 5; n += 1) errors += (await analyze()).summary.errors;
  expect(errors).toBe(16);
  expect(readdirSync(at.analysis).filter((name) => name.endsWith('.json') && name !== 'latest.json')).toHaveLength(5);
});

test('numbers and words inside messages are no levels', async () => {
  const { analyze } = workspace();
  log('a.log', [
    `${minuteOf(1)} INFO error rate 0`,
    `${minuteOf(1)} INFO 0 errors, no failures in 403us`,
    `${minuteOf(1)} INFO order item:64011 at /items/5001`,
    `${minuteOf(1)} INFO GET /unauthorized.html was fatal to none`,
  ]);
  const insights = await analyze();
  expect(insights.levels).toEqual({ info: 4 });
  expect(insights.summary.errors).toBe(0);
});

test('repeated errors that differ by id and time are one finding, critical above fifty', async () => {
  const { analyze } = workspace();
  log(
    'a.log',
    Array.from(
      { length: 60 },
      (_, n) => `${minuteOf(5 + n)} FATAL out of memory in worker ${n * 7} for request ${n}abc`,
    ),
  );
  log(
    'b.log',
    Array.from({ length: 12 }, (_, n) => `${minuteOf(5 + n)} ERROR disk ${n} is slow`),
  );
  const repeats = (await analyze()).findings.filter(({ kind }) => kind === 'repeating_error');
  expect(repeats.map(({ severity, count }) => [severity, count])).toEqual([
    ['critical', 60],
    ['warning', 12],
  ]);
});

test('an attack is counted by its address', async () => {
  const { analyze } = workspace();
  const stamp = `${minuteOf(2)} host sshd[77]:`;
  log(
    'a.log',
    Array.from({ length: 30 }, () => `${stamp} Failed password for root from 203.0.113.9 port 22 ssh2`),
  );
  log('a.log', [`${stamp} Failed password for bob from 198.51.100.1 port 22 ssh2`]);
  log('b.log', [
    `192.0.2.7 - - [${minuteOf(1).slice(0, 19).replace('T', ' ')}] "GET /a?id=1%27+UNION+SELECT+x HTTP/1.1" 200 12 "-" "curl"`,
  ]);
  log('b.log', [
    `192.0.2.8 - - [${minuteOf(1).slice(0, 19).replace('T', ' ')}] "GET /union/select/shoes HTTP/1.1" 200 12 "-" "curl"`,
  ]);
  const insights = await analyze();
  expect(insights.security.map(({ kind, address, count }) => [kind, address, count])).toEqual([
    ['failed_login', '203.0.113.9', 30],
    ['failed_login', '198.51.100.1', 1],
    ['sql_injection', '192.0.2.7', 1],
  ]);
  const found = insights.findings.filter(({ address }) => address !== null);
  expect(found.map(({ kind, severity }) => [kind, severity])).toEqual([
    ['sql_injection', 'critical'],
    ['failed_login', 'warning'],
  ]);
});

test('errors in one minute above the threshold are found with their minute', async () => {
  const { analyze } = workspace();
  const minute = minuteOf(3).slice(0, 16);
  log(
    'a.log',
    Array.from({ length: 20 }, (_, n) => `${minute}:${10 + n}Z ERROR kind ${'abcdefghijklmnopqrst'[n]} failed`),
  );
  const insights = await analyze();
  expect(insights.errorRate).toMatchObject({ max: 20, maxAt: `${minute}:00.000Z` });
  expect(insights.findings.find(({ kind }) => kind === 'error_rate')).toMatchObject({ severity: 'warning', count: 20 });
});

test('secrets, control characters and fences in logs harm neither the report nor the terminal', async () => {
  const { at, analyze } = workspace();
  log(
    'a.log',
    Array.from({ length: 11 }, () => `${minuteOf(1)} ERROR login password=hunter2 \u001b[31m\`\`\` # owned | x`),
  );
  await analyze();
  for (const name of readdirSync(at.analysis)) {
    const text = readFileSync(join(at.analysis, name), 'utf8');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('\u001b');
  }
  const page = readFileSync(
    join(at.analysis, readdirSync(at.analysis).find((name) => name.endsWith('.md')) ?? ''),
    'utf8',
  );
  expect(page).toContain('````\n');
  expect(readFileSync(join(at.state, 'logs-analyzer.json'), 'utf8')).not.toContain('hunter2');
});

test('a stack trace is one event of its level', async () => {
  const { analyze } = workspace();
  log('a.log', [
    `${minuteOf(1)} ERROR request failed`,
    'java.lang.IllegalStateException: closed',
    '\tat org.example.Foo.bar(Foo.java:12)',
    'Caused by: java.io.IOException: reset',
    '\t... 3 more',
    `${minuteOf(1)} INFO next`,
  ]);
  const insights = await analyze();
  expect(insights.levels).toEqual({ info: 1, error: 1 });
  expect(insights.summary).toMatchObject({ lines: 6, events: 2 });
  expect(insights.templates.find(({ level }) => level === 'error')?.sample).toContain('Caused by: java.io.IOException');
});

test('sources that cannot be read are named, and a FIFO holds nothing up', async () => {
  const { analyze } = workspace();
  execFileSync('mkfifo', [join(folder, 'pipe.log')]);
  log('a.log', ['plain words']);
  const insights = await analyze();
  expect(insights.summary.lines).toBe(1);
  expect(insights.problems.map(({ reason }) => reason)).toEqual(['is a FIFO']);
});

test('a state that cannot be read is put aside, and the run goes on', async () => {
  const { at, analyze } = workspace();
  log('a.log', ['one', 'two']);
  await analyze();
  writeFileSync(join(at.state, 'logs-analyzer.json'), '{"version":1,"tracks":');
  expect((await analyze()).summary.lines).toBe(2);
  expect(readdirSync(at.quarantine).some((name) => name.endsWith('logs-analyzer.json'))).toBe(true);
});

test('a report that its run could not write any more is written by the next run', async () => {
  const { at, analyze } = workspace();
  log('a.log', ['one']);
  await analyze();
  const name = readdirSync(at.analysis).find((each) => each.startsWith('log-insights') && each.endsWith('.json')) ?? '';
  rmSync(join(at.analysis, name));
  await analyze();
  expect(JSON.parse(readFileSync(join(at.analysis, name), 'utf8'))).toMatchObject({ summary: { lines: 1 } });
});
