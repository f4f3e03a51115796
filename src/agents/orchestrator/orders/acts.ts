import { createHash } from 'node:crypto';
import type { SessionRecord } from '../../../core/sessions/record.ts';
import { readRuns } from '../../../core/sessions/run-log.ts';
import type { Desk } from '../desk.ts';
import { forgive } from '../restarts.ts';
import { startLanes, startRun, stopRuns } from '../runs.ts';
import { planUnit } from '../schedules.ts';
import { firstLane, type Unit } from '../unit.ts';
import type { TargetVerb } from './grammar.ts';

/** Who asked, and under which id: an order that is done again after a crash starts nothing twice. */
export interface Asked {
  by: string;
  id: string;
}

export interface Done {
  ok: boolean;
  text: string;
}

type Act = (desk: Desk, unit: Unit, asked: Asked) => Promise<Done>;

export const ACTS: Readonly<Record<TargetVerb, Act>> = { restart, stop, start, pause, resume, run };

/** One run for one message and agent, however often the message is carried out. */
function runIdFor(asked: Asked, unit: Unit): string {
  const hex = createHash('sha256').update(`${asked.id} ${unit.id}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function short(record: SessionRecord | undefined): string {
  return record?.runId.slice(0, 8) ?? 'unknown';
}

function startedText(records: readonly SessionRecord[]): string {
  const pids = records.map((record) => record.owner?.pid).filter((pid) => pid !== undefined);
  const named = records.length === 1 ? `run ${short(records[0])}` : `${records.length} instances`;
  return `${named} started${pids.length === 0 ? '' : ` (pid ${pids.join(', ')})`}`;
}

/** Starts what the agent is: the lanes of a persistent one that are empty, or one run of another. */
async function startUnit(desk: Desk, unit: Unit, asked: Asked): Promise<Done> {
  if (!unit.config.enabled) return { ok: false, text: 'is disabled in the configuration' };
  return unit.config.persistent ? startPersistent(desk, unit, asked) : startOnce(desk, unit, asked);
}

async function startPersistent(desk: Desk, unit: Unit, asked: Asked): Promise<Done> {
  const started = await startLanes(desk, unit, { requester: asked.by });
  if (unit.waitingFor !== null) return { ok: true, text: `starts when it may: ${unit.waitingFor}` };
  if (started.length > 0) return { ok: true, text: startedText(started) };
  const failed = unit.lanes.find((lane) => lane.givenUp !== null);
  return failed === undefined
    ? { ok: true, text: 'runs already' }
    : { ok: false, text: failed.givenUp ?? 'could not be started' };
}

async function startOnce(desk: Desk, unit: Unit, asked: Asked): Promise<Done> {
  const runId = runIdFor(asked, unit);
  const ended = readRuns(desk.at, { recent: true }).find((entry) => entry.runId === runId);
  if (ended !== undefined)
    return {
      ok: true,
      text: `run ${runId.slice(0, 8)} was started for this message before, and ended: ${ended.status}`,
    };
  const lane = firstLane(unit);
  const record = await startRun(desk, unit, lane, { kind: 'subagent', runId, requester: asked.by });
  if (record === null) return { ok: false, text: lane.givenUp ?? 'could not be started' };
  return { ok: true, text: startedText([record]) };
}

function unhold(desk: Desk, unit: Unit): void {
  const held = unit.hold !== null;
  unit.hold = null;
  forgive(desk, unit);
  if (!held) return;
  planUnit(desk, unit, Date.now(), false);
  desk.replanned();
}

async function restart(desk: Desk, unit: Unit, asked: Asked): Promise<Done> {
  // Done again after a crash, the run that this very message started is not ended for its own sake.
  const again = unit.runs.has(runIdFor(asked, unit));
  const ended = again ? [] : await stopRuns(desk, unit, `restarted by ${asked.by}`);
  if (unit.config.enabled) unhold(desk, unit);
  const started = await startUnit(desk, unit, asked);
  if (ended.length === 0) return started;
  return {
    ok: started.ok,
    text: `${ended.length === 1 ? `run ${short(ended[0])}` : `${ended.length} instances`} ended, ${started.text}`,
  };
}

async function stop(desk: Desk, unit: Unit, asked: Asked): Promise<Done> {
  unit.hold = 'stopped';
  const ended = await stopRuns(desk, unit, `stopped by ${asked.by}`);
  const what = unit.config.schedule === undefined ? '' : '; its schedule is held until start';
  if (ended.length === 0) return { ok: true, text: `nothing ran${what}` };
  return { ok: true, text: `${ended.length === 1 ? `run ${short(ended[0])}` : `${ended.length} runs`} ended${what}` };
}

async function start(desk: Desk, unit: Unit, asked: Asked): Promise<Done> {
  unhold(desk, unit);
  if (unit.runs.size > 0 && !unit.config.persistent) return { ok: true, text: 'runs already' };
  return startUnit(desk, unit, asked);
}

async function pause(_desk: Desk, unit: Unit): Promise<Done> {
  unit.hold = 'paused';
  const goesOn = unit.runs.size > 0 ? '; what runs goes on, and is not restarted' : '';
  return {
    ok: true,
    text: `${unit.config.schedule === undefined ? 'held' : 'its schedule is held'} until resume${goesOn}`,
  };
}

async function resume(desk: Desk, unit: Unit, asked: Asked): Promise<Done> {
  unhold(desk, unit);
  if (unit.config.persistent) return startPersistent(desk, unit, asked);
  return {
    ok: true,
    text:
      unit.nextSlot === null
        ? 'has no schedule; start it with run'
        : `next run ${new Date(unit.nextSlot).toISOString()}`,
  };
}

async function run(desk: Desk, unit: Unit, asked: Asked): Promise<Done> {
  if (unit.config.persistent) {
    forgive(desk, unit);
    return startUnit(desk, unit, asked);
  }
  const mine = unit.runs.has(runIdFor(asked, unit));
  if (unit.runs.size > 0 && !mine && unit.config.overlap !== 'allow')
    return { ok: false, text: 'runs already; nothing was started' };
  return startUnit(desk, unit, asked);
}
