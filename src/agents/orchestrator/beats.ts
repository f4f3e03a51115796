import { readHeartbeatPlan, writeHeartbeatPlan } from '../../core/status/heartbeat.ts';
import { checkAgents } from './check-agents.ts';
import type { Desk } from './desk.ts';
import { everyConfigured } from './every.ts';
import { beat, skipBeat } from './heartbeat.ts';
import { applyRetention } from './retention.ts';

export const COLLECTOR = 'metrics-collector';
const MINUTE_MS = 60_000;
/** The first beat waits so long for the first sample, to have something to say about metrics. */
const FIRST_SAMPLE_MS = 15_000;

/** Whoever reads counts the missed beats by this plan. */
function planBeats(desk: Desk): void {
  const intervalMs = desk.config.heartbeat_interval_minutes * MINUTE_MS;
  const enabled = readHeartbeatPlan(desk.at)?.enabled ?? true;
  writeHeartbeatPlan(desk.at, { version: 1, enabled, intervalMs, since: new Date().toISOString() });
}

export function keepBeats(desk: Desk): () => void {
  planBeats(desk);
  const first = setTimeout(() => void beatOnce('start'), 0);
  const beatOnce = async (trigger: 'start' | 'schedule') => {
    if (trigger === 'start') await firstSample(desk);
    if (desk.stopping) return;
    if (readHeartbeatPlan(desk.at)?.enabled === false) skipBeat(desk, 'disabled by ops system heartbeat disable');
    else await beat(desk, trigger);
  };
  const minutes = () => desk.config.heartbeat_interval_minutes;
  const stop = everyConfigured(
    desk,
    minutes,
    'heartbeat',
    () => beatOnce('schedule'),
    () => planBeats(desk),
  );
  return () => {
    clearTimeout(first);
    stop();
  };
}

async function firstSample(desk: Desk): Promise<void> {
  const deadline = performance.now() + FIRST_SAMPLE_MS;
  const collector = desk.units.get(COLLECTOR);
  while (collector !== undefined && collector.runs.size > 0 && performance.now() < deadline && !desk.stopping) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export function keepHealth(desk: Desk): () => void {
  const minutes = () => desk.config.agent_health_check_interval_minutes;
  return everyConfigured(desk, minutes, 'health', async () => {
    await checkAgents(desk);
    applyRetention(desk);
    desk.changed();
  });
}
