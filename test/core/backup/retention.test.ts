import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Backup, BackupState } from '../../../src/core/backup/list.ts';
import { removable } from '../../../src/core/backup/retention.ts';

function backup(createdAt: string, state: BackupState = 'good'): Backup {
  const nothing = { files: null, contentBytes: null, parts: null, skipped: null, verifiedAt: null, reason: null };
  return { name: createdAt, path: '', createdAt, state, bytes: 1, ...nothing };
}

function gone(backups: readonly Backup[], daily: number, weekly: number): string[] {
  return removable(backups, { daily, weekly })
    .map(({ createdAt }) => createdAt.slice(5, 13))
    .sort();
}

test('the newest good one of each of the last days is kept', () => {
  const times = ['03-01T03', '03-02T03', '03-02T15', '03-03T03', '03-04T03'];
  const backups = times.map((time) => backup(`2026-${time}:00:00.000Z`));
  expect(gone(backups, 3, 0)).toEqual(['03-01T03', '03-02T03']);
});

test('the newest good one of each of the last weeks is kept, from Monday to Sunday', () => {
  // 2 March 2026 is a Monday.
  const times = ['02-22T03', '02-28T03', '03-01T03', '03-02T03', '03-03T03'];
  const backups = times.map((time) => backup(`2026-${time}:00:00.000Z`));
  expect(gone(backups, 1, 2)).toEqual(['02-22T03', '02-28T03', '03-02T03']);
});

test('days without a good backup do not use up what is kept', () => {
  const backups = [
    backup('2026-03-01T03:00:00.000Z'),
    backup('2026-03-02T03:00:00.000Z', 'failed'),
    backup('2026-03-03T03:00:00.000Z', 'unverified'),
    backup('2026-03-04T03:00:00.000Z'),
  ];
  expect(gone(backups, 2, 0)).toEqual(['03-02T03', '03-03T03']);
});

test('while there is no good one, nothing goes', () => {
  expect(
    gone([backup('2026-03-01T03:00:00.000Z', 'failed'), backup('2020-03-01T03:00:00.000Z', 'unverified')], 1, 0),
  ).toEqual([]);
});

test('whatever there is, the newest good one stays, and so does everything newer', () => {
  const state = fc.constantFrom<BackupState>('good', 'failed', 'unverified');
  const time = fc.integer({ min: 1.7e12, max: 1.71e12 }).map((at) => new Date(at).toISOString());
  const list = fc.uniqueArray(fc.tuple(time, state), { selector: ([at]) => at, maxLength: 20 });
  fc.assert(
    fc.property(list, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 3 }), (given, daily, weekly) => {
      const backups = given.map(([at, its]) => backup(at, its));
      const removed = removable(backups, { daily, weekly });
      const goods = backups.filter((one) => one.state === 'good').map((one) => one.createdAt);
      const newest = goods.sort().at(-1);
      for (const one of removed) expect(newest !== undefined && one.createdAt < newest).toBe(true);
      // Doing it again removes nothing more.
      const left = backups.filter((one) => !removed.includes(one));
      expect(removable(left, { daily, weekly })).toEqual([]);
    }),
  );
});
