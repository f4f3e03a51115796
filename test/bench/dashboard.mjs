// The dashboard in a terminal (util-linux `script` gives one): time to the first frame, CPU at rest and at ten changes a second, and what
// it writes. Run after a build: node test/bench/dashboard.mjs [seconds]
import { spawn, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/ops.js', import.meta.url));
const TICKS_PER_SECOND = 100;
const SESSIONS = 20;
/** Some seconds after the start V8 gives back what the start took: once, and no part of being left open. */
const SETTLE_MS = 15_000;

/** This process, in the words of a session record: so the sessions live as long as the measurement. */
function owner() {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  return {
    host: hostname(),
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    namespace: readlinkSync('/proc/self/ns/pid'),
    pid: process.pid,
    startTime: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19],
  };
}

/** `ended`: sessions that only lie there. */
function makeWorkspace(ended = 0) {
  const root = mkdtempSync(join(tmpdir(), 'ops-bench-'));
  for (const folder of ['sessions', 'tmp', 'status', 'logs', 'output', 'history']) mkdirSync(join(root, folder));
  const self = owner();
  const write = (number, restarts, status = 'running') => {
    const runId = `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;
    const now = new Date().toISOString();
    const record = {
      ...{ version: 1, id: runId, key: `agent:worker:subagent:${runId}`, runId, agentId: 'worker', kind: 'subagent' },
      ...{
        label: `worker-${number}`,
        task: 'sum of all parts',
        status,
        owner: self,
        spawner: self,
        cwd: '/',
      },
      ...{ argv: null, cleanup: 'keep', runTimeoutSeconds: 0, job: null, slot: null, createdAt: now, startedAt: now },
      ...{ updatedAt: now, endedAt: null, exitCode: null, signal: null, reason: null, restarts },
    };
    writeFileSync(join(root, 'tmp', 'next'), JSON.stringify(record));
    renameSync(join(root, 'tmp', 'next'), join(root, 'sessions', `${runId}.json`));
  };
  for (let number = 0; number < SESSIONS; number += 1) write(number, 1);
  for (let number = 0; number < ended; number += 1) write(1_000 + number, 0, 'done');
  return { root, write };
}

/** `program`: another one than the dashboard, which then has painted when its first output is there. */
function start(root, columns, rows, program = null) {
  const command = `stty cols ${columns} rows ${rows}; exec ${program ?? `${process.execPath} ${PROGRAM} dashboard`}`;
  const env = { PATH: process.env.PATH, HOME: tmpdir(), TERM: 'xterm-256color', LANG: 'C.UTF-8', OPS_WORKSPACE: root };
  const began = performance.now();
  const child = spawn('script', ['-q', '-f', '-c', command, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const seen = { bytes: 0, chunks: 0, frameAt: null };
  let text = '';
  child.stdout.on('data', (chunk) => {
    seen.bytes += chunk.length;
    seen.chunks += 1;
    if (seen.frameAt !== null) return;
    text += chunk;
    if (program !== null || text.includes('worker-')) seen.frameAt = performance.now() - began;
  });
  return { child, seen };
}

async function firstFrame(run) {
  const limit = performance.now() + 20_000;
  while (run.seen.frameAt === null) {
    if (performance.now() > limit) throw new Error('the dashboard showed nothing within 20 s');
    await delay(5);
  }
}

/** The dashboard's own process: `script` runs a shell, which became it. */
function processOf(run) {
  const children = (pid) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return children(run.child.pid)[0];
}

function usageOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const memory = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return { seconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND, memory: Number(memory?.[1]) / 1024 };
}

/** CPU of all its threads so far, finer than the ticks: the wall time of a start says little on a busy machine. */
function cpuMsOf(pid) {
  const spent = (thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + spent(thread), 0) / 1e6;
}

async function quit(run) {
  run.child.stdin.write('q');
  await new Promise((resolve) => run.child.on('exit', resolve));
}

/** CPU in percent of one core, memory in MB, bytes and writes, over so many seconds. `change` is called ten times a second. */
async function measure(run, seconds, change) {
  const pid = processOf(run);
  const before = { ...usageOf(pid), bytes: run.seen.bytes, chunks: run.seen.chunks, at: performance.now() };
  let changes = 0;
  while (performance.now() - before.at < seconds * 1_000) {
    if (change !== null) change(changes);
    changes += change === null ? 0 : 1;
    await delay(100);
  }
  const after = usageOf(pid);
  const elapsed = (performance.now() - before.at) / 1_000;
  return {
    cpu: ((after.seconds - before.seconds) / elapsed) * 100,
    memory: after.memory,
    bytesPerSecond: (run.seen.bytes - before.bytes) / elapsed,
    bytesPerChange: changes === 0 ? null : (run.seen.bytes - before.bytes) / changes,
    frames: (run.seen.chunks - before.chunks) / elapsed,
  };
}

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

function bareNode() {
  const began = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return performance.now() - began;
}

export async function measureDashboard(seconds = 10) {
  const { root, write } = makeWorkspace();
  try {
    const frames = [];
    const frameCpu = [];
    const bare = [];
    for (let round = 0; round < 5; round += 1) {
      bare.push(bareNode());
      const run = start(root, 80, 24);
      await firstFrame(run);
      frames.push(run.seen.frameAt);
      frameCpu.push(cpuMsOf(processOf(run)));
      await quit(run);
    }
    const sizes = [];
    for (const [columns, rows] of [
      [80, 24],
      [160, 48],
    ]) {
      const run = start(root, columns, rows);
      await firstFrame(run);
      await delay(SETTLE_MS);
      const idle = await measure(run, seconds, null);
      // One record after the other, one visible cell each: the restart count.
      const busy = await measure(run, seconds, (count) => write(count % SESSIONS, 1 + (count % 8)));
      await quit(run);
      sizes.push({ columns, rows, idle, busy });
    }
    return {
      firstFrameMs: median(frames),
      firstFrameCpuMs: median(frameCpu),
      bareNodeMs: median(bare),
      sizes,
      many: await measureMany(seconds),
      peers: await measurePeers(seconds),
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Views of a machine that people leave open, each in its own pace, where they are installed. */
const PEERS = {
  htop: 'htop',
  btop: 'btop',
  ...(process.env.OPS_BENCH_PM2 ? { 'pm2 monit': `${process.env.OPS_BENCH_PM2} monit` } : {}),
};

async function measurePeers(seconds) {
  const found = [];
  for (const [name, program] of Object.entries(PEERS)) {
    if (spawnSync('sh', ['-c', `command -v ${program.split(' ')[0]}`]).status !== 0) {
      found.push({ name, idle: null });
      continue;
    }
    const run = start(tmpdir(), 160, 48, program);
    await firstFrame(run);
    await delay(2_000);
    found.push({ name, idle: await measure(run, seconds, null) });
    process.kill(Number(processOf(run)), 'SIGKILL');
    await new Promise((resolve) => run.child.on('exit', resolve));
  }
  return found;
}

const MANY = 1_000;

/** At rest with as many ended sessions as are kept by default. */
async function measureMany(seconds) {
  const { root } = makeWorkspace(MANY);
  try {
    const run = start(root, 80, 24);
    await firstFrame(run);
    await delay(SETTLE_MS);
    const idle = await measure(run, seconds, null);
    await quit(run);
    return { firstFrameMs: run.seen.frameAt, idle };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const result = await measureDashboard(Number(process.argv[2] ?? 10));
  const { firstFrameMs, firstFrameCpuMs, bareNodeMs } = result;
  const ratio = (firstFrameMs / bareNodeMs).toFixed(1);
  console.log(
    `first frame  ${firstFrameMs.toFixed(0)} ms, ${ratio} x node -e 0 (${bareNodeMs.toFixed(0)} ms), CPU ${firstFrameCpuMs.toFixed(0)} ms; budget 400 ms`,
  );
  for (const { columns, rows, idle, busy } of result.sizes) {
    console.log(`${columns}x${rows}`);
    console.log(
      `  at rest       ${idle.cpu.toFixed(2)} % CPU, ${idle.bytesPerSecond.toFixed(0)} bytes/s, ${idle.memory.toFixed(0)} MB; budget 0.5 %`,
    );
    console.log(
      `  10 changes/s  ${busy.cpu.toFixed(2)} % CPU, ${busy.bytesPerSecond.toFixed(0)} bytes/s, ${busy.bytesPerChange.toFixed(0)} bytes/change, ${busy.frames.toFixed(1)} frames/s, ${busy.memory.toFixed(0)} MB; budget 8 % at 80x24`,
    );
  }
  const { many } = result;
  console.log(
    `80x24 with ${MANY} ended sessions: first frame ${many.firstFrameMs.toFixed(0)} ms, at rest ${many.idle.cpu.toFixed(2)} % CPU, ${many.idle.memory.toFixed(0)} MB`,
  );
  for (const { name, idle } of result.peers) {
    console.log(
      idle === null
        ? `${name}: not installed, skipped`
        : `160x48 ${name}: ${idle.cpu.toFixed(2)} % CPU, ${idle.bytesPerSecond.toFixed(0)} bytes/s, ${idle.memory.toFixed(0)} MB`,
    );
  }
}
