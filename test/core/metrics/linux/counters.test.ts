import { expect, test } from 'vitest';
import type { Counters } from '../../../../src/core/metrics/counters.ts';
import { windowSince } from '../../../../src/core/metrics/counters.ts';
import { clockStepMs, stillSynchronised } from '../../../../src/core/metrics/linux/clock.ts';
import { diskIoSince, parseDiskstats } from '../../../../src/core/metrics/linux/disk-io.ts';
import {
  networkSince,
  parseNetDev,
  parseProtocol,
  protocolsSince,
} from '../../../../src/core/metrics/linux/network.ts';
import { parsePressure } from '../../../../src/core/metrics/linux/pressure.ts';
import { type ProcessStat, parseProcessStat, processesOf } from '../../../../src/core/metrics/linux/processes.ts';

const NET = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 1000 10 0 0 0 0 0 0 1000 10 0 0 0 0 0 0
  eth0:5000000 10 1 2 0 0 0 0 1000000 10 3 4 0 0 0 0
  tun0: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
`;

test('network rates are differences by time; the loopback and what carries nothing is left out', () => {
  const before = { eth0: [4_000_000, 500_000, 1, 1] };
  expect(networkSince(parseNetDev(NET), before, 10)).toEqual([
    { interface: 'eth0', receiveBytesPerSecond: 100_000, transmitBytesPerSecond: 50_000, errors: 3, drops: 5 },
  ]);
});

test('a counter that began again gives no rate rather than a negative or a huge one', () => {
  const before = { eth0: [9_000_000, 500_000, 0, 0] };
  expect(networkSince(parseNetDev(NET), before, 10)[0]).toMatchObject({
    receiveBytesPerSecond: null,
    transmitBytesPerSecond: 50_000,
  });
  expect(networkSince(parseNetDev(NET), null, 0)[0]).toMatchObject({ receiveBytesPerSecond: null, errors: null });
});

test('segments sent again are a share of those sent, from a hundred on', () => {
  const table = parseProtocol('Ip: Forwarding\nIp: 1\nTcp: RtoAlgorithm OutSegs RetransSegs\nTcp: 1 1000 30\n', 'Tcp');
  expect([table.get('OutSegs'), table.get('RetransSegs')]).toEqual([1_000, 30]);
  const now = { tcp_out_segments: 1_000, tcp_retransmits: 30 };
  const since = (out: number) => protocolsSince(now, { tcp_out_segments: out, tcp_retransmits: 20 }, new Map(), null);
  expect(since(800).retransmittedPercent).toBe(5);
  expect(since(950).retransmittedPercent).toBeNull();
});

test('a disk is its operations, bytes, busy time and wait; partitions and what never worked are left out', () => {
  const text = ` 254 0 vda 100 5 2048 50 100 5 4096 150 0 600 200 0 0 0 0 0 0
 254 1 vda1 90 5 2000 50 100 5 4096 150 0 600 200 0 0 0 0 0 0
   7 0 loop0 9 0 9 9 9 0 9 9 0 9 9 0 0 0 0 0 0
 253 0 zram0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
