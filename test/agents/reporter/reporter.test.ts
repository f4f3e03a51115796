import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AgentRun } from '../../../src/agents/agent.ts';
import { report } from '../../../src/agents/reporter/index.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { listOutbox } from '../../../src/core/notify/outbox/store.ts';
import { addBeats, addSamples, configuration, DAY, emptyWorkspace, HOUR, time } from '../../core/reports/support.ts';
import { makeFolder } from '../../helpers/index.ts';

/** 09:00 in Seoul. */
const at9 = (day: string) => time(`${day}T00:00:00Z`);
const machine = makeFolder();

async function run(at: Layout, now: number, locale: 'en' | 'ko' = 'en', own: object = {}): Promise<string> {
  const given = { at, config: configuration({ locale, ...own }), signal: new AbortController().signal } as AgentRun;
  return await report(given, now, machine);
}

const reports = (at: Layout) => readdirSync(at.reports).sort();

test('the first run of a new workspace writes the running day, and claims nothing', async () => {
  const at = emptyWorkspace();
  expect(await run(at, at9('2026-10-07'))).toBe('written: reports/daily-ops-2026-10-07.md; 0 changes of the machine');
  expect(reports(at)).toEqual(['daily-ops-2026-10-07.html', 'daily-ops-2026-10-07.json', 'daily-ops-2026-10-07.md']);
  expect(readFileSync(join(at.reports, 'daily-ops-2026-10-07.md'), 'utf8')).toContain('No data');
});

test('Monday morning writes the day, the week and what of the new day there is', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: at9('2026-10-03'), to: at9('2026-10-05') });
  addBeats(at, at9('2026-10-03'), at9('2026-10-05'));
  await run(at, at9('2026-10-04'));
  expect(await run(at, at9('2026-10-05'))).toContain(
    'reports/daily-ops-2026-10-04.md, reports/weekly-ops-2026-W40.md, reports/daily-ops-2026-10-05.md',
  );
  const before = readFileSync(join(at.reports, 'weekly-ops-2026-W40.md'));
  rmSync(join(at.reports, 'weekly-ops-2026-W40.md'));
  await run(at, at9('2026-10-05') + HOUR);
  // Once is once: a report that somebody removed is not pressed on him again.
  expect(existsSync(join(at.reports, 'weekly-ops-2026-W40.md'))).toBe(false);
  expect(before.length).toBeGreaterThan(1_000);
});

test('the provisional report of a day is replaced by the whole one', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: at9('2026-10-06'), to: at9('2026-10-07') });
  await run(at, at9('2026-10-06') + HOUR);
  const path = join(at.reports, 'daily-ops-2026-10-06.json');
  expect(JSON.parse(readFileSync(path, 'utf8')).period.complete).toBe(false);
  await run(at, at9('2026-10-07'));
  expect(JSON.parse(readFileSync(path, 'utf8')).period.complete).toBe(true);
});

test('a report that cannot be written fails the run, and costs the others nothing', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: at9('2026-10-05'), to: at9('2026-10-07') });
  mkdirSync(join(at.reports, 'daily-ops-2026-10-06.md', 'in-the-way'), { recursive: true });
  await expect(run(at, at9('2026-10-07'))).rejects.toThrow(/daily-ops-2026-10-07\.md.*failed: daily report 2026-10-06/);
  expect(existsSync(join(at.reports, 'daily-ops-2026-10-07.md'))).toBe(true);
  rmSync(join(at.reports, 'daily-ops-2026-10-06.md'), { recursive: true });
  expect(await run(at, at9('2026-10-07') + HOUR)).toContain('reports/daily-ops-2026-10-06.md');
});

test('a broken state is set aside and costs reports written again, the same', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: at9('2026-10-05'), to: at9('2026-10-07') });
  await run(at, at9('2026-10-07'));
  const before = readFileSync(join(at.reports, 'daily-ops-2026-10-06.html'), 'utf8');
  writeFileSync(join(at.state, 'reporter.json'), '{"version":');
  await run(at, at9('2026-10-07') + HOUR);
  expect(readFileSync(join(at.reports, 'daily-ops-2026-10-06.html'), 'utf8') === before).toBe(true);
  expect(readdirSync(at.quarantine)).toHaveLength(2);
});

test('files of reports are written in the language of the configuration', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: at9('2026-10-06'), to: at9('2026-10-06') + DAY });
  await run(at, at9('2026-10-07'), 'ko');
  expect(readFileSync(join(at.reports, 'daily-ops-2026-10-06.md'), 'utf8')).toMatch(
    /^# 일일 운영 보고서 2026-10-06 \(화요일\)/,
  );
  expect(readFileSync(join(at.reports, 'daily-ops-2026-10-06.html'), 'utf8')).toContain('<html lang="ko">');
});

const TEAM = {
  channels: { team: { type: 'webhook', url: 'http://127.0.0.1:9/' } },
  reports: { send_to: ['team'], send: ['daily', 'monthly'] },
};

const queued = (at: Layout) => listOutbox(at, 'queued').entries;

test('of the reports that are wanted the newest of each kind is sent, once, however often it is made', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: at9('2026-09-29'), to: at9('2026-10-05') + HOUR });
  await run(at, at9('2026-10-05'), 'en', TEAM);
  const names = () =>
    queued(at)
      .map(({ outgoing }) => outgoing.key)
      .sort();
  expect(names()).toEqual(['report:daily:2026-10-04', 'report:monthly:2026-09']);
  rmSync(join(at.state, 'reporter.json'));
  await run(at, at9('2026-10-05'), 'en', TEAM);
  expect(names()).toHaveLength(2);
});

test('what is sent of a report is how it stands, what needs somebody and where it lies, in its language', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: at9('2026-10-03'), to: at9('2026-10-05'), values: () => ({ cpu_percent: 97 }) });
  await run(at, at9('2026-10-05'), 'ko', TEAM);
  const [outgoing] = queued(at).map((entry) => entry.outgoing);
  expect(outgoing).toMatchObject({ severity: 'info', channels: ['team'], deliverAfter: null });
  expect(outgoing?.title).toBe('일일 운영 보고서 2026-10-04 (일요일): 심각: 심각한 문제 발생');
  expect(outgoing?.text.startsWith(`${outgoing?.title}\n`)).toBe(true);
  expect(outgoing?.text).toMatch(/^- 심각 .*97/m);
  expect(outgoing?.text).toContain('reports/daily-ops-2026-10-04.html');
  expect(outgoing?.text).not.toMatch(/[*`|\\]/);
});

test('a report that is made at night is told in the morning', async () => {
  const at = emptyWorkspace();
  addSamples(at, { from: at9('2026-10-04'), to: at9('2026-10-05') });
  await run(at, at9('2026-10-05') - 3 * HOUR, 'en', TEAM);
  expect(queued(at)[0]?.outgoing.deliverAfter).toBe('2026-10-04T23:00:00.000Z');
});
