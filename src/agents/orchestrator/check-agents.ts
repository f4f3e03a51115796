import { endingOfGone } from '../../core/sessions/ending.ts';
import { hasEnded } from '../../core/sessions/record.ts';
import { listRecords, quarantineUnreadable } from '../../core/sessions/registry.ts';
import { settleSession } from '../../core/sessions/settle.ts';
import { endLeftovers } from '../../core/sessions/stop.ts';
import { viewOf } from '../../core/sessions/view.ts';
import type { Step } from '../../core/status/heartbeat.ts';
import { policyOf } from '../../core/supervision/policy-of.ts';
import { NO_FAILURES } from '../../core/supervision/restart-policy.ts';
import { plural } from '../../core/text/plural.ts';
import { lookAtAdopted } from './adopted.ts';
import type { Desk } from './desk.ts';
import { kindOf, shouldBeUp, startLanes, startRun } from './runs.ts';
import { type Lane, laneRuns, statusOf, type Unit } from './unit.ts';

/** The agent check: every session that the registry says is alive is looked at, what is gone is written down, what failed is restarted. */
export async function checkAgents(desk: Desk): Promise<Step> {
  lookAtAdopted(desk);
  const actions = [...settleLost(desk), ...(await restartFailed(desk))];
  const statuses = [...desk.units.values()].map(statusOf);
  const failed = statuses.filter(({ state }) => state === 'failed' || state === 'retrying');
  const running = statuses.filter(({ state }) => state === 'running').length;
  const text = `${plural(statuses.length, 'agent')}, ${running} running${failed.length === 0 ? '' : `, failing: ${failed.map(({ id }) => id).join(', ')}`}`;
  return { status: failed.length === 0 ? 'ok' : 'warning', text, actions };
}

/** Sessions of others (started from a shell, or by an orchestrator before) that died without a word. */
function settleLost(desk: Desk): string[] {
  const { records, unreadable } = listRecords(desk.at);
  const moved = quarantineUnreadable(desk.at, unreadable);
  const actions = moved === 0 ? [] : [`${moved} unreadable records to quarantine`];
  const mine = new Set([...desk.units.values()].flatMap((unit) => [...unit.runs.keys()]));
  for (const record of records) {
    if (record.id === desk.session.id || mine.has(record.id) || hasEnded(record.status)) continue;
    if (viewOf(desk.at, record).live !== 'dead') continue;
    endLeftovers(record);
    const ending = endingOfGone(desk.at, record);
    if (settleSession(desk.at, record.id, record.runId, ending) !== null)
      actions.push(`${record.key} ended unseen: ${ending.status}`);
  }
  return actions;
}

/** Gives what was given up another chance, and starts what should be up and is not. */
async function restartFailed(desk: Desk): Promise<string[]> {
  if (!desk.config.auto_restart_failed_agents) return [];
  const actions: string[] = [];
  for (const unit of desk.units.values()) {
    if (unit.hold !== null || !unit.config.enabled || unit.shed) continue;
    const failed = unit.lanes.filter((lane) => mayTryAgain(unit, lane) && laneRuns(unit, lane).length === 0);
    for (const lane of failed) {
      lane.givenUp = null;
      lane.count = NO_FAILURES;
      lane.restarts += 1;
      const record = await startRun(desk, unit, lane, { kind: kindOf(unit) });
      actions.push(record === null ? `${unit.id} could not be restarted` : `${unit.id} restarted`);
    }
    if (failed.length === 0 && isDown(unit)) {
      const started = await startLanes(desk, unit);
      if (started.length > 0) actions.push(`${unit.id} started`);
    }
  }
  return actions;
}

/** What was given up gets its next chance from a heartbeat, but not from one that comes right after. */
const REST_MS = 10 * 60_000;

/** Never is never; and a job runs at its times alone, and its failures in a row are counted over them. */
function mayTryAgain(unit: Unit, lane: Lane): boolean {
  if (unit.job !== null || policyOf(unit.config).mode === 'never') return false;
  return lane.givenUp !== null && Date.now() - lane.givenUpAt >= REST_MS;
}

/** Should be up, is not, and nothing is planned that would change it. */
function isDown(unit: Unit): boolean {
  return (
    shouldBeUp(unit) &&
    unit.lanes.some(
      (lane) => laneRuns(unit, lane).length === 0 && lane.retry === null && lane.givenUp === null && !lane.starting,
    )
  );
}
