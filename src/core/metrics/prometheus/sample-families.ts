import type { Disk, DiskIo, Network } from '../readings.ts';
import type { Sample } from '../sample.ts';
import { checkFamilies } from './check-families.ts';
import { gauge, type Measured, ratio, single, value } from './family.ts';
import type { MetricFamily } from './render.ts';

/** A family with one value for each thing that has a name. */
function each<T>(
  name: string,
  help: string,
  things: readonly T[],
  label: string,
  nameOf: (thing: T) => string,
  read: (thing: T) => Measured,
) {
  return gauge(
    name,
    help,
    things.flatMap((thing) => value(read(thing), { [label]: nameOf(thing) })),
  );
}

function seconds(hours: Measured): number | null {
  return hours == null ? null : Math.round(hours * 3_600);
}

function disksOf(disks: readonly Disk[]): MetricFamily[] {
  const disk = (name: string, help: string, read: (disk: Disk) => Measured) =>
    each(name, help, disks, 'mount', ({ mount }) => mount, read);
  return [
    disk('disk_used_ratio', 'Used part of what an ordinary user may fill.', ({ percent }) => ratio(percent)),
    disk('disk_size_bytes', 'Bytes the file system has.', ({ totalBytes }) => totalBytes),
    disk('disk_used_bytes', 'Used bytes.', ({ usedBytes }) => usedBytes),
    disk('disk_available_bytes', 'Bytes an ordinary user may still fill.', ({ availableBytes }) => availableBytes),
    disk('disk_inodes_used_ratio', 'Used part of the inodes.', ({ inodesPercent }) => ratio(inodesPercent)),
    disk('disk_read_only', '1 where nothing can be written.', ({ readOnly }) => (readOnly ? 1 : 0)),
    disk('disk_full_in_seconds', 'Time until it is full if it goes on filling as it does.', ({ fullInHours }) =>
      seconds(fullInHours),
    ),
    disk('disk_inodes_full_in_seconds', 'Time until it has no more inodes.', ({ inodesFullInHours }) =>
      seconds(inodesFullInHours),
    ),
  ];
}

function diskIoOf(diskIo: readonly DiskIo[]): MetricFamily[] {
  const device = (name: string, help: string, read: (io: DiskIo) => Measured) =>
    each(name, help, diskIo, 'device', (io) => io.device, read);
  return [
    device('disk_read_bytes_per_second', 'Bytes read a second.', (io) => io.readBytesPerSecond),
    device('disk_write_bytes_per_second', 'Bytes written a second.', (io) => io.writeBytesPerSecond),
    device('disk_operations_per_second', 'Operations a second.', (io) => io.operationsPerSecond),
    device('disk_busy_ratio', 'Part of the time with something to do.', (io) => ratio(io.utilisationPercent)),
    device('disk_wait_seconds', 'Mean time of an operation.', (io) => (io.waitMs === null ? null : io.waitMs / 1_000)),
  ];
}

function networkOf(networks: readonly Network[]): MetricFamily[] {
  const network = (name: string, help: string, read: (network: Network) => Measured) =>
    each(name, help, networks, 'interface', (one) => one.interface, read);
  return [
    network('network_receive_bytes_per_second', 'Bytes received a second.', (one) => one.receiveBytesPerSecond),
    network('network_transmit_bytes_per_second', 'Bytes sent a second.', (one) => one.transmitBytesPerSecond),
    network('network_errors', 'Errors since the sample before.', (one) => one.errors),
    network('network_drops', 'Packets dropped since the sample before.', (one) => one.drops),
  ];
}

/** The control group that limits ops, where one does, and what the kernel counts of the whole machine. */
function limitsOf({ cgroup, kernel, protocols }: Sample): MetricFamily[] {
  return [
    single('cgroup_memory_limit_bytes', 'Memory that the control group may use.', cgroup?.memoryLimitBytes),
    single('cgroup_memory_used_ratio', 'Used part of that.', ratio(cgroup?.memoryPercent)),
    single('cgroup_cpu_limit_cores', 'Cores that the control group may use.', cgroup?.cpuLimitCores),
    single(
      'cgroup_throttled_ratio',
      'Part of its periods in which it waited for more.',
      ratio(cgroup?.throttledPercent),
    ),
    single('context_switches_per_second', 'Context switches a second.', kernel?.contextSwitchesPerSecond),
    single('forks_per_second', 'Processes and threads started a second.', kernel?.forksPerSecond),
    single('major_faults_per_second', 'Pages read from a disk a second.', kernel?.majorFaultsPerSecond),
    single('tcp_retransmitted_ratio', 'Part of the TCP segments sent again.', ratio(protocols?.retransmittedPercent)),
    single('tcp_time_wait_sockets', 'TCP sockets in the state TIME_WAIT.', protocols?.timeWait),
  ];
}

