// What metrics-collector costs: CPU and children of a sample, CPU and memory of its process, a year on the disk, and how long a range
// takes to read. The samples are of this machine; the year is made of its series, every value noise, which no real machine is.
//
// A sample is all of collect(): reading, comparing, thresholds, and storing everything (metrics/latest.json and the history synced, the
// state, ops.prom), user and system time of the whole process, V8's own threads too. Not in it: the start of the process, and health
// checks, of which none is configured. The collector takes one sample in a process: what that costs is the row of its process.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { compare, quantile, ratioRow } from './support/measure.mjs';
import { makeWorkspace, ops, PROGRAM } from './support/workspace.mjs';

export const summary = 'metrics: cost of a sample, memory of the collector, a year on the disk, range queries';

const SAMPLES = 20;
/** A machine with many processes: most of a sample is asking the kernel about each. */
const MANY_PROCESSES = 500;
/** Nearer ones are not compared with: the kernel counts in ticks of 10 ms. */
const PAUSE_MS = 450;
const SHORT_PAUSE_MS = 20;
/** Until V8 has compiled what is run again and again. */
const WARMING = 60;
const ROUNDS = 15;
const RUNS = 9;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const STEP_MS = 300_000;
const YEAR_DAYS = 365;
const BUDGET = { sampleMs: 10, yearMB: 25, memory: 1.5, run: 2, week: 0.2, year: 0.6, command: 2 };

