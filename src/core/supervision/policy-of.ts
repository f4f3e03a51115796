import type { AgentConfig } from '../config/agent-schema.ts';
import type { RestartPolicy } from './restart-policy.ts';

const SECOND_MS = 1_000;

/** The restart policy that an agent's configuration means. */
export function policyOf(config: AgentConfig): RestartPolicy {
  const { backoff } = config;
  return {
    mode: config.restart ?? (config.persistent ? 'always' : 'on-failure'),
    delayMs: backoff.initial_seconds * SECOND_MS,
    factor: backoff.factor,
    maxDelayMs: backoff.max_seconds * SECOND_MS,
    jitter: backoff.jitter,
    healthyAfterMs: backoff.healthy_after_seconds * SECOND_MS,
    maxFailures: config.crash_loop_limit,
    // A job may rightly be over in no time; what should stay has not started when it ends at once.
    minUptimeMs: config.persistent ? config.min_uptime_seconds * SECOND_MS : 0,
    startRetries: config.start_retries,
  };
}
