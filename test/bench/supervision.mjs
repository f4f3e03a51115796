import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeTraced, until } from './support/fleet.mjs';
import { quantile } from './support/measure.mjs';
import { startOps } from './support/peers/ops.mjs';
import { ops } from './support/workspace.mjs';

export const summary =
  'kill -9 and a hang of the orchestrator with 100 command agents: who notices, and when all are adopted';

const FLEET = 100;
const ROUNDS = 5;

export async function run({ progress }) {
  const traced = makeTraced(FLEET);
  const system = startOps(traced.apps);
  const root = system.env.OPS_WORKSPACE;
  try {
    if (!(await traced.started())) throw new Error('the agents did not start');
    const pids = JSON.stringify(traced.names.map((name) => traced.lives(name)[0].pid));
    const same = () =>
      JSON.stringify(traced.names.map((name) => traced.lives(name).at(-1).pid)) === pids &&
      traced.names.every((name) => alive(traced.lives(name).at(-1).pid));
    const times = [];
    let intact = true;
    for (let round = 0; round < ROUNDS; round += 1) {
      progress(`kill -9 of the orchestrator, ${round + 1} of ${ROUNDS}`);
      await delay(1_500);
      process.kill(system.daemon(), 'SIGKILL');
      ops(root, 'agents', 'spawn', 'ops-orchestrator');
      const record = JSON.parse(readFileSync(join(root, 'sessions', 'ops-orchestrator.main.json'), 'utf8'));
      if (!(await until(() => adopted(root, record.runId) === FLEET, 20_000))) throw new Error('not all were adopted');
      times.push(Date.parse(agentsFile(root).at) - Date.parse(record.startedAt));
      intact &&= same();
    }
    const p50 = quantile(times);
    const worst = Math.max(...times);
    return [
      {
        what: `kill -9 of the orchestrator: from the start of the next until all of ${FLEET} agents are adopted (${ROUNDS})`,
        measured: `p50 ${p50} ms, worst ${worst} ms`,
        budget: '<= 1 s',
        met: worst <= 1_000,
      },
      {
        what: `agents that died or were doubled meanwhile, of ${FLEET} x ${ROUNDS}`,
        measured: intact ? '0' : 'some',
        budget: '0',
        met: intact,
      },
    ];
  } finally {
    system.end();
    traced.remove();
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function agentsFile(root) {
  return JSON.parse(readFileSync(join(root, 'status', 'agents.json'), 'utf8'));
}

/** Agents of which this orchestrator says that they run. */
function adopted(root, runId) {
  const file = agentsFile(root);
  return file.orchestratorRunId === runId
    ? file.agents.filter(({ sessionKeys }) => sessionKeys.length === 1).length
    : 0;
}
