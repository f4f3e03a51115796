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
    folders.push(join(mount, part));
    if (part === dirname(part)) return folders;
  }
}

function lowest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
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

function cpuMax(folder: string): number | null {
  const [quota, period] = (optional(join(folder, 'cpu.max'), readText) ?? 'max').trim().split(' ').map(Number);
  return quota === undefined || period === undefined || !(quota > 0) || !(period > 0) ? null : quota / period;
}

function version2(mount: string, path: string): CgroupFacts {
  const folders = upward(mount, path);
  const own = folders[0] ?? mount;
  const memory = optional(join(own, 'memory.stat'), fieldsOf);
  const usage = optional(join(own, 'memory.current'), readNumber);
  const cpu = optional(join(own, 'cpu.stat'), fieldsOf);
  const events = optional(join(own, 'memory.events'), fieldsOf);
  return {
    scope: path === '/' ? 'container' : 'own',
    memoryLimitBytes: lowest(folders.map((folder) => limitIn(join(folder, 'memory.max')))),
    memoryUsedBytes: usage === null ? null : Math.max(0, usage - (memory?.inactive_file ?? 0)),
    cpuLimitCores: lowest(folders.map(cpuMax)),
    single: named({
      cgroup_periods: cpu?.nr_periods,
      cgroup_throttled: cpu?.nr_throttled,
      cgroup_oom_kill: events?.oom_kill,
    }),
  };
}

function version1(mount: string, paths: Map<string, string>): CgroupFacts {
  const folder = (controller: string) => upward(join(mount, controller), paths.get(controller) ?? '/');
  const memory = folder('memory');
  const cpu = folder('cpu');
  const own = memory[0] ?? mount;
  const usage = optional(join(own, 'memory.usage_in_bytes'), readNumber);
  const stat = optional(join(own, 'memory.stat'), fieldsOf);
  const throttle = optional(join(cpu[0] ?? mount, 'cpu.stat'), fieldsOf);
  const oom = optional(join(own, 'memory.oom_control'), fieldsOf);
  const quota = (at: string) => {
    const value = optional(join(at, 'cpu.cfs_quota_us'), readNumber);
    const period = optional(join(at, 'cpu.cfs_period_us'), readNumber);
    return value === null || period === null || value <= 0 || period <= 0 ? null : value / period;
  };
  return {
    scope: paths.get('memory') === '/' ? 'container' : 'own',
    memoryLimitBytes: lowest(memory.map((at) => limitIn(join(at, 'memory.limit_in_bytes')))),
    memoryUsedBytes: usage === null ? null : Math.max(0, usage - (stat?.total_inactive_file ?? 0)),
    cpuLimitCores: lowest(cpu.map(quota)),
    single: named({
      cgroup_periods: throttle?.nr_periods,
      cgroup_throttled: throttle?.nr_throttled,
      cgroup_oom_kill: oom?.oom_kill,
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
  if (paths.has('memory')) return version1(mount, paths);
  const unified = paths.get('');
  return unified === undefined ? null : version2(mount, unified);
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
