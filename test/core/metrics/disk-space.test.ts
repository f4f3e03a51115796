import { expect, test } from 'vitest';
import { readDiskSpace, type Space } from '../../../src/core/metrics/disk-space.ts';
import type { Mount } from '../../../src/core/metrics/linux/mounts.ts';
import { makeNotes } from '../../../src/core/metrics/notes.ts';

const SPACE: Space = { bsize: 4096, blocks: 1000, bfree: 300, bavail: 250, files: 100, ffree: 90 };

function mountAt(mount: string, remote = false): Mount {
  return { mount, device: `/dev${mount}`, type: remote ? 'nfs4' : 'ext4', readOnly: false, remote };
}

test('the percentage is what df shows: the part that only root may fill counts as neither used nor free', async () => {
  const { disks } = await readDiskSpace([mountAt('/')], makeNotes(), { statfs: async () => SPACE });
  expect(disks).toMatchObject([
    { usedBytes: 700 * 4096, availableBytes: 250 * 4096, percent: 73.7, inodesPercent: 10 },
  ]);
});

test('a mount that never answers costs only itself, and is null with its reason', async () => {
  const notes = makeNotes();
  const statfs = (path: string) => (path === '/dead' ? new Promise<Space>(() => undefined) : Promise.resolve(SPACE));
  const mounts = [mountAt('/dead', true), mountAt('/'), mountAt('/nfs', true)];
  const { disks, hung } = await readDiskSpace(mounts, notes, { statfs, deadlineMs: 20 });
  expect(hung).toEqual(['/dead']);
  expect(disks.map(({ mount, percent }) => [mount, percent])).toEqual([
    ['/dead', null],
    ['/', 73.7],
    ['/nfs', 73.7],
  ]);
  expect(notes.missing).toEqual([{ reading: 'disks./dead', reason: 'no answer within 0.02 s' }]);
});

test('a mount that an earlier sample hangs in is not asked again', async () => {
  const asked: string[] = [];
  const statfs = async (path: string) => {
    asked.push(path);
    return SPACE;
  };
  const notes = makeNotes();
  await readDiskSpace([mountAt('/'), mountAt('/dead', true)], notes, { statfs, stuck: new Set(['/dead']) });
  expect(asked).toEqual(['/']);
  expect(notes.missing).toHaveLength(1);
});

test('however many mounts hang, one thread is left for the rest of the program', async () => {
  let asked = 0;
  const statfs = () => {
    asked += 1;
    return new Promise<Space>(() => undefined);
  };
  const notes = makeNotes();
  const mounts = ['/a', '/b', '/c', '/d', '/e'].map((path) => mountAt(path, true));
  await readDiskSpace(mounts, notes, { statfs, deadlineMs: 5 });
  expect(asked).toBe(3);
  expect(notes.missing).toHaveLength(5);
});

test('an error of one mount is that mount’s only', async () => {
  const notes = makeNotes();
  const statfs = async (path: string) => {
    if (path === '/b') throw Object.assign(new Error('stale file handle'), { code: 'ESTALE' });
    return SPACE;
  };
  const { disks } = await readDiskSpace([mountAt('/a'), mountAt('/b')], notes, { statfs });
  expect(disks.map(({ percent }) => percent)).toEqual([73.7, null]);
  expect(notes.missing).toEqual([{ reading: 'disks./b', reason: 'stale file handle' }]);
});
