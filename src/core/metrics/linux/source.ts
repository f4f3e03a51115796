import { setTimeout as sleep } from 'node:timers/promises';
import { readNumber, readText } from '../../files/read-text.ts';
import { type Counters, windowSince } from '../counters.ts';
import { readDiskSpace } from '../disk-space.ts';
import { attempt, attemptAsync, makeNotes, type Notes } from '../notes.ts';
import { growth, percentOf, perSecond } from '../numbers.ts';
import type { Kernel, Memory, NetworkProtocols, Pressures, Readings, Swap } from '../readings.ts';
import type { SourceOptions, SourceResult } from '../source.ts';
import { cgroupSince } from './cgroup.ts';
import { clockOf, stillSynchronised } from './clock.ts';
import { cpuSince } from './cpu.ts';
import { diskIoSince } from './disk-io.ts';
import { memoryOf, parseMeminfo, swapOf } from './memory.ts';
import { parseMounts } from './mounts.ts';
import { networkSince, parseSockstat, protocolsSince } from './network.ts';
import { parsePressure } from './pressure.ts';
import { processesOf } from './processes.ts';
import { pageBytes, type Snapshot, takeSnapshot } from './snapshot.ts';
import { readClockSynchronised, readUnits } from './units.ts';

/** Without an earlier sample to compare with, one is taken this long before. */
const PAUSE_MS = 500;

/** Reads the kernel's files. No child process; one sample of a machine with 100 processes takes 2 to 4 ms of CPU. */
export async function readLinux(options: SourceOptions): Promise<SourceResult> {
  const { notes, before, longestWindowSeconds } = options;
  let earlier = before;
  let now = takeSnapshot(options, notes);
  let seconds = windowSince(earlier, now.counters, longestWindowSeconds);
  if (seconds === null) {
    earlier = now.counters;
    await sleep(PAUSE_MS);
    now = takeSnapshot(options, makeNotes());
    seconds = windowSince(earlier, now.counters, longestWindowSeconds);
  }
  const since: Since =
    seconds === null || earlier === null ? { before: null, seconds: 0 } : { before: earlier, seconds };
  const optional = { optional: true };
  const { synchronisedAt = null } = options;
  const kept = stillSynchronised(now.counters, before, synchronisedAt);
  const askClock = () => attemptAsync(notes, 'clock.synchronised', () => readClockSynchronised(options.bus), optional);
  const [{ disks, hung }, units, synchronised] = await Promise.all([
    readDisks(options),
    attemptAsync(notes, 'units', () => readUnits(options.bus), optional),
    kept ? true : askClock(),
  ]);
  const clock = clockOf(now.counters, before, synchronised);
  const readings = { ...readingsOf(options, now, since), disks, clock, units };
  const answered = synchronised === true ? now.counters.at : null;
  const { counters } = now;
  return { readings, counters, windowSeconds: seconds, hung, synchronisedAt: kept ? synchronisedAt : answered };
}

interface Since {
  before: Counters | null;
  seconds: number;
}

async function readDisks(options: SourceOptions) {
  const { notes, proc = '/proc' } = options;
  const mounts = attempt(notes, 'disks', () => parseMounts(readText(`${proc}/self/mountinfo`)));
  const space = await attemptAsync(notes, 'disks', () => readDiskSpace(mounts ?? [], notes, options));
  return space ?? { disks: [], hung: [] };
}

