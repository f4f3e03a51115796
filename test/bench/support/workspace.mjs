import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

export const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'bin', 'ops.js');

/** A fresh workspace with this configuration, and the way to end all that runs in it and to remove it. */
export function makeWorkspace(config = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ops-bench-'));
  const root = join(folder, 'ops-automation');
  mkdirSync(join(root, 'sessions'), { recursive: true, mode: 0o700 });
  writeFileSync(join(root, 'orchestrator-config.json'), JSON.stringify(config), { mode: 0o600 });
  return {
    root,
    folder,
    remove() {
      endAll(root);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs the program to its end. @throws where it exits with anything but 0 */
export function ops(root, ...words) {
  const env = { ...process.env, OPS_WORKSPACE: root };
  const ran = spawnSync(process.execPath, [PROGRAM, ...words], { encoding: 'utf8', env, cwd: tmpdir() });
  if (ran.status !== 0) throw new Error(`ops ${words.join(' ')}: ${ran.stderr}${ran.stdout}`);
  return ran.stdout;
}

/** Ends what carries the workspace in its environment: each by its own pid, found anew each time. */
function endAll(root) {
  for (let round = 0; round < 10; round += 1) {
    const pids = processesIn(root);
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  }
}

function processesIn(root) {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return false;
    try {
      return `\0${readFileSync(`/proc/${name}/environ`, 'latin1')}\0`.includes(`\0OPS_WORKSPACE=${root}\0`);
    } catch {
      return false;
    }
  });
}

/** Fills the registry as a fleet that has run for days leaves it: each tenth session runs, the others have ended. */
export function writeRecords(root, count) {
  const machine = {
    host: hostname(),
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    namespace: readlinkSync('/proc/self/ns/pid'),
  };
  // A running session's process is this one: it lives, as a real one would.
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1].split(' ');
  const owner = { ...machine, pid: process.pid, startTime: fields[19] };
  for (let index = 0; index < count; index += 1) {
    const id = randomUUID();
    const ended = index % 10 !== 0;
    const time = new Date(Date.now() - index * 60_000).toISOString();
    const record = {
      ...{ version: 1, id, key: `agent:metrics-collector:cron:metrics-collector:run:${id}`, runId: id },
      ...{ agentId: 'metrics-collector', kind: 'cron', label: null, task: 'Collect system metrics' },
      ...{ status: ended ? 'done' : 'running', owner, spawner: owner, cwd: root, argv: null, cleanup: 'keep' },
      ...{ runTimeoutSeconds: 240, job: 'metrics-collector', slot: time, createdAt: time, startedAt: time },
      ...{ updatedAt: time, endedAt: ended ? time : null, exitCode: ended ? 0 : null, signal: null },
      ...{ reason: ended ? 'cpu 3.1 %, memory 40.2 %, worst disk 51 % (/)' : null, restarts: 0 },
    };
    writeFileSync(join(root, 'sessions', `${id}.json`), `${JSON.stringify(record, null, 1)}\n`, { mode: 0o600 });
  }
}
