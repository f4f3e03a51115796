// What is measured of any supervisor: its processes, and the traces that its apps leave.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** CPU time of all threads in nanoseconds. */
export function cpuNanoseconds(pid) {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]))
    .reduce((sum, one) => sum + one, 0);
}

/** Bytes; PSS counts shared pages by their share. */
export function memoryOf(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kibibytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
  return { rss: kibibytes('Rss') * 1_024, pss: kibibytes('Pss') * 1_024 };
}

export async function until(condition, limitMs = 60_000) {
  const deadline = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await delay(5);
  }
  return true;
}

/** Apps that write down the time and pid of each of their lives; `exec` keeps the pid. The start of `date` (1 to 2 ms) is in each time. */
export function makeTraced(count) {
  const folder = mkdtempSync(join(tmpdir(), 'ops-bench-lives-'));
  const script = 'echo "$(date +%s%N) $$" >>"$1"; exec sleep 100000';
  const names = Array.from({ length: count }, (_, index) => `app-${index}`);
  const fileOf = (name) => join(folder, name);
  const argvOf = (name) => ['/bin/sh', '-c', script, 'sh', fileOf(name)];
  const lives = (name) => {
    try {
      const lines = readFileSync(fileOf(name), 'utf8')
        .split('\n')
        .filter((line) => line.includes(' '));
      return lines.map((line) => ({ atMs: Number(line.split(' ')[0]) / 1e6, pid: Number(line.split(' ')[1]) }));
    } catch {
      return [];
    }
  };
  return {
    names,
    argvOf,
    apps: Object.fromEntries(names.map((name) => [name, argvOf(name)])),
    lives,
    started: (times = 1) => until(() => names.every((name) => lives(name).length >= times)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Kills the newest life of an app and returns the milliseconds until its next one runs; null where none comes within 10 s. */
export async function killOnce(traced, name) {
  const before = traced.lives(name);
  const killedAt = performance.timeOrigin + performance.now();
  process.kill(before.at(-1).pid, 'SIGKILL');
  const came = await until(() => traced.lives(name).length > before.length, 10_000);
  return came ? traced.lives(name)[before.length].atMs - killedAt : null;
}
