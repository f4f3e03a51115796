import { loadavg, uptime } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Systeminformation } from 'systeminformation';
import type { Counters } from '../counters.ts';
import { attempt, attemptAsync, type Notes, NotHere } from '../notes.ts';
import { percentOf, round, significant } from '../numbers.ts';
import type { Cpu, Disk, Memory, Network, Processes, ProcessLine, Readings } from '../readings.ts';
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
  const { notes, host, bootId, top } = options;
  const { default: library } = await import('systeminformation');
  const ask = <T>(reading: string, call: () => Promise<T>) => attemptAsync(notes, reading, () => withDeadline(call()));
  const [load, memory, disks, network, processes] = await Promise.all([
    ask('cpu', () => library.currentLoad()),
    ask('memory', () => library.mem()),
    ask('disks', () => library.fsSize()),
    ask('network', () => second(() => library.networkStats('*'))),
    ask('processes', () => second(() => library.processes())),
  ]);
  for (const reading of ['pressure', 'diskIo', 'kernel', 'cgroup', 'clock', 'units'])
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
    diskIo: null,
    network: network === null ? null : network.map(networkOf),
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
    network: {},
    processes: {},
  };
  return { readings, counters, windowSeconds: PAUSE_MS / 1_000, hung: [] };
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
  };
}

function networkOf(stats: Systeminformation.NetworkStatsData): Network {
  const rate = (value: number | null) => (value === null || value < 0 ? null : significant(value));
  return {
    interface: stats.iface,
    receiveBytesPerSecond: rate(stats.rx_sec),
    transmitBytesPerSecond: rate(stats.tx_sec),
    errors: null,
    drops: null,
  };
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
    zombies: null,
    topCpu: highest((line) => line.cpuPercent ?? 0),
    topMemory: highest((line) => line.memoryBytes),
    topFiles: [],
  };
}
