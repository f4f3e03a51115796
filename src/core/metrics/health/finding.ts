import type { HealthCheck } from '../health-check-schema.ts';

export type HealthStatus = 'ok' | 'warning' | 'critical' | 'unknown';

/** What one run of a check found. `ok: false` takes the check's own severity, unless `level` says it better. */
export interface Finding {
  ok: boolean;
  level?: 'warning' | 'critical';
  message: string;
  /** The time of the answer itself. */
  latencyMs?: number;
  /** What was measured, in the unit that the check's kind names: days left, seconds of age, processes. */
  value?: number;
}

/** A check's result as metrics/latest.json has it, under `healthChecks`. */
export interface HealthResult {
  name: string;
  type: HealthCheck['type'];
  status: HealthStatus;
  /** Whether it was answered at all, be it late; null where that could not be found out. */
  up: boolean | null;
  /** When it ran; an earlier sample's where its interval is not over yet. */
  at: string;
  latencyMs: number | null;
  value: number | null;
  message: string;
}

/** Does one kind of check. Ends, and frees what it holds, when the signal says so. */
export type Probe<T extends HealthCheck> = (check: T, signal: AbortSignal) => Promise<Finding>;

/** An answer that came, judged by how long it took. */
export function judgeLatency(
  check: { latency_warning_ms: number; latency_critical_ms: number },
  latencyMs: number,
  answer: string,
): Finding {
  const rounded = Math.round(latencyMs);
  const slow = (level: 'warning' | 'critical', limit: number): Finding => ({
    ok: false,
    level,
    latencyMs,
    message: `${answer} after ${rounded} ms (threshold: ${limit} ms)`,
  });
  if (latencyMs > check.latency_critical_ms) return slow('critical', check.latency_critical_ms);
  if (latencyMs > check.latency_warning_ms) return slow('warning', check.latency_warning_ms);
  return { ok: true, latencyMs, message: `${answer} in ${rounded} ms` };
}
