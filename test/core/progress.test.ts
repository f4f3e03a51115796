import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBackup } from '../../src/core/backup/create.ts';
import { mineFile } from '../../src/core/logs/mine-file.ts';
import { onProgress } from '../../src/core/progress.ts';
import { makeFolder, makeWorkspace } from '../helpers/index.ts';

test('long work says how far it is, whoever listens', async () => {
  const said: string[] = [];
  onProgress((progress) => said.push(progress()));
  const log = join(makeFolder(), 'app.log');
  writeFileSync(log, '2026-03-04T10:00:00Z ERROR disk 1 is full\n'.repeat(50_000));
  await mineFile(log, { now: new Date() });
  expect(said.length).toBeGreaterThan(1);
  expect(said.at(-1)).toBe('Reading: 100 %');
  said.length = 0;
  await createBackup(makeWorkspace({ locale: 'en' }));
  expect([said[0], said.at(-1)]).toEqual([
    'Backing up: 0 %',
    expect.stringMatching(/^Restoring for a test: \d+ files?$/),
  ]);
});
