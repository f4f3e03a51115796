import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { errorText } from '../../core/errors.ts';
import { ownerState } from '../../core/process/identity.ts';
import { hasEnded, type SessionRecord } from '../../core/sessions/record.ts';
import { readRecord } from '../../core/sessions/registry.ts';
import { type RunEntry, readRuns, runEntryOf } from '../../core/sessions/run-log.ts';
import { settleSession } from '../../core/sessions/settle.ts';
import { launch, type SpawnRequest, spawnSession } from '../../core/sessions/spawn.ts';
import { stopSession } from '../../core/sessions/stop.ts';
import { DEFAULT_RESTART, decideRestart } from '../../core/supervision/restart-policy.ts';
import type { Desk } from './desk.ts';
import { lastRunOf, type Unit } from './unit.ts';

/** The seed document's "retry 3 times": the first attempt and three more. */
const SPAWN_RETRIES = 3;
const SPAWN_RETRY_DELAY_MS = 200;

export interface StartOptions {
  kind: 'subagent' | 'cron';
  slot?: string;
  runId?: string;
  restarts?: number;
  requester?: string;
}

/** Starts one run of an agent. Tried four times; when all fail it is logged, told, and null. */
export async function startRun(desk: Desk, unit: Unit, options: StartOptions): Promise<SessionRecord | null> {
  clearRetry(unit);
  const request = requestOf(desk, unit, options);
  let failure = 'unknown';
  for (let attempt = 0; attempt <= SPAWN_RETRIES; attempt += 1) {
    if (attempt > 0) await delay(SPAWN_RETRY_DELAY_MS * attempt);
    desk.counters.spawnsAttempted += 1;
    try {
      const spawned = spawnSession(desk.at, request);
      if (spawned.record.owner === null && spawned.child?.pid === undefined)
        throw new Error('the process did not start');
      desk.counters.spawnsSucceeded += 1;
      desk.over(`spawn ${unit.id}`);
      watchRun(desk, unit, spawned.record, spawned.child);
      return spawned.record;
    } catch (error) {
      failure = errorText(error);
      desk.log('error', 'spawn', `${unit.id}: attempt ${attempt + 1} of ${SPAWN_RETRIES + 1}: ${failure}`);
    }
  }
  unit.givenUp = `could not be started ${SPAWN_RETRIES + 1} times: ${failure}`;
  desk.tell('critical', `spawn ${unit.id}`, `The agent ${unit.id} ${unit.givenUp}`);
  desk.changed();
  return null;
}

function requestOf(desk: Desk, unit: Unit, options: StartOptions): SpawnRequest {
  const { config } = unit;
  return {
    agentId: unit.id,
    kind: options.kind,
    task: config.task ?? `Run ${unit.id}`,
    cwd: desk.at.root,
    cleanup: config.cleanup,
    runTimeoutSeconds: config.run_timeout_seconds,
    restarts: options.restarts ?? 0,
    requester: options.requester ?? desk.session.key,
    ...(options.kind === 'cron' ? { job: unit.id } : {}),
    ...(options.slot === undefined ? {} : { slot: options.slot }),
    ...(options.runId === undefined ? {} : { runId: options.runId }),
  };
}

/** Follows a run to its end: by the kernel's word for a child, by looking for one that an earlier orchestrator started. */
export function watchRun(desk: Desk, unit: Unit, record: SessionRecord, child: ChildProcess | null): void {
  if (hasEnded(record.status)) return;
  unit.running.set(record.id, record);
  desk.changed();
  child?.on('exit', (code, signal) => runEnded(desk, unit, record, { code, signal }));
}

/** Takes a run over from an orchestrator that died: it goes on, and its end is seen by `lookAtAdopted`. */
export function adoptRun(desk: Desk, unit: Unit, record: SessionRecord): void {
  watchRun(desk, unit, record, null);
}

/** Does a start again that a crash cut off between the written intent and the process. */
export function resumeStart(desk: Desk, unit: Unit, record: SessionRecord): void {
  const { record: started, child } = launch(desk.at, record);
  watchRun(desk, unit, started, child);
}

