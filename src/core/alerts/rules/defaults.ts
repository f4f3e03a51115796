import type { Thresholds } from '../../config/schema.ts';
import type { DefaultRuleName } from './default-names.ts';
import type { RuleConfig } from './schema.ts';

export type RuleSettings = Partial<Omit<RuleConfig, 'name' | 'enabled'>> & { metric: string };
type LimitSettings = NonNullable<RuleConfig['warning']>;

/** Of the room between a critical percentage and 100: so far below it is over, so far above it is sure. 90 gives 88 and 92. */
const CLEAR_SHARE = 0.2;
const SURE_SHARE = 0.2;
/** A warning is over ten points below its threshold: 70 gives 60. */
const WARNING_GAP = 10;

function ofPercent({ warning, critical }: { warning: number; critical: number }): Limits {
  const room = 100 - critical;
  return {
    warning: { value: warning, clear: Math.max(0, warning - WARNING_GAP), sure: critical },
    critical: { value: critical, clear: critical - CLEAR_SHARE * room, sure: critical + SURE_SHARE * room },
  };
}

/** Of numbers that have no 100: half of it is over, a fifth more is sure. */
function ofCount({ warning, critical }: { warning: number; critical: number }): Limits {
  return {
    warning: { value: warning, clear: warning / 2, sure: critical },
    critical: { value: critical, clear: critical / 2, sure: critical * 1.2 },
  };
}

interface Limits {
  warning: LimitSettings;
  critical: LimitSettings;
}

/** Of what is 0 when all is well, 1 for a warning and 2 when it is critical. */
const GRADED: Limits = { warning: { value: 0.5 }, critical: { value: 1.5 } };
const ONLY_WARNING = { warning: { value: 0 }, critical: null };

/** Two samples, so that a spike is nothing; three clear ones, so that it is not told as over between two. */
const STEADY = { for: '2 samples', keep_firing_for: '3 samples' };
const AT_ONCE = { for: '1 sample', keep_firing_for: '1 sample' };

/** A full disk makes others fail, and their messages hide the one that says why. */
const HIDES_ERRORS = [
  { matchers: { source: 'rules', alertname: 'error_rate' }, equal: [] },
  { matchers: { source: 'rules', alertname: 'log_finding' }, equal: [] },
];

/** What is watched unless the configuration says otherwise. Numbers other than the thresholds' are those of Netdata's stock alarms, where it has one. */
export function defaultRules(thresholds: Thresholds): Record<DefaultRuleName, RuleSettings> {
  return {
    cpu_usage: { metric: 'cpu_percent', ...ofPercent(thresholds.cpu_usage), ...STEADY },
    memory_usage: { metric: 'memory_percent', ...ofPercent(thresholds.memory_usage), ...STEADY },
    disk_usage: {
      metric: 'disk_percent',
      ...ofPercent(thresholds.disk_usage),
      ...STEADY,
      inhibits: [...HIDES_ERRORS, { matchers: { source: 'rules', alertname: 'disk_full_soon' }, equal: ['resource'] }],
    },
    inode_usage: { metric: 'inode_percent', ...ofPercent(thresholds.disk_usage), ...STEADY, inhibits: HIDES_ERRORS },
    disk_full_soon: {
      metric: 'disk_full_in_hours',
      direction: 'below',
      warning: { value: 24, clear: 48 },
      critical: { value: 2, clear: 8 },
      ...STEADY,
    },
    swap_usage: {
      metric: 'swap_percent',
      warning: { value: 90, clear: 80, sure: 98 },
      critical: null,
      ...STEADY,
    },
    memory_pressure: {
      metric: 'pressure_full_percent',
      resource: 'memory',
      warning: { value: 5, clear: 2.5 },
      critical: { value: 20, clear: 10 },
      ...STEADY,
    },
    io_pressure: {
      metric: 'pressure_full_percent',
      resource: 'io',
      warning: { value: 40, clear: 20 },
      critical: null,
      ...STEADY,
    },
    oom_kill: {
      metric: 'oom_kills',
      ...ONLY_WARNING,
      for: '1 sample',
      keep_firing_for: '30m',
      inhibits: [{ matchers: { source: 'rules', alertname: 'memory_*' }, equal: [] }],
    },
    mount_read_only: { metric: 'mount_read_only', warning: null, critical: { value: 0 }, ...AT_ONCE },
    clock_unsynchronised: {
      metric: 'clock_unsynchronised',
      ...ONLY_WARNING,
      for: '3 samples',
      keep_firing_for: '1 sample',
    },
    unit_failed: { metric: 'unit_failed', ...ONLY_WARNING, ...AT_ONCE },
    health_check: { metric: 'check_level', ...GRADED, for: '2 samples', keep_firing_for: '2 samples' },
    heartbeat_missed: {
      metric: 'heartbeats_missed',
      warning: { value: 0 },
      critical: { value: 1, clear: 0 },
      ...AT_ONCE,
    },
    metrics_stale: { metric: 'sample_age_intervals', warning: { value: 2.5, clear: 1.5 }, critical: null, ...AT_ONCE },
    error_rate: { metric: 'error_rate_per_min', ...ofCount(thresholds.error_rate_per_min), ...STEADY },
    log_finding: {
      metric: 'log_finding_level',
      warning: { value: 1.5 },
      critical: null,
      for: '1 sample',
      // What comes with one analysis and not with the next has not gone.
      keep_firing_for: '1h',
    },
  };
}
