import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createBackup } from '../../../src/core/backup/create.ts';
import { checkAndHeal, describeHeal } from '../../../src/core/backup/heal/check-and-heal.ts';
import { WATCHED } from '../../../src/core/backup/heal/table.ts';
import { goodBackups } from '../../../src/core/backup/list.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { quarantine } from '../../../src/core/files/quarantine.ts';
import { deadOwner, storeRecord } from '../../helpers/index.ts';
import { DAYS, sampleWorkspace, segmentOf } from './sample-workspace.ts';

function segment(at: Layout, index: number): string {
  return join(at.metrics, 'samples', `${DAYS[index]}.seg`);
}

const BROKEN = [
  ['cut', '{"version":1,"c'],
  ['emptied', ''],
  ['filled with null bytes, as after a power cut', '\0\0\0\0\0\0'],
  ['no object', '17'],
] as const;

describe('the look at the latest files', () => {
  test('of a workspace where all is well changes nothing', async () => {
    const at = sampleWorkspace();
    await createBackup(at);
    const report = await checkAndHeal(at);
    expect(report).toMatchObject({ healed: [], lost: [], rewritten: [] });
    expect(report.looked).toBeGreaterThan(8);
    expect(describeHeal(report)).toBeNull();
  });

  test.each(BROKEN)('restores a metrics file that was %s, and keeps the broken one', async (_, content) => {
    const at = sampleWorkspace();
    const { name } = await createBackup(at);
    writeFileSync(at.latestMetrics, content);
    const report = await checkAndHeal(at);
    expect(report.healed).toMatchObject([{ path: 'metrics/latest.json', from: name }]);
    expect(readFileSync(at.latestMetrics, 'utf8')).toContain('12');
    const [kept] = readdirSync(at.quarantine).filter((file) => file.endsWith('latest.json'));
    expect(readFileSync(join(at.quarantine, kept ?? ''), 'utf8')).toBe(content);
    expect((await checkAndHeal(at)).healed).toEqual([]);
  });

  test('restores what is missing: the newest sample, a person’s holds, the run log', async () => {
    const at = sampleWorkspace();
    await createBackup(at);
    for (const path of [at.latestMetrics, join(at.state, 'holds.json'), at.runLog]) rmSync(path);
    const report = await checkAndHeal(at);
    expect(report.healed.map(({ path }) => path).sort()).toEqual([
      'logs/runs.jsonl',
      'metrics/latest.json',
      'state/holds.json',
    ]);
    expect(readFileSync(join(at.state, 'holds.json'), 'utf8')).toContain('paused');
    expect(describeHeal(report)).toContain('metrics/latest.json is missing; restored as of');
  });

  test('restores a damaged day, and a lost one, but not what retention removed', async () => {
    const at = sampleWorkspace();
    await createBackup(at);
    const damaged = segmentOf(2);
    damaged[12] = (damaged[12] ?? 0) ^ 1;
    writeFileSync(segment(at, 2), damaged);
    rmSync(segment(at, 1));
    const report = await checkAndHeal(at);
    expect(report.healed.map(({ path }) => path).sort()).toEqual(
      DAYS.slice(1).map((day) => `metrics/samples/${day}.seg`),
    );
    expect(readFileSync(segment(at, 2)).equals(segmentOf(2))).toBe(true);
    rmSync(segment(at, 0));
    expect((await checkAndHeal(at)).healed).toEqual([]);
  });

  test('restores no schedule’s slot: an older one would run again', async () => {
    const at = sampleWorkspace();
    await createBackup(at);
    const path = join(at.schedules, 'reporter.json');
    writeFileSync(path, '{');
    const report = await checkAndHeal(at);
    expect(report).toMatchObject({ healed: [], rewritten: [{ path: 'state/schedules/reporter.json' }] });
    expect(existsSync(path)).toBe(false);
  });

  test('restores a session’s record where it is still true, and only there', async () => {
    const at = sampleWorkspace();
    const ended = storeRecord(at, { status: 'failed', owner: deadOwner(), endedAt: '2026-03-01T00:00:00.000Z' });
    const living = storeRecord(at);
    const gone = storeRecord(at, { owner: deadOwner() });
    await createBackup(at);
    for (const { id } of [ended, living, gone]) writeFileSync(join(at.sessions, `${id}.json`), '{"version":1');
    const report = await checkAndHeal(at);
    expect(report.healed.map(({ path }) => path).sort()).toEqual(
      [`sessions/${ended.id}.json`, `sessions/${living.id}.json`].sort(),
    );
    expect(report.lost).toMatchObject([{ path: `sessions/${gone.id}.json` }]);
  });

  test('tells of what it may not touch: a person’s configuration', async () => {
    const at = sampleWorkspace();
    await createBackup(at);
    rmSync(at.config);
    const report = await checkAndHeal(at);
    expect(report.lost).toMatchObject([{ path: 'orchestrator-config.json', problem: 'is missing' }]);
    expect(existsSync(at.config)).toBe(false);
  });

  test('tells that there is nothing to restore from, and leaves the file for a person', async () => {
    const at = sampleWorkspace();
    writeFileSync(at.latestMetrics, '{');
    const report = await checkAndHeal(at);
    expect(report).toMatchObject({
      healed: [],
      lost: [{ path: 'metrics/latest.json', reason: 'there is no good backup' }],
    });
    expect(existsSync(at.latestMetrics)).toBe(true);
  });

  test('goes back to an older backup where the newest is damaged or has the file broken as well', async () => {
    const at = sampleWorkspace();
    const first = await createBackup(at);
    writeFileSync(at.latestMetrics, '{');
    const second = await createBackup(at);
    const third = await createBackup(at);
    // The same size, so that only reading it shows the damage.
    const bytes = readFileSync(third.path);
    bytes[bytes.length - 30] = (bytes[bytes.length - 30] ?? 0) ^ 1;
    writeFileSync(third.path, bytes);
    const report = await checkAndHeal(at);
    expect(report.healed).toMatchObject([{ path: 'metrics/latest.json', from: first.name }]);
    expect(goodBackups(at).map(({ name }) => name)).toEqual([second.name, first.name]);
  });

  test('lets stand what its writer was quicker to make anew', async () => {
    const at = sampleWorkspace();
    await createBackup(at);
    quarantine(at, at.latestMetrics, 'test');
    const healing = checkAndHeal(at);
    writeFileSync(at.latestMetrics, '{"version":1,"cpu":50}\n');
    await healing;
    expect(readFileSync(at.latestMetrics, 'utf8')).toContain('50');
  });
});

test('every watched file has a reason for what is done about it', () => {
  for (const { pattern, because } of WATCHED) expect(because.length, String(pattern)).toBeGreaterThan(20);
});