function readingsOf(
  options: SourceOptions,
  now: Snapshot,
  { before, seconds }: Since,
): Omit<Readings, 'disks' | 'clock' | 'units'> {
  const { notes, proc = '/proc', top } = options;
  const { counters } = now;
  const meminfo = attempt(notes, 'memory', () => parseMeminfo(readText(`${proc}/meminfo`)));
  const machine = meminfo === null ? null : attempt(notes, 'memory', () => memoryOf(meminfo));
  const single = before?.single ?? null;
  const cgroup = now.cgroup === null ? null : cgroupSince(now.cgroup, machine?.totalBytes ?? null, single);
  const cpu = now.stat === null || before === null ? null : cpuSince(now.stat, before);
  if (now.stat !== null && cpu === null) {
    notes.missing.push({ reading: 'cpu', reason: 'no time passed between two readings of /proc/stat' });
  }
  const view = {
    proc,
    uptimeSeconds: counters.uptimeSeconds,
    pageBytes: pageBytes(),
    before: before === null ? null : { processes: before.processes, seconds },
    top,
  };
  return {
    uptimeSeconds: Math.floor(counters.uptimeSeconds),
    load: attempt(notes, 'load', () => parseLoad(readText(`${proc}/loadavg`))),
    coreCount: Math.max(1, Object.keys(counters.cores).length),
    cpu,
    memory: limitedBy(machine, cgroup),
    swap:
      meminfo === null ? null : attempt(notes, 'swap', (): Swap => swapOf(meminfo, counters.single, single, seconds)),
    pressure: readPressures(proc, notes),
    diskIo: now.diskIo === null ? null : diskIoSince(now.diskIo, before?.diskIo ?? null, seconds),
    network: now.network === null ? null : networkSince(now.network, before?.network ?? null, seconds),
    protocols: readProtocols(proc, notes, counters, single),
    processes: now.processes === null ? null : processesOf(now.processes, view),
    kernel: readKernel(proc, notes, counters, { before, seconds }),
    cgroup,
  };
}

/** In a container with a memory limit, that limit is the memory there is. */
function limitedBy(machine: Memory | null, cgroup: Readings['cgroup']): Memory | null {
  if (cgroup === null || cgroup.scope !== 'container') return machine;
  const { memoryLimitBytes: totalBytes, memoryUsedBytes: usedBytes, memoryPercent: percent } = cgroup;
  if (totalBytes === null || usedBytes === null || percent === null) return machine;
  return { totalBytes, usedBytes, availableBytes: Math.max(0, totalBytes - usedBytes), percent, limited: true };
}

export function parseLoad(text: string): [number, number, number] {
  const [one, five, fifteen] = text.split(' ').map(Number);
  if (one === undefined || five === undefined || fifteen === undefined || ![one, five, fifteen].every(Number.isFinite))
    throw new Error('/proc/loadavg holds no three numbers');
  return [one, five, fifteen];
}

function readPressures(proc: string, notes: Notes): Pressures | null {
  const read = (resource: string) =>
    attempt(notes, `pressure.${resource}`, () => parsePressure(readText(`${proc}/pressure/${resource}`)), {
      optional: true,
    });
  const pressures = { cpu: read('cpu'), memory: read('memory'), io: read('io') };
  return Object.values(pressures).every((each) => each === null) ? null : pressures;
}

function readProtocols(
  proc: string,
  notes: Notes,
  counters: Counters,
  before: Readonly<Record<string, number>> | null,
): NetworkProtocols {
  const optional = { optional: true };
  const sockets = attempt(notes, 'network.sockets', () => parseSockstat(readText(`${proc}/net/sockstat`)), optional);
  const tracking = attempt(
    notes,
    'network.connectionTracking',
    () => ({
      count: readNumber(`${proc}/sys/net/netfilter/nf_conntrack_count`),
      limit: readNumber(`${proc}/sys/net/netfilter/nf_conntrack_max`),
    }),
    optional,
  );
  return protocolsSince(counters.single, before, sockets ?? new Map(), tracking);
}

function readKernel(proc: string, notes: Notes, { single }: Counters, { before, seconds }: Since): Kernel {
  const grown = (name: string) => growth(single[name], before?.single[name]);
  return {
    openFiles: attempt(notes, 'kernel.openFiles', () => parseFileNumbers(readText(`${proc}/sys/fs/file-nr`))),
    outOfMemoryKills: grown('oom_kill'),
    contextSwitchesPerSecond: perSecond(grown('ctxt'), seconds),
    forksPerSecond: perSecond(grown('processes'), seconds),
    majorFaultsPerSecond: perSecond(grown('pgmajfault'), seconds),
  };
}

/** Reads /proc/sys/fs/file-nr: in use, unused (0 since 2.6), limit. The limit of modern kernels is "none", 2^63-1. */
export function parseFileNumbers(text: string): NonNullable<Kernel['openFiles']> {
  const [allocated = Number.NaN, unused = 0, limit = Number.NaN] = text.trim().split(/\s+/).map(Number);
  if (!Number.isFinite(allocated) || !Number.isFinite(limit)) throw new Error('file-nr holds no three numbers');
  const used = allocated - unused;
  return { used, limit, percent: percentOf(used, limit) };
}
