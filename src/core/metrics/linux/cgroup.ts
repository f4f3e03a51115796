import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readNumber, readText } from '../../files/read-text.ts';
import { growth, percentOf, round } from '../numbers.ts';
import type { Cgroup } from '../readings.ts';

type Single = Readonly<Record<string, number>>;

export interface CgroupFacts {
  scope: Cgroup['scope'];
  memoryLimitBytes: number | null;
  /** What the group cannot give back: usage less the file cache that nobody touched lately. */
  memoryUsedBytes: number | null;
  cpuLimitCores: number | null;
  /** `cgroup_periods`, `cgroup_throttled`, `cgroup_oom_kill`: they grow while the machine runs. */
  single: Record<string, number>;
}

/** A limit at or above this is version 1's way to say "none": the largest multiple of a page in 63 bits. */
const NO_LIMIT = 2 ** 62;

/** What a file of the group says; null where there is no such file. Asking first is cheaper than an error with its stack. */
function optional<T>(path: string, read: (path: string) => T): T | null {
  try {
    return existsSync(path) ? read(path) : null;
  } catch {
    return null;
  }
}

/** Reads lines of `name 123`. */
function fieldsOf(path: string): Record<string, number> {
  const entries = readText(path)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '));
  return Object.fromEntries(entries.map(([name = '', value]) => [name, Number(value)]));
}

function limitIn(path: string): number | null {
  const text = optional(path, readText)?.trim() ?? 'max';
  const limit = Number(text);
  return text === 'max' || !Number.isFinite(limit) || limit >= NO_LIMIT || limit <= 0 ? null : limit;
}

/** The group's folder and those above it: a limit anywhere on the way binds. */
function upward(mount: string, path: string): string[] {
  const folders: string[] = [];
  for (let part = path; ; part = dirname(part)) {
    folders.push(part === '/' ? mount : join(mount, part));
    if (part === dirname(part)) return folders;
  }
}

interface Bound {
  folder: string;
  limit: number;
}

/** The lowest limit on the way up, and the group that it binds: its use is what counts against it, not that of one group below. */
function lowest(folders: readonly string[], limitOf: (folder: string) => number | null): Bound | null {
  let bound: Bound | null = null;
  // From the outermost in: of two equal limits the outer one is reached first.
  for (const folder of folders.toReversed()) {
    const limit = limitOf(folder);
    if (limit !== null && (bound === null || limit < bound.limit)) bound = { folder, limit };
  }
  return bound;
}

/** Parses /proc/self/cgroup: `0::/path` is version 2, `4:memory:/path` a controller of version 1. */
export function parseOwnCgroup(text: string): Map<string, string> {
  const paths = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, controllers, ...path] = line.split(':');
    if (controllers === undefined) continue;
    for (const controller of controllers.split(',')) paths.set(controller, path.join(':'));
  }
  return paths;
}

/** How the two versions of control groups call the same things. */
interface Version {
  memoryLimit: string;
  memoryUse: string;
  /** The file cache that nobody touched lately, in memory.stat. */
  cache: string;
  /** The file that counts `oom_kill`. */
  kills: string;
  cores: (folder: string) => number | null;
}

const VERSION_2: Version = {
  memoryLimit: 'memory.max',
  memoryUse: 'memory.current',
  cache: 'inactive_file',
  kills: 'memory.events',
  cores: (folder) => {
    const [quota, period] = (optional(join(folder, 'cpu.max'), readText) ?? 'max').trim().split(' ').map(Number);
    return coresOf(quota ?? null, period ?? null);
  },
};

const VERSION_1: Version = {
  memoryLimit: 'memory.limit_in_bytes',
  memoryUse: 'memory.usage_in_bytes',
  cache: 'total_inactive_file',
  kills: 'memory.oom_control',
  cores: (folder) => {
    const quota = optional(join(folder, 'cpu.cfs_quota_us'), readNumber);
    return quota === null || quota <= 0
      ? null
      : coresOf(quota, optional(join(folder, 'cpu.cfs_period_us'), readNumber));
  },
};

function coresOf(quota: number | null, period: number | null): number | null {
  return quota === null || period === null || !(quota > 0) || !(period > 0) ? null : quota / period;
}

/** Reads what a limit needs, and nothing where there is none: most machines set none, and each file costs. */
function factsOf(
  version: Version,
  mounts: { memory: string; cpu: string },
  paths: { memory: string; cpu: string },
): CgroupFacts {
  const memory = lowest(upward(mounts.memory, paths.memory), (folder) => limitIn(join(folder, version.memoryLimit)));
  const cpu = lowest(upward(mounts.cpu, paths.cpu), version.cores);
  const field = (bound: Bound | null, file: string) =>
    bound === null ? null : optional(join(bound.folder, file), fieldsOf);
  const usage = memory === null ? null : optional(join(memory.folder, version.memoryUse), readNumber);
  const throttle = field(cpu, 'cpu.stat');
  // What a container sees as the top is its own group; the top of the machine itself has no limit.
  const top = memory === null ? cpu?.folder === mounts.cpu : memory.folder === mounts.memory;
  return {
    scope: top ? 'container' : 'own',
    memoryLimitBytes: memory?.limit ?? null,
    memoryUsedBytes: usage === null ? null : Math.max(0, usage - (field(memory, 'memory.stat')?.[version.cache] ?? 0)),
    cpuLimitCores: cpu?.limit ?? null,
    single: named({
      cgroup_periods: throttle?.nr_periods,
      cgroup_throttled: throttle?.nr_throttled,
      cgroup_oom_kill: field(memory, version.kills)?.oom_kill,
    }),
  };
}

function named(values: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** The group that this process runs in. Null where the kernel has no control groups. */
export function readCgroup(proc: string, sys: string): CgroupFacts | null {
  const paths = optional(join(proc, 'self/cgroup'), (path) => parseOwnCgroup(readText(path)));
  if (paths === null) return null;
  const mount = join(sys, 'fs/cgroup');
  const memory = paths.get('memory');
  if (memory !== undefined) {
    const mounts = { memory: join(mount, 'memory'), cpu: join(mount, 'cpu') };
    return factsOf(VERSION_1, mounts, { memory, cpu: paths.get('cpu') ?? '/' });
  }
  const unified = paths.get('');
  if (unified === undefined) return null;
  return factsOf(VERSION_2, { memory: mount, cpu: mount }, { memory: unified, cpu: unified });
}

/** Null where the group has no limit of its own that could bind before the machine's. */
export function cgroupSince(facts: CgroupFacts, machineBytes: number | null, before: Single | null): Cgroup | null {
  const limit = facts.memoryLimitBytes;
  const memoryLimitBytes = limit !== null && (machineBytes === null || limit < machineBytes) ? limit : null;
  if (memoryLimitBytes === null && facts.cpuLimitCores === null) return null;
  const since = (name: string) => growth(facts.single[name], before?.[name]);
  const periods = since('cgroup_periods');
  const throttled = since('cgroup_throttled');
  const used = facts.memoryUsedBytes;
  return {
    scope: facts.scope,
    memoryLimitBytes,
    memoryUsedBytes: used,
    memoryPercent: memoryLimitBytes === null || used === null ? null : percentOf(used, memoryLimitBytes),
    cpuLimitCores: facts.cpuLimitCores === null ? null : round(facts.cpuLimitCores, 3),
    throttledPercent: periods === null || throttled === null ? null : percentOf(throttled, periods),
    outOfMemoryKills: since('cgroup_oom_kill'),
  };
}
