import { createHash } from 'node:crypto';
import { listSessions } from '../../../core/sessions/list.ts';
import { readRuns } from '../../../core/sessions/run-log.ts';
import { describeHeartbeat } from '../../../core/status/heartbeat.ts';
import type { Desk } from '../desk.ts';
import { beat } from '../heartbeat.ts';
import { writeHolds } from '../holds.ts';
import { startRun, stopRuns } from '../runs.ts';
import { planUnit } from '../schedules.ts';
import { statusOf, type Unit } from '../unit.ts';
import { HELP, type Order, readOrder, type TargetVerb } from './grammar.ts';
import { chooseUnits } from './targets.ts';

/** Who asked, and under which id: an order that is done again after a crash starts nothing twice. */
export interface Asked {
  by: string;
  id: string;
}

export interface Answer {
  status: 'ok' | 'error';
  text: string;
  /** Done after the reply is on disk. */
  after?: () => void;
}

/** Reads a message as an order and does it. Every act of the orchestrator on somebody's word goes through here. */
export async function answer(desk: Desk, text: string, asked: Asked): Promise<Answer> {
  const reading = readOrder(text);
  if ('problem' in reading) return { status: 'error', text: `I did not understand that: ${reading.problem}.\n${HELP}` };
  desk.log('info', 'orders', `${asked.by}: ${JSON.stringify(reading.order)}`);
  return carryOut(desk, reading.order, asked);
}

export async function carryOut(desk: Desk, order: Order, asked: Asked): Promise<Answer> {
  switch (order.verb) {
    case 'help':
      return ok(HELP);
    case 'list':
      return ok(describeSessions(desk));
    case 'heartbeat':
      return ok(describeHeartbeat(await beat(desk, 'command')));
    case 'report':
      return carryOut(desk, { verb: 'run', targets: ['reporter'] }, asked);
    case 'shutdown':
      return { ...ok(`Shutting down. Agents that run go on.`), after: () => process.kill(process.pid, 'SIGTERM') };
    case 'status': {
      const chosen = chooseUnits(desk, order.targets ?? ['*']);
      return 'problem' in chosen ? refuse(chosen.problem) : ok(chosen.units.map(describeUnit).join('\n'));
    }
    default: {
      const chosen = chooseUnits(desk, order.targets);
      if ('problem' in chosen) return refuse(chosen.problem);
      return toEach(desk, order.verb, chosen.units, asked);
    }
  }
}

function ok(text: string): Answer {
  return { status: 'ok', text };
}

function refuse(problem: string): Answer {
  return { status: 'error', text: `Nothing was done: ${problem}.` };
}

interface Done {
  ok: boolean;
  text: string;
}

type Act = (desk: Desk, unit: Unit, asked: Asked) => Promise<Done>;

const ACTS: Record<TargetVerb, Act> = { restart, stop, start, pause, resume, run };
const PAST: Record<TargetVerb, string> = {
  restart: 'Restarted',
  stop: 'Stopped',
  start: 'Started',
  pause: 'Paused',
  resume: 'Resumed',
  run: 'Started a run of',
};

async function toEach(desk: Desk, verb: TargetVerb, units: readonly Unit[], asked: Asked): Promise<Answer> {
  if (units.length === 0) return refuse('no agent is enabled');
  const done = await Promise.all(units.map((unit) => ACTS[verb](desk, unit, asked)));
  writeHolds(desk.at, desk.units.values());
  desk.changed();
  const good = done.filter((one) => one.ok).length;
  const count = `${good} of ${units.length} agent${units.length === 1 ? '' : 's'}`;
  const lines = units.map((unit, index) => `- ${unit.id}: ${done[index]?.text ?? 'unknown'}`);
  return { status: good === units.length ? 'ok' : 'error', text: [`${PAST[verb]} ${count}:`, ...lines].join('\n') };
}

