import type { Layout } from '../../core/files/layout.ts';
import { readHeartbeatPlan, writeHeartbeatPlan } from '../../core/status/heartbeat.ts';
import type { Result } from '../command.ts';

const DEFAULT_INTERVAL_MS = 30 * 60_000;

/** The orchestrator reads the plan at each beat: nothing has to be restarted. Missed beats are counted from when it is enabled. */
export function switchHeartbeat(at: Layout, enabled: boolean): Result {
  const plan = readHeartbeatPlan(at);
  const since =
    enabled && plan?.enabled !== true ? new Date().toISOString() : (plan?.since ?? new Date().toISOString());
  writeHeartbeatPlan(at, { version: 1, enabled, intervalMs: plan?.intervalMs ?? DEFAULT_INTERVAL_MS, since });
  return { data: { ok: true, enabled }, text: `The heartbeat is ${enabled ? 'enabled' : 'disabled'}.` };
}
