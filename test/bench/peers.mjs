import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuNanoseconds, killOnce, makeTraced, memoryOf } from './support/fleet.mjs';
import { compare, quantile, timeOnce } from './support/measure.mjs';
import * as opsProgram from './support/peers/ops.mjs';
import * as pm2 from './support/peers/pm2.mjs';
import * as supervisord from './support/peers/supervisord.mjs';

export const summary =
  'the same work done by ops, PM2 and supervisord: list, start, restarts, memory, CPU at rest and under output';

const DEATHS = 200;
const REST_MS = 60_000;
const FLOOD_MS = 20_000;
const SIZES = [10, 100, 500];
const SYSTEMS = [
  { name: 'ops', start: opsProgram.startOps, why: null, version: opsProgram.version },
  { name: 'PM2', start: pm2.startPm2, why: pm2.why, version: pm2.version },
  { name: 'supervisord', start: supervisord.startSupervisord, why: supervisord.why, version: supervisord.version },
];

export async function run({ progress }) {
  const rows = SYSTEMS.filter(({ why }) => why !== null).map(({ name, why }) => row(name, 'skipped', why));
  const present = SYSTEMS.filter(({ why }) => why === null);
  // With nobody to stand beside, the other benches measure all of this.
  if (present.length === 1) return rows;
  for (const { name, version } of present) rows.push(row(name, 'version', version()));
  for (const size of SIZES) for (const system of present) rows.push(...(await ofSize(system, size, progress)));
  for (const system of present) rows.push(...(await underOutput(system, progress)));
  return rows;
}

function row(name, what, measured) {
  return { what: `${name}: ${what}`, measured, budget: '', met: null };
}

function milliseconds(values) {
  const known = values.filter((value) => value !== null);
  const missing = values.length - known.length;
  const text = `p50 ${quantile(known).toFixed(1)}, p99 ${quantile(known, 0.99).toFixed(1)}, worst ${Math.max(...known).toFixed(1)} ms`;
  return missing === 0 ? text : `${text}; ${missing} not restarted within 10 s`;
}

async function ofSize({ name, start }, size, progress) {
  const traced = makeTraced(size);
  progress(`${name}, ${size} apps: start`);
  const system = start(traced.apps);
  const rows = [];
  try {
    if (!(await traced.started())) throw new Error(`${name} did not start ${size} apps`);
    await delay(2_000);
    if (size >= 100) rows.push(listed(system, size, progress));
    if (size === 100) rows.push(...(await atRest(system, size, progress)));
    if (size === 10) rows.push(...(await deaths(system, traced, progress)), ...(await oneStarted(system, traced)));
    if (size === 100 && system.replaceDaemon !== undefined) rows.push(await adopted(system, traced, progress));
    rows.push(await allRestarted(system, traced, size, progress));
  } finally {
    system.end();
    traced.remove();
  }
  return rows;
}

function listed(system, size, progress) {
  const measured = compare({ list: system.list }, { rounds: 9, progress, env: system.env }).list;
  const text = `CPU ${measured.cpu.toFixed(2)} x, wall ${measured.wall.toFixed(2)} x node -e 0 (${measured.wallMs.toFixed(0)} ms)`;
  return row(system.name, `cold list of ${size}`, text);
}

async function atRest(system, size, progress) {
  progress(`${system.name}: at rest for a minute`);
  await delay(10_000);
  const pid = system.daemon();
  const before = cpuNanoseconds(pid);
  const begun = performance.now();
  await delay(REST_MS);
  const percent = ((cpuNanoseconds(pid) - before) / 1e6 / (performance.now() - begun)) * 100;
  const { rss, pss } = memoryOf(pid);
  const helpers = system.helpers().map((helper) => memoryOf(helper).pss);
  const all = helpers.reduce((sum, one) => sum + one, pss);
  const mb = (bytes) => (bytes / 1e6).toFixed(1);
  return [
    row(system.name, `CPU at rest, ${size} apps`, `${percent.toFixed(3)} % of a core`),
    row(
      system.name,
      `memory at rest, ${size} apps`,
      `RSS ${mb(rss)} MB, PSS ${mb(pss)} MB, with its helpers PSS ${mb(all)} MB`,
    ),
  ];
}

