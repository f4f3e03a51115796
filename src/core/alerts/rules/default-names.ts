/** The rules that come with ops. Apart from the rules themselves, so that the schema can know the names without them. */
export const DEFAULT_RULES = [
  'cpu_usage',
  'memory_usage',
  'disk_usage',
  'inode_usage',
  'disk_full_soon',
  'swap_usage',
  'memory_pressure',
  'io_pressure',
  'oom_kill',
  'mount_read_only',
  'clock_unsynchronised',
  'unit_failed',
  'health_check',
  'heartbeat_missed',
  'metrics_stale',
  'error_rate',
  'log_finding',
] as const;

export type DefaultRuleName = (typeof DEFAULT_RULES)[number];

export const DEFAULT_RULE_NAMES: ReadonlySet<string> = new Set(DEFAULT_RULES);
