import type { Layout } from '../../files/layout.ts';
import { readAgentsFile } from '../../status/agents-file.ts';
import { missedNow } from '../../status/heartbeat.ts';
import { describeDuration } from '../../text/duration.ts';
import type { Reading } from './from-sample.ts';

/** What is true of the workspace at a moment, rather than of a sample. `sample`: the newest there is, null where there is none. */
export function readingsOfWorkspace(
  at: Layout,
  now: number,
  sample: { at: number; everyMs: number } | null,
): Reading[] {
  const readings: Reading[] = [];
  const missed = missedNow(at, now);
  if (missed !== null) readings.push({ metric: 'heartbeats_missed', resource: null, value: missed });
  if (sample !== null) {
    const ageMs = Math.max(0, now - sample.at);
    const detail = describeDuration(ageMs);
    readings.push({ metric: 'sample_age_intervals', resource: null, value: ageMs / sample.everyMs, detail });
    readings.push({ metric: 'sample_age_seconds', resource: null, value: Math.round(ageMs / 1_000) });
  }
  for (const { id, state, consecutiveFailures, reason } of readAgentsFile(at)?.agents ?? []) {
    readings.push({ metric: 'agent_failed', resource: id, value: Number(state === 'failed'), detail: reason });
    readings.push({ metric: 'agent_failures_in_a_row', resource: id, value: consecutiveFailures });
    readings.push({ metric: 'agent_running', resource: id, value: Number(state === 'running') });
  }
  return readings;
}
