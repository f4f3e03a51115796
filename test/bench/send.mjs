import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, quantile, ratioRow, timeOnce } from './support/measure.mjs';
import { makeWorkspace, ops, PROGRAM } from './support/workspace.mjs';

export const summary =
  'messages and starts: until the reply is printed, until a message is taken, until a command runs';

const ROUNDS = 15;
const MESSAGES = 300;
const QUIET = { enabled: false };

export async function run({ progress }) {
  const config = { agents: { 'metrics-collector': QUIET, 'logs-analyzer': QUIET, reporter: QUIET } };
  const workspace = makeWorkspace(config);
  try {
    ops(workspace.root, 'agents', 'spawn', 'ops-orchestrator');
    const env = { OPS_WORKSPACE: workspace.root };
    const words = [process.execPath, PROGRAM, 'sessions', 'send', 'ops-orchestrator', 'status'];
    const measured = compare({ send: words }, { rounds: ROUNDS, progress, env });
    const taken = await takingTimes(workspace.root, progress);
    const p99 = quantile(taken, 0.99);
    const first = firstInstruction(workspace, progress);
    return [
      ratioRow('sessions send until the reply is printed', measured.send, 2),
      {
        what: `message on disk until it is taken (${MESSAGES})`,
        measured: `p50 ${quantile(taken).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
        budget: 'p99 <= 20 ms',
        met: p99 <= 20,
      },
      {
        what: "agents spawn x -- argv until the command's first instruction",
        measured: `wall ${first.ratio.toFixed(2)} x (${first.ms.toFixed(0)} ms)`,
        budget: '<= 1.8 x node -e 0',
        met: first.ratio <= 1.8,
      },
    ];
  } finally {
    workspace.remove();
  }
}

/** Milliseconds from the rename that puts a message into the mailbox until the orchestrator has moved it on. */
async function takingTimes(root, progress) {
  const mailbox = join(root, 'mail', 'ops-orchestrator.main');
  const times = [];
  let seen = () => {};
  const watcher = watch(join(mailbox, 'taken'), () => seen());
  for (let index = 0; index < MESSAGES; index += 1) {
    if (index % 50 === 0) progress(`message ${index} of ${MESSAGES}`);
    const id = randomUUID();
    const message = { version: 1, id, at: new Date().toISOString(), from: 'cli', text: 'help' };
    const unfinished = join(root, 'tmp', `${id}.bench`);
    writeFileSync(unfinished, JSON.stringify(message));
    const begun = performance.now();
    const isTaken = new Promise((resolve) => {
      seen = () => {
        if (existsSync(join(mailbox, 'taken', `${id}.json`))) resolve(performance.now());
      };
    });
    renameSync(unfinished, join(mailbox, 'incoming', `${id}.json`));
    times.push((await isTaken) - begun);
    // One at a time: the next comes when the orchestrator is at rest again, as a person's messages do.
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  watcher.close();
  return times;
}

/** From the start of the program to what a command does first: it writes down the time. */
function firstInstruction({ root, folder }, progress) {
  const file = join(folder, 'begun');
  const starts = [];
  const empty = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    progress(`start ${Math.max(0, round + 1)} of ${ROUNDS}`);
    const node = timeOnce([process.execPath, '-e', '0']).wallMs;
    rmSync(file, { force: true });
    const begun = performance.timeOrigin + performance.now();
    const command = ['sh', '-c', 'date +%s%N >"$1.tmp"; mv "$1.tmp" "$1"', 'sh', file];
    spawnSync(process.execPath, [PROGRAM, 'agents', 'spawn', 'bench', '--', ...command], {
      env: { ...process.env, OPS_WORKSPACE: root },
    });
    while (!existsSync(file)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    const wall = Number(readFileSync(file, 'utf8')) / 1e6 - begun;
    if (round < 0) continue;
    starts.push(wall);
    empty.push(node);
  }
  return { ms: quantile(starts), ratio: quantile(starts) / quantile(empty) };
}
