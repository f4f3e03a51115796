import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Input } from '../../src/commands/command.ts';
import { reportCommand } from '../../src/commands/report/report.ts';
import { reportCommands } from '../../src/commands/report/table.ts';
import type { Layout } from '../../src/core/files/layout.ts';
import { makeReport } from '../../src/core/reports/make.ts';
import { writeReport } from '../../src/core/reports/store.ts';
import { periodOfDay, type ReportKind } from '../../src/core/reports/time/period.ts';
import { localTime } from '../../src/core/reports/time/zone.ts';
import { addSamples, configuration, DAY } from '../core/reports/support.ts';
import { makeWorkspace } from '../helpers/index.ts';

const ZONE = 'Asia/Seoul';
const YESTERDAY = localTime(Date.now() - DAY, ZONE).day;

function workspace(): Layout {
  const at = makeWorkspace({ time_zone: ZONE });
  addSamples(at, { from: Date.now() - 2 * DAY, to: Date.now() });
  return at;
}

async function ops(at: Layout, kind: ReportKind, options: Record<string, unknown> = {}, json = false) {
  const silent = () => {};
  const input: Input = {
    args: [],
    rest: [],
    options,
    json,
    quiet: false,
    color: false,
    root: at.root,
    open: () => at,
    print: silent,
    say: silent,
  };
  const result = await reportCommand(kind)(input);
  if (result === null) throw new Error('no result');
  return result;
}

test('the table declares a command for each kind', () => {
  expect(reportCommands.map(({ path }) => path)).toEqual(['report daily', 'report weekly', 'report monthly']);
});

test('a report is printed as Markdown, HTML or JSON, and nothing is written', async () => {
  const at = workspace();
  expect((await ops(at, 'daily', { at: 'yesterday' })).text).toMatch(
    new RegExp(`^# Daily operations report ${YESTERDAY}`),
  );
  expect((await ops(at, 'daily', { format: 'html' })).text).toMatch(/^<!doctype html>/);
  expect(JSON.parse((await ops(at, 'weekly', { format: 'json' })).text)).toMatchObject({ kind: 'weekly', version: 1 });
  expect((await ops(at, 'monthly', {}, true)).data).toMatchObject({ kind: 'monthly' });
  expect(readdirSync(at.reports)).toEqual([]);
});

test('the language may be asked for', async () => {
  expect((await ops(workspace(), 'daily', { locale: 'ko' })).text).toMatch(/^# 일일 운영 보고서/);
});

test('a past date gives the same bytes every time', async () => {
  const at = workspace();
  const first = await ops(at, 'daily', { at: YESTERDAY, format: 'html' });
  const second = await ops(at, 'daily', { at: YESTERDAY, format: 'html' });
  expect(first.text === second.text).toBe(true);
});

test('a stored report is printed as it was written, until it is asked for anew', async () => {
  const at = workspace();
  const period = periodOfDay('daily', YESTERDAY, ZONE);
  const stored = { ...makeReport(at, configuration(), period, Date.now()), host: 'as-it-was' };
  await writeReport(at, stored, 'en');
  expect((await ops(at, 'daily', { at: YESTERDAY })).text).toContain('as-it-was');
  expect((await ops(at, 'daily', { at: YESTERDAY, rebuild: true })).text).not.toContain('as-it-was');
  writeFileSync(join(at.reports, `daily-ops-${YESTERDAY}.json`), '{"version":1,"kind":"da');
  expect((await ops(at, 'daily', { at: YESTERDAY })).text).not.toContain('as-it-was');
});

test.each(['2026-02-30', 'soon', '2999-01-01', ''])('--at %j is refused with what is allowed', async (at) => {
  await expect(ops(workspace(), 'daily', { at })).rejects.toMatchObject({ code: 'E_USAGE', exitCode: 64 });
});

test('an unknown format is refused', async () => {
  await expect(ops(workspace(), 'daily', { format: 'pdf' })).rejects.toMatchObject({ code: 'E_USAGE' });
});
