import type { Disk, Pressures } from './readings.ts';
import type { Sample } from './sample.ts';

/** One value of a sample under its name in the history: `cpu_percent`, `disk_percent{mount="/"}`. */
export type Values = Record<string, number | null>;

/** Quotes a label's value the way Prometheus does. */
export function labelled(name: string, label: string, value: string): string {
  const quoted = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `${name}{${label}="${quoted}"}`;
}

/** The numbers of a sample that are kept. What could not be read this time is null, so that the names stay the same. */
export function valuesOf(sample: Sample): Values {
  const values: Values = {};
  const put = (name: string, value: number | null | undefined) => {
    values[name] = typeof value === 'number' && Number.isFinite(value) ? value : null;
  };
  const { cpu, memory, swap, load, processes, kernel, protocols, cgroup, clock } = sample;
  put('cpu_percent', cpu?.total);
  put('cpu_user_percent', cpu?.user);
  put('cpu_system_percent', cpu?.system);
  put('cpu_iowait_percent', cpu?.iowait);
  put('cpu_steal_percent', cpu?.steal);
  for (const core of cpu?.cores ?? []) put(labelled('core_percent', 'core', String(core.id)), core.total);
  put('load_1', load?.[0]);
  put('load_5', load?.[1]);
  put('load_15', load?.[2]);
  put('memory_percent', memory?.percent);
  put('memory_available_bytes', memory?.availableBytes);
  put('swap_percent', swap?.percent);
  put('swap_in_pages_per_second', swap?.inPerSecond);
  put('swap_out_pages_per_second', swap?.outPerSecond);
  putPressure(put, sample.pressure);
  for (const disk of sample.disks) putDisk(put, disk);
  for (const { device, ...io } of sample.diskIo ?? []) {
    put(labelled('disk_read_bytes_per_second', 'device', device), io.readBytesPerSecond);
    put(labelled('disk_write_bytes_per_second', 'device', device), io.writeBytesPerSecond);
    put(labelled('disk_operations_per_second', 'device', device), io.operationsPerSecond);
    put(labelled('disk_busy_percent', 'device', device), io.utilisationPercent);
    put(labelled('disk_wait_ms', 'device', device), io.waitMs);
  }
  for (const network of sample.network ?? []) {
    put(labelled('network_receive_bytes_per_second', 'interface', network.interface), network.receiveBytesPerSecond);
    put(labelled('network_transmit_bytes_per_second', 'interface', network.interface), network.transmitBytesPerSecond);
    put(labelled('network_errors', 'interface', network.interface), network.errors);
    put(labelled('network_drops', 'interface', network.interface), network.drops);
  }
  put('tcp_retransmitted_percent', protocols?.retransmittedPercent);
  put('tcp_listen_overflows', protocols?.listenOverflows);
  put('sockets_in_use', protocols?.socketsInUse);
  put('tcp_time_wait', protocols?.timeWait);
  put('connection_tracking_percent', protocols?.connectionTrackingPercent);
  put('processes', processes?.total);
  put('threads', processes?.threads);
  put('processes_blocked', processes?.blocked);
  put('zombies', processes?.zombies?.count);
  put('open_files', kernel?.openFiles?.used);
  put('oom_kills', kernel?.outOfMemoryKills);
  put('context_switches_per_second', kernel?.contextSwitchesPerSecond);
  put('forks_per_second', kernel?.forksPerSecond);
  put('major_faults_per_second', kernel?.majorFaultsPerSecond);
  put('cgroup_memory_percent', cgroup?.memoryPercent);
  put('cgroup_throttled_percent', cgroup?.throttledPercent);
  put('uptime_seconds', sample.uptimeSeconds);
  put('clock_step_ms', clock?.stepMs);
  put('failed_units', sample.units?.failed.length);
  for (const { name, up, latencyMs } of sample.healthChecks) {
    put(labelled('check_up', 'check', name), up === null ? null : Number(up));
    put(labelled('check_latency_ms', 'check', name), latencyMs);
  }
  return values;
}

type Put = (name: string, value: number | null | undefined) => void;

function putPressure(put: Put, pressure: Pressures | null): void {
  for (const resource of ['cpu', 'memory', 'io'] as const) {
    put(labelled('pressure_some_percent', 'resource', resource), pressure?.[resource]?.some.avg300);
    // For the CPU "all tasks wait" means nothing outside a control group: the kernel always says 0.
    if (resource !== 'cpu')
      put(labelled('pressure_full_percent', 'resource', resource), pressure?.[resource]?.full?.avg300);
  }
}

function putDisk(put: Put, disk: Disk): void {
  put(labelled('disk_percent', 'mount', disk.mount), disk.percent);
  put(labelled('disk_used_bytes', 'mount', disk.mount), disk.usedBytes);
  put(labelled('inode_percent', 'mount', disk.mount), disk.inodesPercent);
  put(labelled('disk_full_in_hours', 'mount', disk.mount), disk.fullInHours);
  put(labelled('inodes_full_in_hours', 'mount', disk.mount), disk.inodesFullInHours);
}
