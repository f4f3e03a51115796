import { existsSync, readFileSync } from 'node:fs';
import { uptime as systemUptime } from 'node:os';
import { join } from 'node:path';
import { readText } from '../../files/read-text.ts';
import type { Counters } from '../counters.ts';
import { attempt, type Notes } from '../notes.ts';
import type { SourceOptions } from '../source.ts';
import { type CgroupFacts, readCgroup } from './cgroup.ts';
import { type ParsedStat, parseStat } from './cpu.ts';
import { type DiskIoCounters, parseDiskstats } from './disk-io.ts';
import { type NetworkCounters, parseNetDev, parseProtocol } from './network.ts';
import { type ProcessStat, readProcessStats } from './processes.ts';

/** Everything that only grows, read in one go so that it belongs to one moment. */
export interface Snapshot {
  counters: Counters;
  stat: ParsedStat | null;
  diskIo: DiskIoCounters | null;
  network: NetworkCounters | null;
  processes: ProcessStat[] | null;
  cgroup: CgroupFacts | null;
}

/** Four of nearly two hundred lines. */
const VMSTAT = /^(pgmajfault|pswpin|pswpout|oom_kill) (\d+)$/gm;

function parseVmstat(text: string): Record<string, number> {
  return Object.fromEntries([...text.matchAll(VMSTAT)].map(([, name = '', value]) => [name, Number(value)]));
}

/** Names of the protocol counters that are kept, by their names in /proc/net/snmp and /proc/net/netstat. */
const PROTOCOL: readonly (readonly [file: string, protocol: string, names: Readonly<Record<string, string>>])[] = [
  ['snmp', 'Tcp', { OutSegs: 'tcp_out_segments', RetransSegs: 'tcp_retransmits' }],
  ['netstat', 'TcpExt', { ListenOverflows: 'tcp_listen_overflows' }],
];

function readProtocols(proc: string, notes: Notes): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [file, protocol, names] of PROTOCOL) {
    const read = () => parseProtocol(readText(`${proc}/net/${file}`), protocol);
    const counters = attempt(notes, `network.${file}`, read, { optional: true });
    for (const [field, name] of Object.entries(names)) {
      const value = counters?.get(field);
      if (value !== undefined) found[name] = value;
    }
  }
  return found;
}

function readUptime(proc: string): number {
  try {
    const seconds = Number.parseFloat(readText(join(proc, 'uptime')));
    return Number.isFinite(seconds) ? seconds : systemUptime();
  } catch {
    return systemUptime();
  }
}

export function takeSnapshot(options: SourceOptions, notes: Notes): Snapshot {
  const { host, bootId, proc = '/proc', sys = '/sys' } = options;
  const uptimeSeconds = readUptime(proc);
  const stat = attempt(notes, 'cpu', () => parseStat(readText(`${proc}/stat`)));
  const isDisk = (name: string) => existsSync(join(sys, 'block', name.replaceAll('/', '!')));
  const diskIo = attempt(notes, 'diskIo', () => parseDiskstats(readText(`${proc}/diskstats`), isDisk), {
    optional: true,
  });
  const network = attempt(notes, 'network', () => parseNetDev(readText(`${proc}/net/dev`)), { optional: true });
  const processes = attempt(notes, 'processes', () => readProcessStats(proc));
  const vmstat = attempt(notes, 'kernel.vmstat', () => parseVmstat(readText(`${proc}/vmstat`)), { optional: true });
  const cgroup = attempt(notes, 'cgroup', () => readCgroup(proc, sys));
  const counters: Counters = {
    version: 1,
    host,
    bootId,
    at: new Date().toISOString(),
    uptimeSeconds,
    cpu: stat?.cpu ?? null,
    cores: stat?.cores ?? {},
    single: { ...stat?.single, ...vmstat, ...readProtocols(proc, notes), ...cgroup?.single },
    diskIo: diskIo ?? {},
    network: network ?? {},
    processes: Object.fromEntries((processes ?? []).map(({ pid, start, ticks }) => [pid, [String(start), ticks]])),
  };
  return { counters, stat, diskIo, network, processes, cgroup };
}

const AUXV_PAGE_SIZE = 6n;
let cachedPageBytes: number | undefined;

/** Bytes of a memory page, from the auxiliary vector that the kernel gives every process: 4096, on some ARM machines more. */
export function pageBytes(): number {
  cachedPageBytes ??= readPageBytes();
  return cachedPageBytes;
}

function readPageBytes(): number {
  try {
    const vector = readFileSync('/proc/self/auxv');
    for (let at = 0; at + 16 <= vector.length; at += 16)
      if (vector.readBigUInt64LE(at) === AUXV_PAGE_SIZE) return Number(vector.readBigUInt64LE(at + 8));
  } catch {
    // A /proc that hides it: nearly every machine has pages of 4096 bytes.
  }
  return 4_096;
}
