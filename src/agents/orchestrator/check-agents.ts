import { hasEnded } from '../../core/sessions/record.ts';
import { listRecords, quarantineUnreadable } from '../../core/sessions/registry.ts';
import { settleSession } from '../../core/sessions/settle.ts';
import { viewOf } from '../../core/sessions/view.ts';
import type { Step } from '../../core/status/heartbeat.ts';
import type { Desk } from './desk.ts';
import { lookAtAdopted, startRun } from './runs.ts';
import { statusOf } from './unit.ts';

/** The agent check: every session that the registry says is alive is looked at, what is gone is written down, what failed is restarted. */
export async function checkAgents(desk: Desk): Promise<Step> {
  lookAtAdopted(desk);
  const actions = [...settleLost(desk), ...(await restartFailed(desk))];
  const statuses = [...desk.units.values()].map(statusOf);
  const failed = statuses.filter(({ state }) => state === 'failed' || state === 'retrying');
  const running = statuses.filter(({ state }) => state === 'running').length;
  const text = `${statuses.length} agents, ${running} running${failed.length === 0 ? '' : `, failing: ${failed.map(({ id }) => id).join(', ')}`}`;
  return { status: failed.length === 0 ? 'ok' : 'warning', text, actions };
}

/** Sessions of others (started from a shell, or by an orchestrator before) that died without a word. */
function settleLost(desk: Desk): string[] {
  const { records, unreadable } = listRecords(desk.at);
  const moved = quarantineUnreadable(desk.at, unreadable);
  const actions = moved === 0 ? [] : [`${moved} unreadable records to quarantine`];
  const mine = new Set([...desk.units.values()].flatMap((unit) => [...unit.running.keys()]));
  for (const record of records) {
    if (record.id === desk.session.id || mine.has(record.id) || hasEnded(record.status)) continue;
    if (viewOf(desk.at, record).live !== 'dead') continue;
    const reason = 'its process is gone, and nobody saw how it ended';
    if (settleSession(desk.at, record.id, record.runId, { status: 'lost', reason }) !== null)
      actions.push(`${record.key} is lost`);
  }
  return actions;
}

async function restartFailed(desk: Desk): Promise<string[]> {
  if (!desk.config.auto_restart_failed_agents) return [];
  const actions: string[] = [];
  for (const unit of desk.units.values()) {
    if (unit.givenUp === null || unit.hold !== null || !unit.config.enabled || unit.running.size > 0) continue;
    unit.givenUp = null;
    const record = await startRun(desk, unit, { kind: 'cron', restarts: unit.restarts + 1 });
    actions.push(record === null ? `${unit.id} could not be restarted` : `${unit.id} restarted`);
  }
  return actions;
}
