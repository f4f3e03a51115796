/** When an agent that ended is started again. Durations in milliseconds. */
export interface RestartPolicy {
  mode: 'always' | 'on-failure' | 'never';
  /** Delay before the second restart in a row; the first comes at once. */
  delayMs: number;
  factor: number;
  maxDelayMs: number;
  /** Share of the delay by which it may vary, so that many agents do not start in step. */
  jitter: number;
  /** After so long a run the agent counts as healthy: earlier failures are forgotten. */
  healthyAfterMs: number;
  /** Failures in a row after which it is given up. */
  maxFailures: number;
  /** A run that fails earlier than this did not start. */
  minUptimeMs: number;
  /** So many more starts in a row are tried when one did not succeed. */
  startRetries: number;
}

export const DEFAULT_RESTART: RestartPolicy = {
  mode: 'on-failure',
  delayMs: 1_000,
  factor: 2,
  maxDelayMs: 300_000,
  jitter: 0.2,
  healthyAfterMs: 60_000,
  maxFailures: 10,
  minUptimeMs: 0,
  startRetries: 3,
};

/** Failures in a row since the agent was last healthy. Never a count over its life: a year of rare failures is no crash loop. */
export interface FailureCount {
  failures: number;
  /** Of them, in a row, those that failed before the minimum uptime. */
  startFailures: number;
}

export const NO_FAILURES: FailureCount = { failures: 0, startFailures: 0 };

export interface Ended {
  failed: boolean;
  uptimeMs: number;
}

export type GiveUp = 'done' | 'never' | 'crash loop' | 'did not start';

export type Decision = { count: FailureCount } & ({ restart: true; delayMs: number } | { restart: false; why: GiveUp });

/**
 * Decides on one end of an agent. One that dies after a second each time is a crash loop just as one that dies at once: what counts is
 * that it never ran long enough to be healthy. `random` is in [0, 1).
 */
export function decideRestart(policy: RestartPolicy, before: FailureCount, ended: Ended, random: number): Decision {
  const earlier = ended.uptimeMs >= policy.healthyAfterMs ? NO_FAILURES : before;
  const count = countEnd(policy, earlier, ended);
  if (!ended.failed && policy.mode !== 'always') return { restart: false, why: 'done', count };
  if (policy.mode === 'never') return { restart: false, why: 'never', count };
  if (count.startFailures > policy.startRetries) return { restart: false, why: 'did not start', count };
  if (count.failures > policy.maxFailures) return { restart: false, why: 'crash loop', count };
  return { restart: true, delayMs: delayOf(policy, count.failures, random), count };
}

/** What should always run has failed whenever it ends, with whatever code: else `exit 0` at once would be restarted in a tight loop. */
function countEnd(policy: RestartPolicy, earlier: FailureCount, ended: Ended): FailureCount {
  if (!ended.failed && policy.mode !== 'always') return NO_FAILURES;
  const started = ended.uptimeMs >= policy.minUptimeMs;
  return { failures: earlier.failures + 1, startFailures: started ? 0 : earlier.startFailures + 1 };
}

function delayOf(policy: RestartPolicy, failures: number, random: number): number {
  if (failures <= 1) return 0;
  const delay = Math.min(policy.maxDelayMs, policy.delayMs * policy.factor ** (failures - 2));
  const varied = delay * (1 - policy.jitter / 2 + policy.jitter * random);
  return Math.min(policy.maxDelayMs, Math.round(varied));
}