export async function run({ progress }) {
  const folder = mkdtempSync(join(tmpdir(), 'ops-bench-metrics-'));
  const workspace = makeWorkspace({});
  try {
    const core = await bundled(folder);
    const at = core.layout(workspace.root);
    const early = await sampling(core, at, progress);
    const sampled = await sampling(core, at, progress, WARMING);
    const crowded = await among(MANY_PROCESSES, () => sampling(core, at, progress));
    progress('a year of samples');
    const year = writeYear(core, at, sampled.values);
    const measured = compare(
      {
        history: [
          process.execPath,
          PROGRAM,
          '--workspace',
          workspace.root,
          'metrics',
          'history',
          'cpu_percent',
          '--since',
          '7d',
          '--json',
        ],
      },
      { rounds: ROUNDS, progress },
    );
    progress('the collector as a session');
    const baseMs = measured['node -e 0'].cpuMs;
    return [
      row(
        `a sample taken and stored, ${sampled.processes} processes, ${Object.keys(sampled.values).length} series: CPU`,
        sampled.told(baseMs),
        `<= ${BUDGET.sampleMs} ms`,
        sampled.middle <= BUDGET.sampleMs,
      ),
      row('… the 2nd to 21st of a process, whose code V8 has not compiled yet', early.told(baseMs)),
      row(`… among ${crowded.processes} processes`, crowded.told(baseMs)),
      row('… child processes', sampled.children, '0', sampled.children === 'unknown' ? null : sampled.children === '0'),
      ...collector(workspace.root, folder),
      ...year,
      ...queries(core, at, measured['node -e 0'].wallMs),
      ratioRow('ops metrics history cpu_percent --since 7d --json', measured.history, BUDGET.command),
    ];
  } finally {
    workspace.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(what, measured, budget = '', met = null) {
  return { what, measured, budget, met };
}

/** The parts of the program that are measured by themselves, as one module. */
async function bundled(folder) {
  const outfile = join(folder, 'core.mjs');
  const files = [
    ...['files/layout', 'config/schema', 'metrics/collect', 'metrics/state', 'metrics/series', 'metrics/history/days'],
    ...['metrics/history/segment', 'metrics/history/table', 'metrics/history/aggregate', 'metrics/history/query'],
  ];
  const source = join(import.meta.dirname, '..', '..', 'src', 'core');
  await build({
    stdin: {
      contents: files.map((file) => `export * from './${file}.ts';`).join('\n'),
      resolveDir: source,
      loader: 'ts',
    },
    ...{ outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20.19', logLevel: 'warning' },
    external: ['systeminformation', 'jq-wasm'],
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(pathToFileURL(PROGRAM).href)});`,
    },
  });
  return await import(pathToFileURL(outfile).href);
}

/**
 * CPU of whole samples, stored, of which none may start a child. Each compares with the first one, whose counters are put back before it:
 * nearer ones would not be compared with. `skipped` samples are taken before any is measured.
 */
async function sampling(core, at, progress, skipped = 0) {
  const config = core.configSchema.parse({});
  const options = { intervalSeconds: 300 };
  // The first one has nothing to compare with: it takes two readings.
  let taken = await core.collect(at, config, options);
  const counters = readFileSync(core.statePath(at));
  await delay(PAUSE_MS);
  const before = reaped();
  const costs = [];
  for (let index = 0; index < skipped + SAMPLES; index += 1) {
    progress(`sample ${index + 1} of ${skipped + SAMPLES}`);
    writeFileSync(core.statePath(at), counters);
    await delay(SHORT_PAUSE_MS);
    const begun = process.cpuUsage();
    taken = await core.collect(at, config, options);
    const { user, system } = process.cpuUsage(begun);
    if (index >= skipped) costs.push((user + system) / 1_000);
  }
  const values = core.valuesOf(taken.sample);
  const middle = quantile(costs);
  const [least, most] = [Math.min(...costs), Math.max(...costs)].map((cost) => cost.toFixed(1));
  const text = `${middle.toFixed(1)} ms, ${least} to ${most} in ${SAMPLES}`;
  return {
    values,
    processes: taken.sample.processes?.total ?? 'unknown',
    children: process.platform !== 'linux' ? 'unknown' : reaped() === before ? '0' : 'some',
    middle,
    // Beside a busy neighbour everything takes longer, an empty program as well.
    told: (baseMs) => `${text}, ${(middle / baseMs).toFixed(2)} x node -e 0`,
  };
}

/** Measures while so many processes run, most of them asleep. */
async function among(count, measure) {
  const running = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
  const sleepers = Array.from({ length: Math.max(0, count - running) }, () =>
    spawn('sleep', ['600'], { stdio: 'ignore' }),
  );
  try {
    return await measure();
  } finally {
    for (const sleeper of sleepers) sleeper.kill();
  }
}

/** Page faults of children that have ended: a process cannot start one, not even the smallest, without some hundred of them. */
function reaped() {
  if (process.platform !== 'linux') return 0;
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1].split(' ');
  return Number(fields[8]);
}

/**
 * The collector as a session of its own, beside an empty program. Each process tells its CPU and greatest memory when it ends; the first
 * run does not count: it checks a configuration that no one has checked before.
 */
function collector(root, folder) {
  const tell = join(folder, 'tell.cjs');
  const file = join(folder, 'told');
  writeFileSync(
    tell,
    `process.on('exit', () => {
      const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
      const line = [process.argv[2] ?? 'empty', (userCPUTime + systemCPUTime) / 1e3, (maxRSS * 1024) / 1e6].join('\\t') + '\\n';
      require('node:fs').appendFileSync(${JSON.stringify(file)}, line);
    });`,
  );
  const kept = process.env.NODE_OPTIONS;
  process.env.NODE_OPTIONS = `--require=${tell}`;
  try {
    for (let round = 0; round <= RUNS; round += 1) {
      ops(root, 'agents', 'spawn', 'metrics-collector', '--wait');
      spawnSync(process.execPath, ['-e', '0']);
    }
  } finally {
    if (kept === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = kept;
  }
  const told = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  const middles = (who) => {
    const lines = told.filter(([name]) => name === who).slice(1);
    return [1, 2].map((column) => quantile(lines.map((line) => Number(line[column]))));
  };
  const [cpu, megabytes] = middles('__session');
  const [bareCpu, bareMegabytes] = middles('empty');
  return [
    ratio("the collector's process, start to end: CPU", cpu, 'ms', cpu / bareCpu, BUDGET.run),
    ratio('… its greatest memory', megabytes, 'MB', megabytes / bareMegabytes, BUDGET.memory),
  ];
}

function ratio(what, measured, unit, times, budget) {
  const text = `${measured.toFixed(0)} ${unit}, ${times.toFixed(2)} x node -e 0`;
  return row(what, text, `<= ${budget} x node -e 0`, times <= budget);
}

/** A number that looks as random as it can at the precision at which its like is stored. */
function noisy(value) {
  if (value === null) return null;
  if (value === 0) return Math.random() < 0.1 ? 1 : 0;
  const decimals = /\.(\d+)/.exec(String(value))?.[1]?.length ?? 0;
  return Number((value * (0.5 + Math.random())).toFixed(decimals));
}

function writeYear(core, at, values) {
  const today = core.startOfDay(new Date().toISOString().slice(0, 10));
  const names = Object.keys(values);
  const months = new Map();
  for (let day = today - YEAR_DAYS * DAY_MS; day < today; day += DAY_MS) {
    const rows = Array.from({ length: DAY_MS / STEP_MS }, (_, index) => ({
      time: day + index * STEP_MS + Math.round(50 * Math.random()),
      values: Object.fromEntries(names.map((name) => [name, noisy(values[name])])),
    }));
    const table = core.tableOf(rows);
    const name = new Date(day).toISOString().slice(0, 10);
    writeFileSync(core.segmentPath(at, name), core.encodeSegment(table));
    const month = name.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), core.hourlyTable(table)]);
  }
  mkdirSync(core.aggregatedFolder(at), { recursive: true });
  for (const [month, tables] of months)
    writeFileSync(core.aggregatedPath(at, month), core.encodeSegment(core.joinTables(tables)));
  const bytes = (path) => readdirSync(path).reduce((sum, file) => sum + statSync(join(path, file)).size, 0);
  const samples = bytes(join(at.metrics, 'samples')) / 1e6;
  const hours = bytes(core.aggregatedFolder(at)) / 1e6;
  return [
    row(
      `a year of 5-minute samples, ${names.length} series, every value noise`,
      `${samples.toFixed(1)} MB, their hours ${hours.toFixed(1)} MB more`,
      `< ${BUDGET.yearMB} MB`,
      samples + hours < BUDGET.yearMB,
    ),
  ];
}

/** Budgets are shares of what `node -e 0` takes: 40 ms where nothing else runs. */
const RANGES = [
  { what: 'a day of samples', days: 1, stepMs: STEP_MS, budget: BUDGET.week },
  { what: 'a week of samples', days: 7, stepMs: STEP_MS, budget: BUDGET.week },
  { what: 'a year by the hour', days: YEAR_DAYS, stepMs: HOUR_MS, budget: BUDGET.year },
  { what: 'a year by the day', days: YEAR_DAYS, stepMs: DAY_MS, budget: BUDGET.year },
];
const QUERIES = 15;

function queries(core, at, baseMs) {
  const now = Date.now();
  return RANGES.map(({ what, days, stepMs, budget }) => {
    const query = { from: now - days * DAY_MS, to: now, wanted: (name) => name === 'cpu_percent' };
    const times = Array.from({ length: QUERIES }, () => {
      const begun = performance.now();
      const found = core.readBuckets(at, query, stepMs).series.get('cpu_percent')?.length ?? 0;
      const took = performance.now() - begun;
      // The day that runs has only the few samples of this bench.
      if (found < ((days - 1) * DAY_MS) / stepMs) throw new Error(`${what}: only ${found} values were read`);
      return took;
    });
    const middle = quantile(times);
    const ratio = middle / baseMs;
    const text = `${middle.toFixed(1)} ms, ${ratio.toFixed(2)} x node -e 0`;
    return row(`range of one series: ${what}`, text, `<= ${budget} x node -e 0`, ratio <= budget);
  });
}
