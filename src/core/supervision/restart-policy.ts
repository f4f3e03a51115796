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
}

export const DEFAULT_RESTART: RestartPolicy = {
  mode: 'on-failure',
  delayMs: 1_000,
  factor: 2,
  maxDelayMs: 300_000,
  jitter: 0.2,
  healthyAfterMs: 60_000,
  maxFailures: 10,
};

export interface Ended {
  failed: boolean;
  uptimeMs: number;
}

export type Decision =
  | { restart: true; delayMs: number; failures: number }
  | { restart: false; why: 'done' | 'never' | 'crash loop'; failures: number };

/**
 * Decides on one end of an agent. `failures` counts failures since it was last healthy: it is no lifetime counter, and an agent that
 * dies after a second each time is a crash loop just as one that dies at once. `random` is in [0, 1).
 */
export function decideRestart(policy: RestartPolicy, failuresBefore: number, ended: Ended, random: number): Decision {
  const earlier = ended.uptimeMs >= policy.healthyAfterMs ? 0 : failuresBefore;
  // What should always run has failed whenever it ends, with whatever code: else `exit 0` at once would be restarted in a tight loop.
  const failures = ended.failed || policy.mode === 'always' ? earlier + 1 : 0;
  if (!ended.failed && policy.mode !== 'always') return { restart: false, why: 'done', failures };
  if (policy.mode === 'never') return { restart: false, why: 'never', failures };
  if (failures > policy.maxFailures) return { restart: false, why: 'crash loop', failures };
  return { restart: true, delayMs: delayOf(policy, failures, random), failures };
}

function delayOf(policy: RestartPolicy, failures: number, random: number): number {
  if (failures <= 1) return 0;
  const delay = Math.min(policy.maxDelayMs, policy.delayMs * policy.factor ** (failures - 2));
  return Math.round(delay * (1 - policy.jitter / 2 + policy.jitter * random));
}
