import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeWorkspace, ops } from './support/workspace.mjs';

export const summary = 'the orchestrator at rest over a minute, with 100 agents';

const FLEET = 100;
const SETTLE_MS = 15_000;
const LOOK_MS = 60_000;
const QUIET = { enabled: false };

export async function run({ progress }) {
  const sleep = { command: ['sleep', '100000'], persistent: true };
  const fleet = Array.from({ length: FLEET }, (_, index) => [`agent-${index}`, sleep]);
  const off = { 'metrics-collector': QUIET, 'logs-analyzer': QUIET, reporter: QUIET };
  const workspace = makeWorkspace({ agents: { ...off, ...Object.fromEntries(fleet) } });
  try {
    ops(workspace.root, 'agents', 'spawn', 'ops-orchestrator');
    await wait(SETTLE_MS, 'settling', progress);
    const pid = ownerOf(workspace.root, 'ops-orchestrator.main').pid;
    const before = cpuNanoseconds(pid);
    const begun = performance.now();
    await wait(LOOK_MS, 'looking', progress);
    const percent = ((cpuNanoseconds(pid) - before) / 1e6 / (performance.now() - begun)) * 100;
    const { rss, pss } = memory(pid);
    const keepers = fleet.map(([id]) => memory(ownerOf(workspace.root, `${id}.main`).pid).pss);
    const keeper = keepers.reduce((sum, one) => sum + one, 0) / keepers.length;
    const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
    return [
      row(`orchestrator at rest, ${FLEET} agents: CPU`, `${percent.toFixed(3)} %`, '<= 0.05 %', percent <= 0.05),
      row(
        `orchestrator at rest, ${FLEET} agents: memory`,
        `RSS ${megabytes(rss)} MB, PSS ${megabytes(pss)} MB`,
        '<= 60 MB',
        rss <= 60e6,
      ),
      row(
        "a command agent's keeper: memory",
        `PSS ${megabytes(keeper)} MB (mean of ${FLEET})`,
        '<= 0.5 MB',
        keeper <= 0.5e6,
      ),
    ];
  } finally {
    workspace.remove();
  }
}

function row(what, measured, budget, met) {
  return { what, measured, budget, met };
}

async function wait(milliseconds, what, progress) {
  for (let left = milliseconds; left > 0; left -= 5_000) {
    progress(`${what}, ${Math.round(left / 1_000)} s`);
    await delay(Math.min(5_000, left));
  }
}

function ownerOf(root, id) {
  return JSON.parse(readFileSync(join(root, 'sessions', `${id}.json`), 'utf8')).owner;
}

/** CPU time of all threads, to the nanosecond: the ticks of /proc/<pid>/stat (10 ms) are 0.017 % of a minute each. */
function cpuNanoseconds(pid) {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]))
    .reduce((sum, one) => sum + one, 0);
}

/** Bytes. RSS counts pages that it shares with other programs whole, PSS by its share. */
function memory(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kibibytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
  return { rss: kibibytes('Rss') * 1_024, pss: kibibytes('Pss') * 1_024 };
}
