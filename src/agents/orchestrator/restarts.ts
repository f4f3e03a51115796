import type { SessionRecord } from '../../core/sessions/record.ts';
import type { RunEntry } from '../../core/sessions/run-log.ts';
import { policyOf } from '../../core/supervision/policy-of.ts';
import { decideRestart, type GiveUp, NO_FAILURES } from '../../core/supervision/restart-policy.ts';
import type { Desk } from './desk.ts';
import { writeLanes } from './lanes-file.ts';
import type { StartOptions } from './launch.ts';
import type { Lane, Run, Unit } from './unit.ts';

type Start = (options: StartOptions) => Promise<SessionRecord | null>;

/** Changes that come together are saved together: a hundred restarts are one write. */
const GATHER_MS = 20;
const unsaved = new WeakSet<Desk>();

/** The counts outlive this process; a full disk costs only that. */
function saveLanes(desk: Desk): void {
  if (unsaved.has(desk)) return;
  unsaved.add(desk);
  setTimeout(() => {
    unsaved.delete(desk);
    try {
      writeLanes(desk.at, desk.units.values());
    } catch (error) {
      desk.log('error', 'restarts', `the failure counts could not be saved: ${String(error)}`);
    }
  }, GATHER_MS);
}

export function clearRetry(lane: Lane): void {
  if (lane.retry !== null) clearTimeout(lane.retry);
  lane.retry = null;
}

/** Decides what follows the end of a run: nothing, a restart now or later, or giving up and telling a person. */
export function afterEnd(desk: Desk, unit: Unit, { lane, since }: Run, run: RunEntry, start: Start): void {
  // A run that somebody stopped is neither a success nor a failure of the agent.
  if (run.status === 'killed') return;
  const failed = run.status !== 'done';
  const decision = decideRestart(
    policyOf(unit.config),
    lane.count,
    { failed, uptimeMs: since === null ? (run.durationMs ?? 0) : performance.now() - since },
    Math.random(),
  );
  lane.count = decision.count;
  saveLanes(desk);
  if (!failed && !decision.restart) {
    lane.restarts = 0;
    lane.givenUp = null;
    desk.over(`failing ${unit.id}`);
  }
  lane.failuresInARow = failed ? lane.failuresInARow + 1 : 0;
  if (failed) tellOfSlots(desk, unit, lane, run);
  const wanted = unit.hold === null && unit.config.enabled && !unit.shed;
  if (!wanted || (failed && !desk.config.auto_restart_failed_agents)) return;
  if (decision.restart) planRestart(desk, unit, lane, decision.delayMs, start);
  else if (decision.why !== 'done') giveUp(desk, unit, lane, run, decision.why);
}

/** Where slots follow each other faster than its restarts, an agent that only fails is never given up: each slot is a new chance. */
function tellOfSlots(desk: Desk, unit: Unit, lane: Lane, run: RunEntry): void {
  const { persistent, crash_loop_limit } = unit.config;
  if (persistent || unit.job !== null || lane.failuresInARow < crash_loop_limit) return;
  const last = run.reason === null ? run.status : `${run.status}: ${run.reason}`;
  const failed = `failed ${crash_loop_limit} times in a row and more, last ${last}`;
  desk.tell('critical', `failing ${unit.id}`, `The agent ${unit.id} ${failed}. It is tried again at each slot.`);
}

const GIVEN_UP: Record<Exclude<GiveUp, 'done'>, (failures: number) => string> = {
  never: () => 'failed, and is not to be restarted',
  'crash loop': (failures) => `failed ${failures} times in a row`,
  'did not start': (failures) => `did not start: it ended at once ${failures} times in a row`,
};

function giveUp(desk: Desk, unit: Unit, lane: Lane, run: RunEntry, why: Exclude<GiveUp, 'done'>): void {
  const last = run.reason === null ? run.status : `${run.status}: ${run.reason}`;
  lane.givenUp = `${GIVEN_UP[why](lane.count.failures)}, last ${last}`;
  lane.givenUpAt = Date.now();
  saveLanes(desk);
  // One failed run of a job is no news that wakes anybody; that it is disabled after several is.
  if (unit.job !== null) {
    desk.tell('warning', `failing ${unit.id}`, `The job ${unit.id} ${lane.givenUp}. It runs again at its next slot.`);
    return;
  }
  const next = unit.config.persistent ? '' : 'It runs again at its next slot. ';
  desk.tell(
    'critical',
    `failing ${unit.id}`,
    `The agent ${unit.id} ${lane.givenUp}. ${next}Start it with: ops agents start ${unit.id}`,
  );
}

function planRestart(desk: Desk, unit: Unit, lane: Lane, delayMs: number, start: Start): void {
  const restart = () => {
    lane.retry = null;
    if (desk.stopping || unit.hold !== null || !unit.config.enabled || unit.shed) return;
    lane.restarts += 1;
    desk.counters.restarts += 1;
    void start({ kind: unit.config.persistent ? 'main' : 'cron' });
  };
  if (delayMs === 0) restart();
  else lane.retry = setTimeout(restart, delayMs);
}

/** Forgets earlier failures: a person, a new slot or a heartbeat gives the agent a new chance. */
export function forgive(desk: Desk, unit: Unit): void {
  for (const lane of unit.lanes) {
    clearRetry(lane);
    lane.count = NO_FAILURES;
    lane.givenUp = null;
  }
  saveLanes(desk);
}

/** An agent that was given up and started again is well when it has run for so long, not when it has begun to. */
const PROVEN_MS = 30_000;

/** Says of the agents that are well again that they are. */
export function settleFailures(desk: Desk): void {
  const now = performance.now();
  for (const unit of desk.units.values()) {
    const { persistent, enabled } = unit.config;
    const runs = [...unit.runs.values()];
    const isProven = runs.length > 0 && runs.every(({ since }) => since !== null && now - since >= PROVEN_MS);
    const isWell = unit.lanes.every(({ givenUp }) => givenUp === null) && (!persistent || isProven);
    if (!enabled || unit.hold !== null || (isWell && (persistent || unit.last?.status === 'done')))
      desk.over(`failing ${unit.id}`);
  }
}
