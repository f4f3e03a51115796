// Log mining on generated logs of 500 MB: CPU, MB/s of CPU and memory beside grep, rg and lnav where they are installed. The logs lie
// in a temporary folder and are removed. OPS_BENCH_LOG_MB makes them smaller.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeLog } from './support/log-generator.mjs';

const OPS = resolve(import.meta.dirname, '../../bin/ops.js');
const MEGABYTES = Number(process.env.OPS_BENCH_LOG_MB ?? 500);
const BUDGET = { speed: 300, memory: 100 };

/** Runs a command under a shell that tells what its children cost. Output goes to a file: grep stops early when it goes nowhere. */
function cost(folder, command, argv) {
  const words = [command, ...argv].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const started = performance.now();
  const { stdout, status } = spawnSync(
    'sh',
    ['-c', `${words} > '${join(folder, 'out')}' 2> '${join(folder, 'err')}'; times`],
    {
      encoding: 'utf8',
      env: { ...process.env, OPS_BENCH_MEMORY: join(folder, 'memory') },
    },
  );
  const wall = (performance.now() - started) / 1_000;
  const seconds = [...(stdout.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  return {
    wall,
    cpu: seconds.reduce((sum, each) => sum + each, 0),
    status,
    output: readFileSync(join(folder, 'out'), 'utf8'),
  };
}

function isInstalled(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** Mines with the built program; the child itself tells its greatest memory. */
function mine(folder, path, ...flags) {
  const tell =
    'data:text/javascript,import{writeFileSync}from"node:fs";process.on("exit",()=>writeFileSync(process.env.OPS_BENCH_MEMORY,String(process.resourceUsage().maxRSS)))';
  const result = cost(folder, process.execPath, ['--import', tell, OPS, 'logs', 'templates', path, ...flags]);
  return { ...result, memory: Number(readFileSync(join(folder, 'memory'), 'utf8')) / 1024 };
}

const OTHERS = [
  { name: 'grep -c ERROR', command: 'grep', argv: (path) => ['-c', 'ERROR', path] },
  { name: 'rg -c ERROR', command: 'rg', argv: (path) => ['-c', 'ERROR', path] },
  {
    name: 'lnav, lines by level',
    command: 'lnav',
    argv: (path) => ['-n', '-c', ';SELECT log_level, count(*) FROM all_logs GROUP BY 1', path],
  },
];

const LOGS = [
  { name: '300 kinds of messages', budget: true, log: { kinds: 300 } },
  { name: '2,000 kinds, a name in 20 % of the lines', budget: false, log: { kinds: 2_000, names: 20 } },
];

export async function run({ progress }) {
  const folder = mkdtempSync(join(tmpdir(), 'ops-bench-logs-'));
  const rows = [];
  const row = (what, measured, budget = '', met = null) => rows.push({ what, measured, budget, met });
  try {
    for (const { name, log, budget } of LOGS) {
      progress(`writing ${MEGABYTES} MB: ${name}`);
      const path = join(folder, 'bench.log');
      const lines = writeLog(path, { ...log, bytes: MEGABYTES * 1e6 });
      const megabytes = statSync(path).size / 1e6;
      row(`log of ${megabytes.toFixed(0)} MB, ${lines} lines: ${name}`, '');
      progress('mining');
      const ours = mine(folder, path, '--json');
      const speed = megabytes / ours.cpu;
      const found = JSON.parse(ours.output);
      row(
        '  ops logs templates',
        `${ours.cpu.toFixed(2)} s CPU, ${ours.wall.toFixed(2)} s, ${found.templates.length} templates`,
      );
      row(
        '  … speed',
        `${speed.toFixed(0)} MB/s of CPU`,
        budget ? `≥ ${BUDGET.speed} MB/s` : '',
        budget ? speed >= BUDGET.speed : null,
      );
      row('  … memory', `${ours.memory.toFixed(0)} MB`, `< ${BUDGET.memory} MB`, ours.memory < BUDGET.memory);
      for (const { name: other, command, argv } of OTHERS) {
        progress(other);
        if (!isInstalled(command)) {
          row(`  ${other}`, 'not installed');
          continue;
        }
        const theirs = cost(folder, command, argv(path));
        const ratio = ours.cpu / theirs.cpu;
        row(
          `  ${other}`,
          `${theirs.cpu.toFixed(2)} s CPU, ${(megabytes / theirs.cpu).toFixed(0)} MB/s; ours takes ${ratio.toFixed(1)} x as much`,
        );
      }
      rmSync(path);
    }
    progress('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}
