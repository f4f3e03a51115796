import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from './support/measure.mjs';
import { makeWorkspace, ops } from './support/workspace.mjs';

export const summary = 'an agent killed with -9 until its replacement runs; all agents restarted on command';

const EACH = 15;
const FLEET = 100;
const QUIET = { enabled: false };
const BUILT_IN_OFF = { 'metrics-collector': QUIET, 'logs-analyzer': QUIET, reporter: QUIET };

export async function run({ progress }) {
  return [...(await killed(progress)), await restartAll(progress)];
}

/** Each agent dies once: from the second failure in a row on a restart is delayed on purpose. */
async function killed(progress) {
  const workspace = makeWorkspace();
  // The time and the pid of each life; `exec` keeps the pid.
  const script = 'echo "$(date +%s%N) $$" >>"$1"; exec sleep 100000';
  const agents = { ...BUILT_IN_OFF };
  for (let index = 0; index < 2 * EACH; index += 1) {
    agents[`agent-${index}`] = {
      command: ['sh', '-c', script, 'sh', join(workspace.folder, `agent-${index}`)],
      persistent: true,
    };
  }
  const configured = makeWorkspaceConfig(workspace, agents);
  try {
    ops(configured.root, 'agents', 'spawn', 'ops-orchestrator');
    const file = (index) => join(workspace.folder, `agent-${index}`);
    const indices = (from) => Array.from({ length: EACH }, (_, index) => from + index);
    await all(indices(0).concat(indices(EACH)), (index) => lives(file(index)).length === 1);
    const own = await killEach(indices(0), file, progress);
    killOrchestrator(configured.root);
    ops(configured.root, 'agents', 'spawn', 'ops-orchestrator');
    await delay(1_000);
    const adopted = await killEach(indices(EACH), file, progress);
    return [killedRow('own child', own, 5), killedRow('adopted from an orchestrator before', adopted, 10)];
  } finally {
    configured.remove();
  }
}

function makeWorkspaceConfig(workspace, agents) {
  const configured = makeWorkspace({ agents });
  return {
    root: configured.root,
    remove() {
      configured.remove();
      workspace.remove();
    },
  };
}

function lives(file) {
  try {
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    return lines.map((line) => ({ atMs: Number(line.split(' ')[0]) / 1e6, pid: Number(line.split(' ')[1]) }));
  } catch {
    return [];
  }
}

async function all(indices, condition) {
  const deadline = performance.now() + 30_000;
  while (!indices.every(condition)) {
    if (performance.now() > deadline) throw new Error('the agents did not start');
    await delay(20);
  }
}

async function killEach(indices, file, progress) {
  const times = [];
  for (const index of indices) {
    progress(`agent ${index}`);
    const [first] = lives(file(index));
    const killedAt = performance.timeOrigin + performance.now();
    process.kill(first.pid, 'SIGKILL');
    await all([index], () => lives(file(index)).length === 2);
    times.push(lives(file(index))[1].atMs - killedAt);
    await delay(50);
  }
  return times;
}

function killedRow(whose, times, budget) {
  const p50 = quantile(times);
  const worst = Math.max(...times);
  return {
    what: `kill -9 of an agent until its replacement runs, ${whose} (${EACH})`,
    measured: `p50 ${p50.toFixed(1)} ms, worst ${worst.toFixed(1)} ms (a date command's start included)`,
    budget: `<= ${budget} ms, p99 <= 50 ms`,
    met: p50 <= budget && worst <= 50,
  };
}

function killOrchestrator(root) {
  const record = JSON.parse(readFileSync(join(root, 'sessions', 'ops-orchestrator.main.json'), 'utf8'));
  process.kill(record.owner.pid, 'SIGKILL');
}

async function restartAll(progress) {
  const sleep = { command: ['sleep', '100000'], persistent: true };
  const fleet = Array.from({ length: FLEET }, (_, index) => [`agent-${index}`, sleep]);
  const workspace = makeWorkspace({ agents: { ...BUILT_IN_OFF, ...Object.fromEntries(fleet) } });
  try {
    ops(workspace.root, 'agents', 'spawn', 'ops-orchestrator');
    await delay(2_000);
    const times = [];
    for (let round = 0; round < 5; round += 1) {
      progress(`restart of all, ${round + 1} of 5`);
      const { reply } = JSON.parse(
        ops(workspace.root, 'sessions', 'send', 'ops-orchestrator', 'restart all agents', '--json'),
      );
      if (!reply.includes(`${FLEET} of ${FLEET}`)) throw new Error(reply);
      times.push(replyTime(workspace.root));
    }
    const p50 = quantile(times);
    return {
      what: `restart of all of ${FLEET} quick-stopping agents, from the message to the reply`,
      measured: `${(p50 / 1_000).toFixed(2)} s`,
      budget: '<= 0.5 s',
      met: p50 <= 500,
    };
  } finally {
    workspace.remove();
  }
}

/** As the orchestrator wrote it down for the last message, in milliseconds. */
function replyTime(root) {
  const lines = readFileSync(join(root, 'history', 'ops-orchestrator.main.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const entries = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'message');
  const answer = entries.at(-1);
  const question = entries.find(({ id }) => id === answer.inReplyTo);
  return Date.parse(answer.at) - Date.parse(question.at);
}