/** One run for one message and agent, however often the message is carried out. */
function runIdFor(asked: Asked, unit: Unit): string {
  const hex = createHash('sha256').update(`${asked.id} ${unit.id}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

async function newRun(desk: Desk, unit: Unit, asked: Asked): Promise<Done> {
  if (!unit.config.enabled) return { ok: false, text: 'is disabled in the configuration' };
  const runId = runIdFor(asked, unit);
  const ended = readRuns(desk.at, { recent: true }).find((run) => run.runId === runId);
  if (ended !== undefined)
    return {
      ok: true,
      text: `run ${runId.slice(0, 8)} was started for this message before, and ended: ${ended.status}`,
    };
  const record = await startRun(desk, unit, { kind: 'subagent', runId, requester: asked.by });
  if (record === null) return { ok: false, text: unit.givenUp ?? 'could not be started' };
  return {
    ok: true,
    text: `run ${record.runId.slice(0, 8)} started${record.owner === null ? '' : ` (pid ${record.owner.pid})`}`,
  };
}

function unhold(desk: Desk, unit: Unit): void {
  unit.hold = null;
  unit.givenUp = null;
  unit.failures = 0;
  desk.over(`failing ${unit.id}`);
  planUnit(desk, unit, Date.now(), false);
}

async function restart(desk: Desk, unit: Unit, asked: Asked): Promise<Done> {
  const again = runIdFor(asked, unit);
  const ended = [...unit.running.keys()].includes(again) ? [] : await stopRuns(desk, unit, `restarted by ${asked.by}`);
  if (unit.config.enabled) unhold(desk, unit);
  const started = await newRun(desk, unit, asked);
  return ended.length === 0
    ? started
    : { ok: started.ok, text: `run ${ended[0]?.runId.slice(0, 8)} ended, ${started.text}` };
}

async function stop(desk: Desk, unit: Unit, asked: Asked): Promise<Done> {
  unit.hold = 'stopped';
  const ended = await stopRuns(desk, unit, `stopped by ${asked.by}`);
  return {
    ok: true,
    text:
      ended.length === 0
        ? 'nothing ran; its schedule is held until start'
        : `run ${ended[0]?.runId.slice(0, 8)} ended; its schedule is held until start`,
  };
}

async function start(desk: Desk, unit: Unit, asked: Asked): Promise<Done> {
  if (unit.running.size > 0) return { ok: true, text: 'runs already' };
  unhold(desk, unit);
  return newRun(desk, unit, asked);
}

async function pause(_desk: Desk, unit: Unit): Promise<Done> {
  unit.hold = 'paused';
  return {
    ok: true,
    text: `its schedule is held until resume${unit.running.size > 0 ? '; the run under way goes on' : ''}`,
  };
}

async function resume(desk: Desk, unit: Unit): Promise<Done> {
  unhold(desk, unit);
  return {
    ok: true,
    text:
      unit.nextSlot === null
        ? 'has no schedule; start it with run'
        : `next run ${new Date(unit.nextSlot).toISOString()}`,
  };
}

async function run(desk: Desk, unit: Unit, asked: Asked): Promise<Done> {
  if (unit.running.size > 0 && !unit.running.has(runIdFor(asked, unit)))
    return { ok: false, text: 'runs already; nothing was started' };
  return newRun(desk, unit, asked);
}

function describeUnit(unit: Unit): string {
  const status = statusOf(unit);
  const next = status.nextRunAt === null ? '' : `, next run ${status.nextRunAt}`;
  const last = status.lastRun === null ? 'never ran' : `last run ${status.lastRun.status} at ${status.lastRun.endedAt}`;
  return `${unit.id}: ${status.state}, ${last}${next}${status.reason === null ? '' : ` (${status.reason})`}`;
}

function describeSessions(desk: Desk): string {
  const { sessions, totalCount } = listSessions(desk.at, { limit: 50 });
  const lines = sessions.map((row) => `${row.status}  ${row.key}${row.pid === null ? '' : `  pid ${row.pid}`}`);
  return [`${totalCount} session${totalCount === 1 ? '' : 's'}`, ...lines].join('\n');
}