`;
  const now = parseDiskstats(text, (name) => name === 'vda' || name === 'zram0');
  expect(diskIoSince(now, { vda: [0, 0, 100, 100, 100] }, 1)).toEqual([
    {
      device: 'vda',
      readBytesPerSecond: 1_049_000,
      writeBytesPerSecond: 2_097_000,
      operationsPerSecond: 100,
      utilisationPercent: 50,
      waitMs: 1,
    },
  ]);
  expect(diskIoSince(now, { vda: now.vda ?? [] }, 1)[0]?.waitMs).toBeNull();
});

test('older kernels have no "full" pressure of the CPU', () => {
  const some = { avg10: 1.5, avg60: 2, avg300: 0.1 };
  expect(parsePressure('some avg10=1.50 avg60=2.00 avg300=0.10 total=9\n')).toEqual({ some, full: null });
  expect(() => parsePressure('')).toThrow('no line "some"');
});

test('a process may be called anything', () => {
  const tail = `S 1 2 3 0 -1 0 0 0 0 0 70 30 0 0 20 0 4 0 12345 1000000 256 ${'0 '.repeat(28)}`;
  expect(parseProcessStat(`42 (a) b) (c ) ${tail}`)).toMatchObject({
    pid: 42,
    name: 'a) b) (c ',
    state: 'S',
    parent: 1,
    ticks: 100,
    threads: 4,
    start: 12_345,
    residentPages: 256,
  });
  expect(parseProcessStat('')).toBeNull();
});

function processAt(pid: number, given: Partial<ProcessStat>): ProcessStat {
  return {
    pid,
    name: `p${pid}`,
    state: 'S',
    parent: 1,
    kernel: true,
    ticks: 0,
    threads: 1,
    start: 100,
    residentPages: 1,
    ...given,
  };
}

test('CPU of a process is since the sample before, of a young one since its start, of a reused pid not the old one’s', () => {
  const view = {
    proc: '/nowhere',
    uptimeSeconds: 1_000,
    pageBytes: 4_096,
    before: { processes: { 1: ['100', 5_000], 3: ['77', 9_999] } as const, seconds: 100 },
    top: 5,
  };
  const stats = [
    processAt(1, { ticks: 10_000 }),
    processAt(2, { start: 99_000, ticks: 500 }),
    processAt(3, { start: 95_000, ticks: 2_500 }),
    processAt(4, { state: 'Z', parent: 2 }),
  ];
  const { topCpu, zombies, total } = processesOf(stats, view);
  expect(topCpu.map(({ pid, cpuPercent }) => [pid, cpuPercent])).toEqual([
    [1, 50],
    [2, 50],
    [3, 50],
  ]);
  expect(zombies).toEqual({ count: 1, parents: [{ pid: 2, name: 'p2', count: 1 }] });
  expect(total).toBe(4);
  expect(processesOf(stats, view).states).toEqual({ sleeping: 3, zombie: 1 });
  expect(processesOf(stats, { ...view, before: null }).topCpu).toEqual([]);
});

function countersAt(uptimeSeconds: number, at: string, bootId = 'a'): Counters {
  const empty = { cores: {}, single: {}, diskIo: {}, network: {}, processes: {} };
  return { version: 1, host: 'h', bootId, at, uptimeSeconds, cpu: null, ...empty };
}

test('counters of another boot, of just now and of long ago are not compared with', () => {
  const now = countersAt(1_000, '2026-01-01T00:10:00Z');
  expect(windowSince(countersAt(700, ''), now, 900)).toBe(300);
  expect(windowSince(countersAt(700, '', 'b'), now, 900)).toBeNull();
  expect(windowSince(countersAt(999.8, ''), now, 900)).toBeNull();
  expect(windowSince(countersAt(1, ''), now, 900)).toBeNull();
  expect(windowSince(countersAt(5_000, ''), now, 900)).toBeNull();
  expect(windowSince(null, now, 900)).toBeNull();
});

test('setting the clock shows as a step and changes no rate', () => {
  const now = countersAt(1_000, '2026-01-01T02:05:00Z');
  const before = countersAt(700, '2026-01-01T00:00:00Z');
  expect(clockStepMs(now, before)).toBe(7_200_000);
  expect(windowSince(before, now, 900)).toBe(300);
  expect(clockStepMs(countersAt(1_000, '2026-01-01T00:05:00.100Z'), before)).toBe(0);
  expect(clockStepMs(now, countersAt(700, '2026-01-01T00:00:00Z', 'b'))).toBeNull();
});

test('the time service is asked once an hour, and at once when somebody set the clock or the machine was started', () => {
  const before = countersAt(700, '2026-01-01T00:00:00Z');
  const now = countersAt(1_000, '2026-01-01T00:05:00Z');
  expect(stillSynchronised(now, before, '2025-12-31T23:30:00Z')).toBe(true);
  expect(stillSynchronised(now, before, '2025-12-31T23:00:00Z')).toBe(false);
  expect(stillSynchronised(now, before, '2026-01-01T03:00:00Z')).toBe(false);
  expect(stillSynchronised(now, before, null)).toBe(false);
  expect(stillSynchronised(now, countersAt(700, '2026-01-01T00:00:00Z', 'b'), '2025-12-31T23:30:00Z')).toBe(false);
  expect(stillSynchronised(countersAt(1_000, '2026-01-01T00:25:00Z'), before, '2026-01-01T00:00:00Z')).toBe(false);
});