/** The machine's readings as Prometheus names them. What could not be read is not there. */
export function sampleFamilies(sample: Sample): MetricFamily[] {
  const { cpu, memory, swap, load, processes, kernel, pressure, units, clock, summary } = sample;
  const modes = ['user', 'system', 'iowait', 'steal'] as const;
  const resources = ['cpu', 'memory', 'io'] as const;
  return [
    single('sample_timestamp_seconds', 'When the newest sample was taken.', Date.parse(sample.at) / 1_000),
    single('sample_window_seconds', 'What its rates and shares are means of.', sample.windowSeconds),
    single('sample_missing_readings', 'Readings that failed in the newest sample.', summary.missing.length),
    gauge('threshold_exceeded', 'Values above their threshold, by level.', [
      ...(['warning', 'critical'] as const).map((level) => ({
        labels: { level },
        value: summary.warnings.filter((warning) => warning.level === level).length,
      })),
    ]),
    single('uptime_seconds', 'Time since boot.', sample.uptimeSeconds),
    single('cpu_used_ratio', 'Part of the CPU time that was used.', ratio(cpu?.total)),
    gauge(
      'cpu_mode_ratio',
      'Part of the CPU time by mode.',
      modes.flatMap((mode) => value(ratio(cpu?.[mode]), { mode })),
    ),
    single('load1', 'Mean load of one minute.', load?.[0]),
    single('load5', 'Mean load of five minutes.', load?.[1]),
    single('load15', 'Mean load of fifteen minutes.', load?.[2]),
    single('cpu_cores', 'Cores of the machine.', sample.coreCount),
    single('memory_used_ratio', 'Part of the memory that programs cannot get any more.', ratio(memory?.percent)),
    single('memory_available_bytes', 'Memory that programs can still get.', memory?.availableBytes),
    single('memory_size_bytes', 'Memory there is.', memory?.totalBytes),
    single('swap_size_bytes', 'Swap space there is.', swap?.totalBytes),
    single('swap_used_ratio', 'Used part of the swap space.', ratio(swap?.percent)),
    gauge(
      'pressure_waiting_ratio',
      'Part of five minutes in which some tasks waited for the resource.',
      resources.flatMap((resource) => value(ratio(pressure?.[resource]?.some.avg300), { resource })),
    ),
    gauge(
      'pressure_stalled_ratio',
      'Part of five minutes in which all tasks waited for the resource.',
      (['memory', 'io'] as const).flatMap((resource) => value(ratio(pressure?.[resource]?.full?.avg300), { resource })),
    ),
    ...disksOf(sample.disks),
    ...diskIoOf(sample.diskIo ?? []),
    ...networkOf(sample.network ?? []),
    single('processes', 'Processes.', processes?.total),
    single('threads', 'Threads of all processes.', processes?.threads),
    single('processes_blocked', 'Processes that wait for a disk.', processes?.blocked),
    gauge(
      'processes_state',
      'Processes by state.',
      Object.entries(processes?.states ?? {}).map(([state, count]) => ({ labels: { state }, value: count })),
    ),
    single('zombies', 'Ended processes that their parents have not collected.', processes?.zombies?.count),
    single('open_files', 'File handles the machine has open.', kernel?.openFiles?.used),
    single('oom_kills', 'Processes ended for want of memory since the sample before.', kernel?.outOfMemoryKills),
    single('failed_units', 'systemd units that failed.', units?.failed.length),
    single(
      'clock_synchronised',
      '1 where the clock is kept in time.',
      clock?.synchronised == null ? null : Number(clock.synchronised),
    ),
    ...limitsOf(sample),
    ...checkFamilies(sample.healthChecks),
  ];
}
