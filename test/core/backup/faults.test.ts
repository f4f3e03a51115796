import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createBackup } from '../../../src/core/backup/create.ts';
import { checkAndHeal } from '../../../src/core/backup/heal/check-and-heal.ts';
import { findBackup, goodBackups } from '../../../src/core/backup/list.ts';
import { restoreBackup } from '../../../src/core/backup/restore.ts';
import { verifyBackup } from '../../../src/core/backup/verify.ts';
import { layout } from '../../../src/core/files/layout.ts';
import { makeWorkspace as makeFolders } from '../../../src/core/workspace.ts';
import { canMount, fillDisk, freeDisk, smallDisk } from '../../faults/support/tmpfs.ts';
import { bundleProgram } from '../../helpers/bundle.ts';
import { sampleWorkspace } from './sample-workspace.ts';

test('kill -9 at any moment leaves the last good backup, and nothing in the way of the next', async () => {
  const at = sampleWorkspace();
  // Enough that a kill falls into writing, testing and removing, not only between them.
  writeFileSync(join(at.reports, 'large.md'), Buffer.alloc(3_000_000, 'a line of a report\n'));
  const first = await createBackup(at, { now: Date.now() - 60_000 });
  const program = await bundleProgram(join(import.meta.dirname, 'backup-maker.ts'));
  for (let round = 0; round < 8; round += 1) {
    const child = spawn(process.execPath, [program, at.root], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (round % 2 === 0) await once(child.stdout, 'data');
    await delay(120 + round * 23);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const [newest] = goodBackups(at);
    expect(newest).toBeDefined();
    if (newest !== undefined) expect((await verifyBackup(at, newest)).reason).toBeNull();
  }
  await createBackup(at);
  expect(readdirSync(at.temporary)).toEqual([]);
  expect(goodBackups(at)[0]?.createdAt.localeCompare(first.createdAt)).toBe(1);
}, 60_000);

describe.skipIf(!canMount())('on a full disk', () => {
  test('a backup that finds no room costs nothing that was there, and the next one works', async () => {
    const disk = smallDisk(2_048);
    const { at } = makeFolders(layout(join(disk, 'ops-automation')).root);
    const text = Array.from({ length: 20_000 }, (_, index) => `{"line":${(index * 7_919) % 1_000_003}}\n`).join('');
    writeFileSync(at.runLog, text);
    writeFileSync(at.latestMetrics, '{"version":1,"cpu":12}');
    const { name } = await createBackup(at);
    fillDisk(disk);
    await expect(createBackup(at)).rejects.toThrow();
    expect(readdirSync(at.temporary)).toEqual([]);
    expect(goodBackups(at).map((backup) => backup.name)).toEqual([name]);
    // Not even a verification that finds no room may call a good backup bad.
    await expect(verifyBackup(at, findBackup(at))).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(goodBackups(at)).toHaveLength(1);
    writeFileSync(at.latestMetrics, '');
    await expect(restoreBackup(at, findBackup(at), { replace: true })).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(readFileSync(at.runLog, 'utf8')).toBe(text);
    await checkAndHeal(at).catch(() => {});
    freeDisk(disk);
    const healed = await checkAndHeal(at);
    expect(healed.lost).toEqual([]);
    expect(readFileSync(at.latestMetrics, 'utf8')).toContain('12');
    expect((await createBackup(at)).files).toBe(2);
  });
});
