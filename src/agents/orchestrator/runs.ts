import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { errorText } from '../../core/errors.ts';
import { endingOfGone } from '../../core/sessions/ending.ts';
import { mainSessionId } from '../../core/sessions/names.ts';
import { hasEnded, type SessionRecord } from '../../core/sessions/record.ts';
import { readRecord } from '../../core/sessions/registry.ts';
import type { RunEntry } from '../../core/sessions/run-log.ts';
import { settleSession } from '../../core/sessions/settle.ts';
import { launch, spawnSession } from '../../core/sessions/spawn.ts';
import { endLeftovers, type StopOptions, stopSession } from '../../core/sessions/stop.ts';
import { viewOf } from '../../core/sessions/view.ts';
import { dependencyProblem } from './dependencies.ts';
import type { Desk } from './desk.ts';
import { concludeRun, type Exit } from './endings.ts';
import { launchOptions, type StartOptions, spawnRequest } from './launch.ts';
import { instanceOf } from './outdated.ts';
import { armProbes, whenOverdue } from './probes.ts';
import { afterEnd, clearRetry } from './restarts.ts';
import { suspendRun } from './suspend.ts';
import { firstLane, type Lane, laneRuns, type Run, type Unit } from './unit.ts';

/** The seed document's "retry 3 times": the first attempt and three more. */
const SPAWN_RETRIES = 3;
const SPAWN_RETRY_DELAY_MS = 200;
/** No timer is longer: Node's hold 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** How this kind of agent is started where nobody says otherwise. */
export function kindOf(unit: Unit): 'main' | 'cron' {
  return unit.config.persistent ? 'main' : 'cron';
}

/** Starts one run in a lane. Tried four times; when all fail it is logged, told, and null. */
export async function startRun(
  desk: Desk,
  unit: Unit,
  lane: Lane,
  options: StartOptions,
): Promise<SessionRecord | null> {
  clearRetry(lane);
  if (lane.starting) return null;
  lane.starting = true;
  let failure = 'unknown';
  try {
    for (let attempt = 0; attempt <= SPAWN_RETRIES && !desk.stopping; attempt += 1) {
      if (attempt > 0) await delay(SPAWN_RETRY_DELAY_MS * attempt);
      // A run id is for one attempt: its record tells of that one.
      const { runId: _first, ...others } = options;
      const outcome = attemptStart(desk, unit, lane, attempt === 0 ? options : others);
      if ('record' in outcome) return outcome.record;
      failure = outcome.failure;
      desk.log('error', 'spawn', `${unit.id}: attempt ${attempt + 1} of ${SPAWN_RETRIES + 1}: ${failure}`);
    }
  } finally {
    lane.starting = false;
  }
  if (desk.stopping) return null;
  lane.givenUp = `could not be started ${SPAWN_RETRIES + 1} times: ${failure}`;
  lane.givenUpAt = Date.now();
  desk.tell('critical', `spawn ${unit.id}`, `The agent ${unit.id} ${lane.givenUp}`);
  desk.changed();
  return null;
}

/** A run before this one that nobody followed to its end: its outcome is written down, and what is left of it ended, before it is replaced. */
function settleBefore(desk: Desk, unit: Unit, lane: Lane): void {
  const record = readRecord(desk.at, mainSessionId(unit.id, lane.number));
  if (record === null || record.owner === null || viewOf(desk.at, record).live !== 'dead') return;
  if (hasEnded(record.status)) return;
  endLeftovers(record);
  settleSession(desk.at, record.id, record.runId, endingOfGone(desk.at, record, unit.config.success_exit_codes));
}

function attemptStart(
  desk: Desk,
  unit: Unit,
  lane: Lane,
  options: StartOptions,
): { record: SessionRecord } | { failure: string } {
  desk.counters.spawnsAttempted += 1;
  try {
    if (options.kind === 'main') settleBefore(desk, unit, lane);
    const spawned = spawnSession(desk.at, spawnRequest(desk, unit, lane, options));
    if (spawned.child !== null && spawned.child.pid === undefined) return { failure: 'the process did not start' };
    desk.counters.spawnsSucceeded += 1;
    desk.over(`spawn ${unit.id}`);
    follow(desk, unit, lane, spawned.record, spawned.child);
    return { record: spawned.record };
  } catch (error) {
    return { failure: errorText(error) };
  }
}

