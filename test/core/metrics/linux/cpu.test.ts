import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CpuCounters } from '../../../../src/core/metrics/counters.ts';
import { cpuShares, cpuSince, parseStat } from '../../../../src/core/metrics/linux/cpu.ts';

const STAT = `cpu  100 20 50 1000 30 5 5 10 7 0
cpu0 60 10 30 400 20 5 5 10 7 0
cpu1 40 10 20 600 10 0 0 0 0 0
intr 445697 0 0
ctxt 691424
btime 1795366426
processes 18000
procs_running 2
procs_blocked 1
softirq 1 2 3
`;

test('nice counts as user time, interrupts as system time, and guest time is not counted twice', () => {
  const { cpu, cores, single } = parseStat(STAT);
  expect(cpu).toEqual([120, 60, 1000, 30, 10]);
  expect(cores).toEqual({ 0: [70, 40, 400, 20, 10], 1: [50, 20, 600, 10, 0] });
  expect(single).toEqual({ ctxt: 691424, processes: 18000, procs_running: 2, procs_blocked: 1 });
});

test('waiting for a disk and doing nothing are no usage, time stolen by the hypervisor is', () => {
  expect(cpuShares([30, 10, 40, 10, 10], [0, 0, 0, 0, 0])).toEqual({
    total: 50,
    user: 30,
    system: 10,
    iowait: 10,
    steal: 10,
  });
});

test('no tick between two readings gives no number rather than 0', () => {
  expect(cpuShares([5, 5, 5, 5, 5], [5, 5, 5, 5, 5])).toBeNull();
});

test('shares stay between 0 and 100 and add up, even when the kernel lets a counter run backwards', () => {
  const counters = fc.tuple(...([0, 1, 2, 3, 4].map(() => fc.nat(1e9)) as [fc.Arbitrary<number>])) as unknown;
  fc.assert(
    fc.property(counters as fc.Arbitrary<CpuCounters>, counters as fc.Arbitrary<CpuCounters>, (now, before) => {
      const shares = cpuShares(now, before);
      if (shares === null) return;
      for (const share of Object.values(shares)) expect(share).toBeGreaterThanOrEqual(0);
      expect(shares.total + (shares.iowait ?? 0)).toBeLessThanOrEqual(100.2);
      expect(Math.abs(shares.user + shares.system + shares.steal - shares.total)).toBeLessThanOrEqual(0.21);
    }),
  );
});

test('a core that was switched off in between is left out', () => {
  const now = parseStat(STAT);
  const before = { cpu: [0, 0, 0, 0, 0] as const, cores: { 1: [0, 0, 0, 0, 0] as const } };
  expect(cpuSince(now, before)?.cores.map(({ id }) => id)).toEqual([1]);
});
