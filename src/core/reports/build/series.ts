/** What a forecast follows. */
export const FILLING: ReadonlySet<string> = new Set([
  'disk_percent',
  'disk_used_bytes',
  'inode_percent',
  'memory_percent',
  'memory_available_bytes',
]);

/** The series that reports read, without their labels: a sample holds far more, single cores for one. */
export const SERIES: ReadonlySet<string> = new Set([
  'disk_percent',
  'inode_percent',
  'memory_percent',
  'cpu_percent',
  'cpu_iowait_percent',
  'cpu_steal_percent',
  'load_1',
  'swap_percent',
  'pressure_some_percent',
  'disk_busy_percent',
  'network_receive_bytes_per_second',
  'network_transmit_bytes_per_second',
  'uptime_seconds',
  'oom_kills',
  'failed_units',
  'check_up',
  'check_latency_ms',
]);