/** Follows a run to its end: by the kernel's word for a child, by looking for one that an earlier orchestrator started. */
export function follow(desk: Desk, unit: Unit, lane: Lane, record: SessionRecord, child: ChildProcess | null): void {
  if (hasEnded(record.status) || unit.runs.has(record.id)) return;
  const since = child === null ? null : performance.now();
  const run: Run = { record, lane, child, since, exit: null, ending: false, ready: false, endReason: null, disarm: [] };
  unit.runs.set(record.id, run);
  unit.waitingFor = null;
  child?.on('exit', (code, signal) => runEnded(desk, unit, run, { code, signal }));
  armProbes(desk, unit, run, {
    ready() {
      run.ready = true;
      desk.changed();
      startDependents(desk, unit);
    },
    unhealthy: (reason) => void endRun(desk, unit, run, reason),
  });
  armDeadline(desk, unit, run);
  desk.changed();
}

/** A run may take so long; what already passed before this orchestrator counts. */
function armDeadline(desk: Desk, unit: Unit, run: Run): void {
  const limit = run.record.runTimeoutSeconds;
  if (limit === 0) return;
  const passed = run.record.startedAt === null ? 0 : Math.max(0, Date.now() - Date.parse(run.record.startedAt));
  const rest = Math.min(LONGEST_TIMER_MS, Math.max(0, limit * 1_000 - passed));
  const overdue = () => void endRun(desk, unit, run, `ran longer than its ${limit} s`, 'timeout');
  run.disarm.push(whenOverdue(run, rest, overdue));
}

/** Ends a run for a reason of its own (hangs, too much memory, too long): it counts as failed, and is restarted as such. */
export async function endRun(
  desk: Desk,
  unit: Unit,
  run: Run,
  reason: string,
  status: 'failed' | 'timeout' = 'failed',
): Promise<void> {
  if (run.ending || !isUnderWay(unit, run)) return;
  run.ending = true;
  run.endReason = reason;
  desk.log('warn', 'runs', `${run.record.key} is ended: ${reason}`);
  await stop(desk, unit, run, { reason, status });
}

/** Stops the session and takes what it ended as. What could not be written down (a full disk) is left to `lookAtAdopted`. */
async function stop(desk: Desk, unit: Unit, run: Run, options: Pick<StopOptions, 'reason' | 'status'>): Promise<void> {
  try {
    const { record } = await stopSession(desk.at, current(desk, run), { ...options, ...stopOptions(unit) });
    if (record !== null && record.runId === run.record.runId) run.record = record;
  } catch (error) {
    desk.log('error', 'runs', `${run.record.key}: its end could not be written down: ${errorText(error)}`);
    run.child = null;
    run.ending = false;
    return;
  }
  run.ending = false;
  runEnded(desk, unit, run, { code: null, signal: null });
}

function stopOptions(unit: Unit) {
  return { signal: unit.config.stop_signal, graceMs: unit.config.stop_timeout_seconds * 1_000 };
}

function current(desk: Desk, run: Run): SessionRecord {
  return readRecord(desk.at, run.record.id) ?? run.record;
}

/** Takes a run over from an orchestrator that died: it goes on, and its end is seen by `lookAtAdopted`. */
export function adoptRun(desk: Desk, unit: Unit, record: SessionRecord): void {
  follow(desk, unit, laneOf(unit, record), record, null);
  const run = unit.runs.get(record.id);
  // Whoever suspended it is gone; whether the machine is overloaded is judged anew.
  if (run !== undefined && record.status === 'suspended') suspendRun(desk, run, false);
}

/** Does a start again that a crash cut off between the written intent and the process. */
export function resumeStart(desk: Desk, unit: Unit, record: SessionRecord): void {
  const lane = laneOf(unit, record);
  const { record: started, child } = launch(desk.at, record, launchOptions(desk, unit, lane));
  follow(desk, unit, lane, started, child);
}