/** Looks whether runs that are no children of this process still live. */
export function lookAtAdopted(desk: Desk): void {
  for (const unit of desk.units.values()) {
    for (const known of [...unit.running.values()]) {
      const record = readRecord(desk.at, known.id);
      const owner = record?.owner ?? known.owner;
      const over = record === null || hasEnded(record.status) || (owner !== null && ownerState(owner) === 'dead');
      if (over) runEnded(desk, unit, known, { code: null, signal: null });
    }
  }
}

interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

function runEnded(desk: Desk, unit: Unit, started: SessionRecord, exit: Exit): void {
  // Whoever stops a run also hears of its end, and before the kernel's word here nobody has written that it was meant.
  if (unit.ending.has(started.id) || !unit.running.delete(started.id)) return;
  const run = outcomeOf(desk, started, exit);
  unit.last = lastRunOf(run);
  desk.log(
    run.status === 'done' ? 'info' : 'warn',
    'runs',
    `${run.key} ended: ${run.status}${run.reason === null ? '' : ` (${run.reason})`}`,
  );
  if (!desk.stopping) afterEnd(desk, unit, run);
  desk.changed();
}

/** A built-in agent writes its own outcome. One that could not (killed, out of memory) is settled here from what the kernel said. */
function outcomeOf(desk: Desk, started: SessionRecord, exit: Exit): RunEntry {
  const { code, signal } = exit;
  const seen = code !== null || signal !== null;
  const reason =
    signal !== null
      ? `ended by ${signal}`
      : seen
        ? `exited with ${code}`
        : 'its process is gone, and nobody saw how it ended';
  const status = seen ? 'failed' : 'lost';
  const settled = settleSession(desk.at, started.id, started.runId, { status, exitCode: code, signal, reason });
  const logged = readRuns(desk.at, { recent: true }).findLast((run) => run.runId === started.runId);
  return logged ?? runEntryOf(settled ?? started, status, null);
}

function afterEnd(desk: Desk, unit: Unit, run: RunEntry): void {
  // A run that somebody stopped is neither a success nor a failure of the agent.
  if (run.status === 'killed') return;
  const failed = run.status !== 'done';
  const decision = decideRestart(
    DEFAULT_RESTART,
    unit.failures,
    { failed, uptimeMs: run.durationMs ?? 0 },
    Math.random(),
  );
  unit.failures = decision.failures;
  if (!failed) {
    unit.givenUp = null;
    unit.restarts = 0;
    desk.over(`failing ${unit.id}`);
    return;
  }
  if (!desk.config.auto_restart_failed_agents || unit.hold !== null || !unit.config.enabled) return;
  if (decision.restart) {
    planRestart(desk, unit, decision.delayMs);
    return;
  }
  unit.givenUp = `failed ${decision.failures} times in a row, last: ${run.reason ?? run.status}`;
  desk.tell(
    'critical',
    `failing ${unit.id}`,
    `The agent ${unit.id} ${unit.givenUp}. It runs again at its next slot or when you ask: ops agents start ${unit.id}`,
  );
}

function planRestart(desk: Desk, unit: Unit, delayMs: number): void {
  const restart = () => {
    unit.retry = null;
    if (desk.stopping || unit.running.size > 0) return;
    unit.restarts += 1;
    desk.counters.restarts += 1;
    void startRun(desk, unit, { kind: 'cron', restarts: unit.restarts });
  };
  if (delayMs === 0) restart();
  else unit.retry = setTimeout(restart, delayMs);
}

export function clearRetry(unit: Unit): void {
  if (unit.retry !== null) clearTimeout(unit.retry);
  unit.retry = null;
}

/** Ends every run of an agent and waits until they are gone. Returns what was ended. */
export async function stopRuns(desk: Desk, unit: Unit, reason: string): Promise<SessionRecord[]> {
  clearRetry(unit);
  const running = [...unit.running.values()];
  for (const { id } of running) unit.ending.add(id);
  await Promise.all(
    running.map((record) => stopSession(desk.at, readRecord(desk.at, record.id) ?? record, { reason })),
  );
  for (const record of running) {
    unit.ending.delete(record.id);
    runEnded(desk, unit, record, { code: null, signal: null });
  }
  return running;
}
