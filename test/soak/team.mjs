// The team that a soak torments: lasting agents and jobs, each of whose runs leaves a trace of its own beside the program's word.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'ops.js');
const OFF = { enabled: false };

export const AGENTS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'];
export const JOBS = [
  ['tick', '1s', 'skip', 'sleep 0.2'],
  ['slow', '2s', 'queue', 'sleep 2.5'],
  ['crowd', '3s', 'allow', 'sleep 4'],
  ['bad', '5s', 'skip', 'exit 3'],
];

/** Two copies of an agent at once would meet at the lock; it is the kernel's, and free when its holder is dead. */
const AGENT = `
echo "$OPS_RUN_ID" >>"$1/started"
exec 9>"$1/$OPS_AGENT_ID.lock"
flock -w 3 9 || { echo "$OPS_AGENT_ID" >>"$1/doubled"; exit 99; }
while :; do echo "$OPS_RUN_ID" >>"$1/$OPS_AGENT_ID.ticks"; sleep 0.3 9>&-; done
`;
const JOB = 'echo "$OPS_RUN_ID" >>"$1/started"; eval "$2"';

export function makeTeam() {
  const folder = mkdtempSync(join(tmpdir(), 'ops-soak-'));
  const root = join(folder, 'ops-automation');
  mkdirSync(root, { mode: 0o700 });
  const traces = join(folder, 'traces');
  mkdirSync(traces);
  const patient = {
    persistent: true,
    min_uptime_seconds: 0,
    crash_loop_limit: 100_000,
    start_retries: 100_000,
    backoff: { initial_seconds: 0.05, max_seconds: 0.5, healthy_after_seconds: 1 },
  };
  const agents = { 'metrics-collector': OFF, 'logs-analyzer': OFF, reporter: OFF, backup: OFF };
  for (const id of AGENTS) agents[id] = { ...patient, command: ['sh', '-c', AGENT, 'agent', traces] };
  const never = { warning: 100, critical: 100 };
  const thresholds = { cpu_usage: never, memory_usage: never, disk_usage: never };
  const config = { agents, thresholds, logs: { sources: [] }, retention: { sessions_count: 100_000 } };
  writeFileSync(join(root, 'orchestrator-config.json'), JSON.stringify(config, null, 2), { mode: 0o600 });
  return { folder, root, traces };
}

/** Runs the program to its end, or to the end of whoever kills it. `onStart` gets its pid. */
export function ops(root, words, onStart = () => {}) {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: tmpdir(), OPS_WORKSPACE: root };
    const child = spawn(process.execPath, [PROGRAM, ...words], {
      cwd: tmpdir(),
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    onStart(child.pid);
  });
}

export async function addJobs(root, traces) {
  for (const [id, every, overlap, script] of JOBS) {
    const options = ['--every', every, '--overlap', overlap, '--failure-limit', '100000', '--timeout-seconds', '60'];
    const added = await ops(root, ['cron', 'add', id, ...options, '--', 'sh', '-c', JOB, 'job', traces, script]);
    if (added.code !== 0) throw new Error(`cron add ${id}: ${added.stderr}`);
  }
}

export function linesOf(path) {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}

export function runLog(root) {
  return linesOf(join(root, 'logs', 'runs.jsonl')).flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

export function records(root) {
  const folder = join(root, 'sessions');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

export function tray(root, name) {
  try {
    const folder = join(root, 'mail', 'ops-orchestrator.main', name);
    return readdirSync(folder).map((file) => file.slice(0, -'.json'.length));
  } catch {
    return [];
  }
}
