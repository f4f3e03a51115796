import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AgentRun } from '../../../src/agents/agent.ts';
import { report } from '../../../src/agents/reporter/index.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { addBeats, addSamples, configuration, DAY, emptyWorkspace, HOUR, time } from '../../core/reports/support.ts';
import { makeFolder } from '../../helpers/index.ts';

/** 09:00 in Seoul. */
const at9 = (day: string) => time(`${day}T00:00:00Z`);
const machine = makeFolder();

async function run(at: Layout, now: number, locale: 'en' | 'ko' = 'en'): Promise<string> {
  const given = { at, config: configuration({ locale }), signal: new AbortController().signal } as AgentRun;
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
