import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, OpsError } from '../../errors.ts';
import { createFileAtomic, writeJsonAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { readJson } from '../../files/read-json.ts';
import { parseOwner } from '../../process/identity.ts';
import { type Plan, planHash } from './plan.ts';
import type { RunRecord } from './run-record.ts';

const ID = /^\d{8}-\d{6}-[0-9a-f]{8}$/;

function pathOf(at: Layout, kind: 'plans' | 'runs', id: string): string {
  if (!ID.test(id)) throw new OpsError('E_USAGE', `${JSON.stringify(id)} is not the id of a plan or run`);
  return join(at.root, 'healing', kind, `${id}.json`);
}

export function storePlan(at: Layout, plan: Plan): void {
  const text = `${JSON.stringify(plan, null, 2)}\n`;
  if (!createFileAtomic(pathOf(at, 'plans', plan.id), text, { temporary: at.temporary }))
    throw new OpsError('E_FILE', `The plan ${plan.id} exists already`);
}

/** @throws OpsError where there is none, or where it is not what was frozen. */
export function readPlan(at: Layout, id: string): Plan {
  const read = readJson(pathOf(at, 'plans', id));
  if (read.state === 'missing') throw new OpsError('E_HEAL', `There is no plan ${id}`);
  if (read.state === 'unreadable') throw new OpsError('E_CORRUPT', `healing/plans/${id}.json ${read.reason}`);
  const plan = read.value as Partial<Plan>;
  const isPlan = plan.version === 1 && plan.id === id && Array.isArray(plan.steps) && typeof plan.playbook === 'string';
  if (!isPlan || planHash(plan as Plan) !== plan.hash)
    throw new OpsError('E_CORRUPT', `healing/plans/${id}.json is not the plan that was frozen`);
  return plan as Plan;
}

export function writeRun(at: Layout, run: RunRecord): void {
  writeJsonAtomic(pathOf(at, 'runs', run.id), run, { temporary: at.temporary });
}

export interface RunList {
  /** The oldest first. */
  runs: RunRecord[];
  problems: { file: string; reason: string }[];
}

export function listRuns(at: Layout): RunList {
  const list: RunList = { runs: [], problems: [] };
  for (const name of namesIn(join(at.root, 'healing', 'runs'))) {
    const read = readJson(join(at.root, 'healing', 'runs', name));
    if (read.state === 'missing') continue;
    const run = read.state === 'read' ? (read.value as Partial<RunRecord>) : null;
    const isRun =
      run?.version === 1 && `${run.id}.json` === name && Array.isArray(run.steps) && parseOwner(run.owner) !== null;
    if (isRun) list.runs.push(run as RunRecord);
    else
      list.problems.push({
        file: `healing/runs/${name}`,
        reason: read.state === 'unreadable' ? read.reason : 'is no run of version 1',
      });
  }
  return list;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => ID.test(name.replace(/\.json$/, '')))
      .sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