async function deaths(system, traced, progress) {
  const times = [];
  for (let death = 0; death < DEATHS; death += 1) {
    progress(`${system.name}: death ${death + 1} of ${DEATHS}`);
    times.push(await killOnce(traced, traced.names[death % traced.names.length]));
    await delay(20);
    if (times.length >= 30 && quantile(times) > 500) break;
  }
  return [row(system.name, `kill -9 until restarted, own child (${times.length})`, milliseconds(times))];
}

/** Every app is killed once under an orchestrator that did not start it; then again under the next one. */
async function adopted(system, traced, progress) {
  const times = [];
  while (times.length < DEATHS) {
    system.replaceDaemon();
    await delay(2_000);
    for (const name of traced.names) {
      progress(`${system.name}: adopted, death ${times.length + 1} of ${DEATHS}`);
      times.push(await killOnce(traced, name));
      await delay(10);
    }
  }
  return row(system.name, `kill -9 until restarted, adopted (${times.length})`, milliseconds(times));
}

async function oneStarted(system, traced) {
  if (system.start === null)
    return [row(system.name, 'from the command line until it runs', 'cannot: configuration only')];
  const times = [];
  for (let index = 0; index < 9; index += 1) {
    const name = `extra-${index}`;
    const begun = performance.timeOrigin + performance.now();
    timeOnce(system.start(name, traced.argvOf(name)), { env: system.env });
    times.push(traced.lives(name)[0] === undefined ? null : traced.lives(name)[0].atMs - begun);
    const base = timeOnce([process.execPath, '-e', '0']).wallMs;
    times[index] = times[index] === null ? null : { ms: times[index], base };
  }
  const known = times.filter((time) => time !== null);
  const ms = quantile(known.map((time) => time.ms));
  const base = quantile(known.map((time) => time.base));
  return [
    row(
      system.name,
      'from the command line until it runs',
      `${ms.toFixed(0)} ms, ${(ms / base).toFixed(2)} x node -e 0`,
    ),
  ];
}

async function allRestarted(system, traced, size, progress) {
  const times = [];
  for (let round = 0; round < (size === 500 ? 2 : 3); round += 1) {
    progress(`${system.name}: restart of ${size}, ${round + 1}`);
    const before = traced.names.map((name) => traced.lives(name).length);
    const begun = performance.now();
    timeOnce(system.restartAll, { env: system.env });
    const again = () => traced.names.every((name, index) => traced.lives(name).length > before[index]);
    for (const deadline = performance.now() + 60_000; !again() && performance.now() < deadline; ) await delay(5);
    times.push(performance.now() - begun);
    await delay(1_000);
  }
  return row(system.name, `restart all of ${size}, command included`, `${(quantile(times) / 1_000).toFixed(2)} s`);
}

/** One app writes 5 MB a second. */
async function underOutput({ name, start }, progress) {
  progress(`${name}: under output`);
  const script =
    "const line = 'x'.repeat(99) + '\\n'; const block = line.repeat(500); setInterval(() => process.stdout.write(block), 10)";
  const system = start({ loud: [process.execPath, '-e', script] });
  try {
    await delay(3_000);
    const pid = system.daemon();
    const before = cpuNanoseconds(pid);
    const begun = performance.now();
    await delay(FLOOD_MS);
    const percent = ((cpuNanoseconds(pid) - before) / 1e6 / (performance.now() - begun)) * 100;
    const text = `${percent.toFixed(2)} % of a core, RSS ${(memoryOf(pid).rss / 1e6).toFixed(0)} MB (load ${loadavg()[0].toFixed(1)})`;
    return [row(name, 'CPU while one app writes 5 MB/s', text)];
  } finally {
    system.end();
  }
}
