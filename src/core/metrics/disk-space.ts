import { statfs as statfsWithCallback } from 'node:fs';
import { promisify } from 'node:util';
import { errorText } from '../errors.ts';
import type { Mount } from './linux/mounts.ts';
import type { Notes } from './notes.ts';
import { percentOf } from './numbers.ts';
import type { Disk } from './readings.ts';

/** The numbers of statfs(2) that count. */
export interface Space {
  bsize: number;
  blocks: number;
  bfree: number;
  bavail: number;
  files: number;
  ffree: number;
}

export interface SpaceOptions {
  statfs?: (path: string) => Promise<Space>;
  /** How long one mount may take to answer. */
  deadlineMs?: number;
  /** Mounts that a process which still lives is hanging in: asking again would only hang one more thread. */
  stuck?: ReadonlySet<string>;
}

/** Not that of node:fs/promises, which takes 1.2 ms to load. */
const systemStatfs: (path: string) => Promise<Space> = promisify(statfsWithCallback);

const DEADLINE_MS = 2_000;

/** The thread pool that answers statfs has four threads; one is always left for the rest of the program. */
const MOST_HUNG = 3;

const HUNG = Symbol('hung');

async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | typeof HUNG> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof HUNG>((resolve) => {
    timer = setTimeout(() => resolve(HUNG), milliseconds);
  });
  // The answer may still come, or fail, when nobody waits any more.
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

export interface DiskSpace {
  disks: Disk[];
  /** Mounts that did not answer in time, so that the next sample leaves them alone while this process hangs in them. */
  hung: string[];
}

/** The space of every mount. Each has its own deadline; those that a dead server can hang come last, so they cost only themselves. */
export async function readDiskSpace(
  mounts: readonly Mount[],
  notes: Notes,
  options: SpaceOptions = {},
): Promise<DiskSpace> {
  const { statfs = systemStatfs, deadlineMs = DEADLINE_MS, stuck = new Set<string>() } = options;
  const found = new Map<string, Disk>();
  const hung: string[] = [];

  const read = async (mount: Mount): Promise<void> => {
    const fail = (reason: string) => {
      notes.missing.push({ reading: `disks.${mount.mount}`, reason });
      found.set(mount.mount, diskOf(mount, null));
    };
    if (stuck.has(mount.mount)) return fail('does not answer: an earlier sample still hangs in it');
    if (hung.length >= MOST_HUNG) return fail(`not asked: ${hung.length} other mounts hang`);
    try {
      const space = await within(statfs(mount.mount), deadlineMs);
      if (space === HUNG) {
        hung.push(mount.mount);
        return fail(`no answer within ${deadlineMs / 1_000} s`);
      }
      // A file system without blocks holds no files of anybody.
      if (space.blocks > 0) found.set(mount.mount, diskOf(mount, space));
    } catch (error) {
      fail(errorText(error));
    }
  };

  for (const mount of mounts.filter((each) => !each.remote)) await read(mount);
  for (const mount of mounts.filter((each) => each.remote)) await read(mount);
  return { disks: mounts.flatMap(({ mount }) => found.get(mount) ?? []), hung };
}

function diskOf({ mount, device, type, readOnly }: Mount, space: Space | null): Disk {
  const named = { mount, device, type, readOnly, fullInHours: null, inodesFullInHours: null };
  if (space === null) {
    return { ...named, totalBytes: null, usedBytes: null, availableBytes: null, percent: null, inodesPercent: null };
  }
  const { bsize, blocks, bfree, bavail, files, ffree } = space;
  const used = blocks - bfree;
  return {
    ...named,
    totalBytes: blocks * bsize,
    usedBytes: used * bsize,
    availableBytes: bavail * bsize,
    percent: percentOf(used, used + bavail),
    inodesPercent: percentOf(files - ffree, files),
  };
}