function laneOf(unit: Unit, record: SessionRecord): Lane {
  const number = instanceOf(record.id);
  return unit.lanes.find((lane) => lane.number === number) ?? firstLane(unit);
}

/** A lasting session keeps its id from run to run: it is the run that counts. */
function isUnderWay(unit: Unit, run: Run): boolean {
  return unit.runs.get(run.record.id) === run;
}

export function runEnded(desk: Desk, unit: Unit, run: Run, exit: Exit): void {
  // Whoever ends a run hears of its end, too; the kernel's word may come before it is written that the end was meant, and also when the
  // next run of the same session is under way already.
  if (run.ending || !isUnderWay(unit, run)) return;
  for (const disarm of run.disarm) disarm();
  const entry = tryToConclude(desk, unit, run, exit);
  if (entry === null) return;
  unit.runs.delete(run.record.id);
  if (!desk.stopping) {
    afterEnd(desk, unit, run, entry, (options) => startRun(desk, unit, run.lane, options));
    desk.ended(unit);
    if (entry.status === 'done') startDependents(desk, unit);
  }
  desk.changed();
}

/** Null where the outcome could not be written down: a full disk. The run stays, and `lookAtAdopted` comes back to it every second. */
function tryToConclude(desk: Desk, unit: Unit, run: Run, exit: Exit): RunEntry | null {
  run.exit ??= exit.code === null && exit.signal === null ? null : exit;
  try {
    return concludeRun(desk, unit, run, run.exit ?? exit);
  } catch (error) {
    if (run.child !== null)
      desk.log('error', 'runs', `${run.record.key}: its end could not be written down: ${errorText(error)}`);
    run.child = null;
    return null;
  }
}

/**
 * Starts what should be up: every lane of a persistent agent in which nothing runs. What was given up stays so, also over a restart of the
 * orchestrator, until a person or a later heartbeat forgives it. Returns what was started.
 */
export async function startLanes(
  desk: Desk,
  unit: Unit,
  options: Omit<StartOptions, 'kind'> = {},
): Promise<SessionRecord[]> {
  const problem = dependencyProblem(desk, unit);
  unit.waitingFor = problem;
  if (problem !== null) {
    desk.log('info', 'runs', `${unit.id} waits: ${problem}`);
    desk.changed();
    return [];
  }
  const idle = unit.lanes.filter(
    (lane) => laneRuns(unit, lane).length === 0 && !lane.starting && lane.givenUp === null && lane.retry === null,
  );
  const started = await Promise.all(idle.map((lane) => startRun(desk, unit, lane, { ...options, kind: 'main' })));
  return started.filter((record) => record !== null);
}

/** Whether an agent should be up although nobody asks just now. */
export function shouldBeUp(unit: Unit): boolean {
  const { persistent, enabled } = unit.config;
  return persistent && enabled && unit.hold === null && !unit.shed;
}

function startDependents(desk: Desk, ready: Unit): void {
  for (const unit of desk.units.values()) {
    if (unit.waitingFor === null || !unit.config.depends_on.includes(ready.id)) continue;
    if (shouldBeUp(unit)) void startLanes(desk, unit);
  }
}

/** Ends one run because what is configured is no longer what it is. No failure of it. */
export async function endOutdated(desk: Desk, unit: Unit, run: Run, reason: string): Promise<void> {
  run.ending = true;
  await stop(desk, unit, run, { reason });
}

/** Ends every run of an agent and waits until they are gone. Returns what was ended. */
export async function stopRuns(desk: Desk, unit: Unit, reason: string): Promise<SessionRecord[]> {
  for (const lane of unit.lanes) clearRetry(lane);
  unit.queuedSlot = null;
  const runs = [...unit.runs.values()];
  for (const run of runs) run.ending = true;
  await Promise.all(runs.map((run) => stop(desk, unit, run, { reason })));
  return runs.map((run) => run.record);
}
