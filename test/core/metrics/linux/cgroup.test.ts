import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { cgroupSince, readCgroup } from '../../../../src/core/metrics/linux/cgroup.ts';
import { temporaryFolder } from '../temporary-workspace.ts';

const MACHINE = 16e9;

/** Writes files as the kernel shows them in a container, and reads the group from them. */
function groupFrom(files: Record<string, string>) {
  const root = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return readCgroup(join(root, 'proc'), join(root, 'sys'));
}

test('in a container of version 2 the limit counts, and the cache that can be given back does not', () => {
  const facts = groupFrom({
    'proc/self/cgroup': '0::/\n',
    'sys/fs/cgroup/memory.max': '1073741824\n',
    'sys/fs/cgroup/memory.current': '805306368\n',
    'sys/fs/cgroup/memory.stat': 'anon 1\ninactive_file 268435456\n',
    'sys/fs/cgroup/memory.events': 'low 0\noom 3\noom_kill 2\n',
    'sys/fs/cgroup/cpu.max': '150000 100000\n',
    'sys/fs/cgroup/cpu.stat': 'usage_usec 5\nnr_periods 1000\nnr_throttled 250\n',
  });
  const before = { cgroup_periods: 800, cgroup_throttled: 150, cgroup_oom_kill: 1 };
  expect(facts && cgroupSince(facts, MACHINE, before)).toEqual({
    scope: 'container',
    memoryLimitBytes: 1_073_741_824,
    memoryUsedBytes: 536_870_912,
    memoryPercent: 50,
    cpuLimitCores: 1.5,
    throttledPercent: 50,
    outOfMemoryKills: 1,
  });
});

test('a limit of a group above counts too, against the use of that group, and is not the machine’s', () => {
  const facts = groupFrom({
    'proc/self/cgroup': '0::/user.slice/ops.service\n',
    'sys/fs/cgroup/user.slice/memory.max': '2000000000\n',
    'sys/fs/cgroup/user.slice/memory.current': '1900000000\n',
    'sys/fs/cgroup/user.slice/memory.events': 'oom_kill 4\n',
    'sys/fs/cgroup/user.slice/cpu.max': '50000 100000\n',
    'sys/fs/cgroup/user.slice/cpu.stat': 'nr_periods 100\nnr_throttled 60\n',
    'sys/fs/cgroup/user.slice/ops.service/memory.max': 'max\n',
    'sys/fs/cgroup/user.slice/ops.service/memory.current': '100\n',
    'sys/fs/cgroup/user.slice/ops.service/memory.events': 'oom_kill 0\n',
    'sys/fs/cgroup/user.slice/ops.service/cpu.max': 'max 100000\n',
    'sys/fs/cgroup/user.slice/ops.service/cpu.stat': 'nr_periods 0\nnr_throttled 0\n',
  });
  const before = { cgroup_periods: 0, cgroup_throttled: 10, cgroup_oom_kill: 1 };
  expect(facts && cgroupSince(facts, MACHINE, before)).toMatchObject({
    scope: 'own',
    memoryLimitBytes: 2e9,
    memoryPercent: 95,
    cpuLimitCores: 0.5,
    throttledPercent: 50,
    outOfMemoryKills: 3,
  });
});

test('a service in a container that has an init of its own is bound by the container', () => {
  const facts = groupFrom({
    'proc/self/cgroup': '0::/system.slice/ops.service\n',
    'sys/fs/cgroup/memory.max': '1000000000\n',
    'sys/fs/cgroup/memory.current': '400000000\n',
    'sys/fs/cgroup/system.slice/ops.service/memory.max': 'max\n',
    'sys/fs/cgroup/system.slice/ops.service/memory.current': '100\n',
  });
  expect(facts && cgroupSince(facts, MACHINE, null)).toMatchObject({ scope: 'container', memoryPercent: 40 });
});

test('a container of version 1 sees its group as the top, whatever path the machine has for it', () => {
  const facts = groupFrom({
    'proc/self/cgroup': '4:memory:/docker/1\n1:cpu:/docker/1\n',
    'sys/fs/cgroup/memory/memory.limit_in_bytes': '1000000\n',
    'sys/fs/cgroup/memory/memory.usage_in_bytes': '250000\n',
    'sys/fs/cgroup/memory/memory.oom_control': 'oom_kill_disable 0\noom_kill 2\n',
  });
  expect(facts && cgroupSince(facts, MACHINE, { cgroup_oom_kill: 1 })).toMatchObject({
    scope: 'container',
    memoryPercent: 25,
    outOfMemoryKills: 1,
  });
});

test('"max", and what version 1 writes for it, is no limit', () => {
  const two = groupFrom({ 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/memory.max': 'max\n' });
  expect(two && cgroupSince(two, MACHINE, null)).toBeNull();
  const one = groupFrom({
    'proc/self/cgroup': '4:memory:/docker/1\n1:cpu,cpuacct:/docker/1\n0::/\n',
    'sys/fs/cgroup/memory/docker/1/memory.limit_in_bytes': '9223372036854771712\n',
    'sys/fs/cgroup/cpu/docker/1/cpu.cfs_quota_us': '-1\n',
    'sys/fs/cgroup/cpu/docker/1/cpu.cfs_period_us': '100000\n',
  });
  expect(one && cgroupSince(one, MACHINE, null)).toBeNull();
});

test('version 1 has the same numbers under other names', () => {
  const facts = groupFrom({
    'proc/self/cgroup': '4:memory:/docker/1\n1:cpu:/docker/1\n',
    'sys/fs/cgroup/memory/docker/1/memory.limit_in_bytes': '1000000\n',
    'sys/fs/cgroup/memory/docker/1/memory.usage_in_bytes': '600000\n',
    'sys/fs/cgroup/memory/docker/1/memory.stat': 'cache 5\ntotal_inactive_file 100000\n',
    'sys/fs/cgroup/cpu/docker/1/cpu.cfs_quota_us': '50000\n',
    'sys/fs/cgroup/cpu/docker/1/cpu.cfs_period_us': '100000\n',
  });
  expect(facts && cgroupSince(facts, MACHINE, null)).toMatchObject({ memoryPercent: 50, cpuLimitCores: 0.5 });
});

test('a system without control groups has none', () => {
  expect(groupFrom({})).toBeNull();
});
