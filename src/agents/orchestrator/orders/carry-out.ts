import { listSessions } from '../../../core/sessions/list.ts';
import { describeHeartbeat } from '../../../core/status/heartbeat.ts';
import type { Desk } from '../desk.ts';
import { beat } from '../heartbeat.ts';
import { writeHolds } from '../holds.ts';
import { statusOf, type Unit } from '../unit.ts';
import { ACTS, type Asked } from './acts.ts';
import { HELP, type Order, readOrder, type TargetVerb } from './grammar.ts';
import { chooseUnits } from './targets.ts';

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
