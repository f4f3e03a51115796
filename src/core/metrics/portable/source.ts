import { loadavg, uptime } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Systeminformation } from 'systeminformation';
import type { Counters } from '../counters.ts';
import { networkSince } from '../linux/network.ts';
import { attempt, attemptAsync, type Notes, NotHere } from '../notes.ts';
import { percentOf, round, significant } from '../numbers.ts';
import type { Cpu, Disk, DiskIo, Memory, Network, Processes, ProcessLine, Readings } from '../readings.ts';
import type { SourceOptions, SourceResult } from '../source.ts';

/** One call may start a program that hangs; it costs only its own reading. */
const DEADLINE_MS = 10_000;

function withDeadline<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${DEADLINE_MS / 1_000} s`)), DEADLINE_MS);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Reads a system that is not Linux, through systeminformation. What only Linux's /proc tells is null. */
export async function readPortable(options: SourceOptions): Promise<SourceResult> {
  const { notes, host, bootId, before, top } = options;
  const { default: library } = await import('systeminformation');
  const ask = <T>(reading: string, call: () => Promise<T>) => attemptAsync(notes, reading, () => withDeadline(call()));
  const [load, memory, disks, io, network, processes] = await Promise.all([
    ask('cpu', () => library.currentLoad()),
    ask('memory', () => library.mem()),
    ask('disks', () => library.fsSize()),
    ask('diskIo', () => second(() => library.fsStats())),
    ask('network', () => second(() => library.networkStats('*'))),
    ask('processes', () => second(() => library.processes())),
  ]);
  for (const reading of ['pressure', 'kernel', 'cgroup', 'clock', 'units'])
    attempt(notes, reading, () => notHere(`is read on Linux only, and this is ${process.platform}`));
  const readings: Readings = {
    uptimeSeconds: Math.floor(uptime()),
    load: loadOf(notes),
    coreCount: load?.cpus.length ?? 1,
    cpu: load === null ? null : cpuOf(load),
    memory: memory === null ? null : memoryOf(memory),
    swap: memory === null ? null : swapOf(memory),
    pressure: null,
    disks: (disks ?? []).map(diskOf),
    diskIo: io == null ? null : diskIoOf(io),
    network: network === null ? null : networkOf(network, sameBoot(before, bootId)),
    protocols: null,
    processes: processes === null ? null : processesOf(processes, top),
    kernel: null,
    cgroup: null,
    clock: null,
    units: null,
  };
  const counters: Counters = {
    version: 1,
    host,
    bootId,
    at: new Date().toISOString(),
    uptimeSeconds: uptime(),
    cpu: null,
    cores: {},
    single: {},
    diskIo: {},
    network: networkCounters(network ?? []),
    processes: {},
  };
  return { readings, counters, windowSeconds: PAUSE_MS / 1_000, hung: [], synchronisedAt: null };
}

/** systeminformation keeps an answer for 500 ms. */
const PAUSE_MS = 600;

/** Shares and rates exist from the second call on: the first one has nothing to compare with. */
async function second<T>(call: () => Promise<T>): Promise<T> {
  await call();
  await sleep(PAUSE_MS);
  return call();
}

function notHere(reason: string): never {
  throw new NotHere(reason);
}

function loadOf(notes: Notes): [number, number, number] | null {
  return attempt(notes, 'load', () => {
    if (process.platform === 'win32') throw new NotHere('Windows has no load average');
    const [one = 0, five = 0, fifteen = 0] = loadavg();
    return [one, five, fifteen];
  });
}

function cpuOf(load: Systeminformation.CurrentLoadData): Cpu {
  return {
    total: round(load.currentLoad),
    user: round(load.currentLoadUser + load.currentLoadNice),
    system: round(load.currentLoadSystem + load.currentLoadIrq),
    iowait: null,
    steal: round(load.currentLoadSteal ?? 0),
    cores: load.cpus.map((core, id) => ({ id, total: round(core.load) })),
  };
}

/** `used` of the library counts caches; `available` does not. */
function memoryOf(memory: Systeminformation.MemData): Memory {
  const usedBytes = memory.total - memory.available;
  return {
    totalBytes: memory.total,
    availableBytes: memory.available,
    usedBytes,
    percent: percentOf(usedBytes, memory.total) ?? 0,
    limited: false,
  };
}

function swapOf(memory: Systeminformation.MemData): Readings['swap'] {
  const percent = percentOf(memory.swapused, memory.swaptotal);
  return { totalBytes: memory.swaptotal, usedBytes: memory.swapused, percent, inPerSecond: null, outPerSecond: null };
}

function diskOf(disk: Systeminformation.FsSizeData): Disk {
  return {
    mount: disk.mount,
    device: disk.fs,
    type: disk.type,
    readOnly: disk.rw === false,
    totalBytes: disk.size,
    usedBytes: disk.used,
    availableBytes: disk.available,
    percent: round(disk.use),
    inodesPercent: null,
    fullInHours: null,
    inodesFullInHours: null,
  };
}

/** The library answers null, or less than 0, where it does not know. */
function rateOf(value: number | null | undefined): number | null {
  return value == null || value < 0 ? null : significant(value);
}

/** All disks together: the library does not tell them apart. Rates only; what a disk had to wait is not known. */
function diskIoOf(io: Systeminformation.FsStatsData): DiskIo[] {
  return [
    {
      device: 'all',
      readBytesPerSecond: rateOf(io.rx_sec),
      writeBytesPerSecond: rateOf(io.wx_sec),
      operationsPerSecond: null,
      utilisationPercent: null,
      waitMs: null,
    },
  ];
}

/** Counters of another boot began at 0 again. */
function sameBoot(before: Counters | null, bootId: string): Counters['network'] | null {
  return before?.bootId === bootId ? before.network : null;
}

/** Loopback says nothing about the machine's connections; and of the other values the library has rates of its own. */
function networkCounters(stats: readonly Systeminformation.NetworkStatsData[]): Counters['network'] {
  const outside = stats.filter(({ iface }) => !/^lo\d*$/.test(iface));
  return Object.fromEntries(
    outside.map((one) => [
      one.iface,
      [one.rx_bytes, one.tx_bytes, one.rx_errors + one.tx_errors, one.rx_dropped + one.tx_dropped],
    ]),
  );
}

function networkOf(
  stats: readonly Systeminformation.NetworkStatsData[],
  before: Counters['network'] | null,
): Network[] {
  // Seconds do not matter here: the rates are the library's own, over the last half second.
  return networkSince(networkCounters(stats), before, 0).map((one) => {
    const now = stats.find(({ iface }) => iface === one.interface);
    return { ...one, receiveBytesPerSecond: rateOf(now?.rx_sec), transmitBytesPerSecond: rateOf(now?.tx_sec) };
  });
}

function processesOf(data: Systeminformation.ProcessesData, top: number): Processes {
  const lines = data.list.map(
    (each): ProcessLine => ({
      pid: each.pid,
      name: each.name,
      state: each.state,
      cpuPercent: round(each.cpu),
      memoryBytes: each.memRss * 1_024,
      openFiles: null,
    }),
  );
  const highest = (key: (line: ProcessLine) => number) =>
    lines
      .filter((line) => key(line) > 0)
      .sort((one, other) => key(other) - key(one))
      .slice(0, top);
  return {
    total: data.all,
    threads: null,
    running: data.running,
    blocked: data.blocked,
    states: { running: data.running, sleeping: data.sleeping, blocked: data.blocked },
    zombies: null,
    topCpu: highest((line) => line.cpuPercent ?? 0),
    topMemory: highest((line) => line.memoryBytes),
    topFiles: [],
  };
}
