import type { HealthResult } from '../health/finding.ts';
import { round } from '../numbers.ts';
import type { Disk, DiskIo, Network } from '../readings.ts';
import type { Sample } from '../sample.ts';
import type { MetricFamily, MetricValue } from './render.ts';

type Measured = number | null | undefined;

function value(number: Measured, labels?: Record<string, string>): MetricValue[] {
  if (number === null || number === undefined) return [];
  return [labels === undefined ? { value: number } : { labels, value: number }];
}

function ratio(percent: Measured): number | null {
  return percent === null || percent === undefined ? null : round(percent / 100, 4);
}

function gauge(name: string, help: string, values: readonly MetricValue[]): MetricFamily {
  return { name: `ops_${name}`, help, type: 'gauge', values };
}

function single(name: string, help: string, number: Measured): MetricFamily {
  return gauge(name, help, value(number));
}

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

function disksOf(disks: readonly Disk[]): MetricFamily[] {
  const disk = (name: string, help: string, read: (disk: Disk) => Measured) =>
    each(name, help, disks, 'mount', ({ mount }) => mount, read);
  return [
    disk('disk_used_ratio', 'Used part of what an ordinary user may fill.', ({ percent }) => ratio(percent)),
    disk('disk_used_bytes', 'Used bytes.', ({ usedBytes }) => usedBytes),
    disk('disk_available_bytes', 'Bytes an ordinary user may still fill.', ({ availableBytes }) => availableBytes),
    disk('disk_inodes_used_ratio', 'Used part of the inodes.', ({ inodesPercent }) => ratio(inodesPercent)),
    disk('disk_read_only', '1 where nothing can be written.', ({ readOnly }) => (readOnly ? 1 : 0)),
    disk('disk_full_in_seconds', 'Time until it is full if it goes on filling as it does.', ({ fullInHours }) =>
      fullInHours === null ? null : Math.round(fullInHours * 3_600),
    ),
  ];
}

function diskIoOf(diskIo: readonly DiskIo[]): MetricFamily[] {
  const device = (name: string, help: string, read: (io: DiskIo) => Measured) =>
    each(name, help, diskIo, 'device', (io) => io.device, read);
  return [
    device('disk_read_bytes_per_second', 'Bytes read a second.', (io) => io.readBytesPerSecond),
    device('disk_write_bytes_per_second', 'Bytes written a second.', (io) => io.writeBytesPerSecond),
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

function checksOf(checks: readonly HealthResult[]): MetricFamily[] {
  const check = (name: string, help: string, read: (check: HealthResult) => Measured) =>
    gauge(
      name,
      help,
      checks.flatMap((one) => value(read(one), { check: one.name, type: one.type })),
    );
  return [
    check('health_check_up', '1 where the check is answered, 0 where it is not.', ({ up }) =>
      up === null ? null : Number(up),
    ),
    check('health_check_ok', '1 where the answer is as it should be, in time too.', ({ status }) =>
      status === 'unknown' ? null : Number(status === 'ok'),
    ),
    check('health_check_latency_seconds', 'Time of the answer.', ({ latencyMs }) =>
      latencyMs === null ? null : latencyMs / 1_000,
    ),
  ];
}

/** The machine's readings as Prometheus names them. What could not be read is not there. */
export function sampleFamilies(sample: Sample): MetricFamily[] {
  const { cpu, memory, swap, load, processes, kernel, pressure, units, clock, summary } = sample;
  const modes = ['user', 'system', 'iowait', 'steal'] as const;
  const resources = ['cpu', 'memory', 'io'] as const;
  return [
    single('sample_timestamp_seconds', 'When the newest sample was taken.', Date.parse(sample.at) / 1_000),
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
    single('swap_used_ratio', 'Used part of the swap space.', ratio(swap?.percent)),
    gauge(
      'pressure_waiting_ratio',
      'Part of five minutes in which some tasks waited for the resource.',
      resources.flatMap((resource) => value(ratio(pressure?.[resource]?.some.avg300), { resource })),
    ),
    ...disksOf(sample.disks),
    ...diskIoOf(sample.diskIo ?? []),
    ...networkOf(sample.network ?? []),
    single('processes', 'Processes.', processes?.total),
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
    ...checksOf(sample.healthChecks),
  ];
}
