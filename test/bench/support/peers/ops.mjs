import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeWorkspace, ops, PROGRAM } from '../workspace.mjs';

const OFF = { enabled: false };
const BUILT_IN_OFF = { 'metrics-collector': OFF, 'logs-analyzer': OFF, reporter: OFF, backup: OFF };
/** Deaths are meant here: each is followed by a restart at once. */
const AT_ONCE = { backoff: { initial_seconds: 0 }, crash_loop_limit: 100_000, start_retries: 100_000 };

/** This program as a supervisor of `apps`: `{ name: argv }`. */
export function startOps(apps) {
  const agents = Object.entries(apps).map(([id, command]) => [id, { command, persistent: true, ...AT_ONCE }]);
  const never = { warning: 100, critical: 100 };
  const thresholds = { cpu_usage: never, memory_usage: never, disk_usage: never };
  const workspace = makeWorkspace({ agents: { ...BUILT_IN_OFF, ...Object.fromEntries(agents) }, thresholds });
  const { root } = workspace;
  ops(root, 'agents', 'spawn', 'ops-orchestrator');
  const daemon = () => JSON.parse(readFileSync(join(root, 'sessions', 'ops-orchestrator.main.json'), 'utf8')).owner.pid;
  return {
    name: 'ops',
    env: { OPS_WORKSPACE: root },
    list: [process.execPath, PROGRAM, 'agents', 'list', '--json'],
    start: (name, argv) => [process.execPath, PROGRAM, 'agents', 'spawn', name, '--', ...argv],
    restartAll: [process.execPath, PROGRAM, 'agents', 'restart', 'all'],
    daemon,
    helpers: () =>
      Object.keys(apps).map(
        (id) => JSON.parse(readFileSync(join(root, 'sessions', `${id}.main.json`), 'utf8')).owner.pid,
      ),
    /** kill -9 of the orchestrator, and the next one: what runs is adopted. */
    replaceDaemon() {
      process.kill(daemon(), 'SIGKILL');
      ops(root, 'agents', 'spawn', 'ops-orchestrator');
    },
    end: () => workspace.remove(),
  };
}

export const version = () => spawnSync(process.execPath, [PROGRAM, '--version'], { encoding: 'utf8' }).stdout.trim();
