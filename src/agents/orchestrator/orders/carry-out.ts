import { OpsError } from '../../../core/errors.ts';
import { decideApproval } from '../../../core/healing/approvals/decide.ts';
import { findApprovalId } from '../../../core/healing/approvals/store.ts';
import { AUTOHEAL } from '../../../core/healing/news/tell-news.ts';
import { listSessions } from '../../../core/sessions/list.ts';
import { describeHeartbeat } from '../../../core/status/heartbeat.ts';
import type { Desk } from '../desk.ts';
import { beat } from '../heartbeat.ts';
import { writeHolds } from '../holds.ts';
import { loadJobs } from '../jobs.ts';
import { reload } from '../reload.ts';
import { statusOf, type Unit } from '../unit.ts';
import { ACTS, type Asked } from './acts.ts';
import { HELP, type Order, type TargetVerb } from './grammar.ts';
import { chooseUnits } from './targets.ts';

export interface Answer {
  status: 'ok' | 'error';
  text: string;
  /** Done after the reply is on disk. */
  after?: () => void;
}

/** Does an order, whoever or whatever read it. */
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
    case 'reload':
      return reloadAll(desk);
    case 'shutdown':
      return { ...ok(`Shutting down. Agents that run go on.`), after: () => process.kill(process.pid, 'SIGTERM') };
    case 'approve':
    case 'deny':
      return answerApproval(desk, order.verb, order.approval, asked);
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

const DECISION = { approve: 'allow-once', deny: 'deny' } as const;

/** A person's word, passed on. An agent's is none: what repairs must not allow itself. */
function answerApproval(desk: Desk, verb: keyof typeof DECISION, word: string, asked: Asked): Answer {
  if (/^(?:session|agent):/.test(asked.by) || asked.by === AUTOHEAL) return refuse('only a person approves or denies');
  try {
    const id = findApprovalId(desk.at, word);
    const { decision } = decideApproval(
      desk.at,
      id,
      { decision: DECISION[verb], by: asked.by, reason: null },
      Date.now(),
    );
    return ok(`${id}: ${decision} by ${asked.by}`);
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    return refuse(`${error.message} (${error.hint})`);
  }
}

async function reloadAll(desk: Desk): Promise<Answer> {
  const { added, changed, removed, settings, problem } = await reload(desk);
  if (problem !== null)
    return { status: 'error', text: `The configuration was not taken; the last good one goes on.\n${problem}` };
  const jobs = loadJobs(desk);
  desk.reloaded();
  desk.replanned();
  desk.changed();
  const parts = [
    { word: 'added', ids: added },
    { word: 'changed', ids: changed },
    { word: 'removed', ids: removed },
    { word: 'jobs', ids: jobs },
    { word: 'settings', ids: settings },
  ].filter(({ ids }) => ids.length > 0);
  return ok(
    parts.length === 0
      ? 'Reloaded: nothing changed.'
      : `Reloaded: ${parts.map(({ word, ids }) => `${word} ${ids.join(', ')}`).join('; ')}`,
  );
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
