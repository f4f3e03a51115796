// npm run soak [-- --minutes 3 --kills 200 --seed N]: kills orchestrators, keepers, agents and senders with -9 at random moments, while
// schedules, restarts and messages are under way, and checks at the end that nothing was lost, doubled or left behind.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { endAll, kill, processesOf, randomOf, within } from '../test/soak/machine.mjs';
import { AGENTS, addJobs, JOBS, linesOf, makeTeam, ops, records, runLog, tray } from '../test/soak/team.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    keep: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const random = randomOf(seed);
const pick = (list) => list[Math.floor(random() * list.length)];
const team = makeTeam();
const { root, traces } = team;
const kills = { orchestrator: 0, keeper: 0, agent: 0, job: 0, sender: 0, starter: 0 };
const sum = () => Object.values(kills).reduce((one, other) => one + other, 0);
/** Ids of the messages of which a sender said that they are stored. */
const promised = new Set();
const refused = [];
const senders = new Set();
const unreadable = [];
let reads = 0;
let stopping = false;

process.stdout.write(`seed ${seed}, workspace ${root}\n`);

const ORDERS = [
  'status',
  'list',
  ...AGENTS.map((id) => `restart ${id}`),
  ...AGENTS.map((id) => `status of ${id}`),
  'run tick',
  'restart all agents',
];

async function sendOnce() {
  const words = [
    'sessions',
    'send',
    'ops-orchestrator',
    pick(ORDERS),
    '--json',
    '--timeout-seconds',
    pick(['0', '1', '5']),
  ];
  let pid = 0;
  const { code, signal, stdout, stderr } = await ops(root, words, (started) => {
    pid = started;
    senders.add(started);
  });
  senders.delete(pid);
  if (signal !== null) return;
  try {
    const { messageId } = JSON.parse(stdout);
    promised.add(messageId);
  } catch {
    refused.push(`${code}: ${stdout}${stderr}`.slice(0, 200));
  }
}

async function send() {
  while (!stopping) {
    await sendOnce();
    await delay(random() * 400);
  }
}

async function read() {
  while (!stopping) {
    const { code, stdout, stderr } = await ops(root, ['sessions', 'list', '--json']);
    reads += 1;
    try {
      const list = JSON.parse(stdout);
      if (code !== 0 || list.unreadable?.length > 0) unreadable.push(JSON.stringify(list.unreadable));
    } catch {
      unreadable.push(`exit ${code}: ${stdout.slice(0, 100)}${stderr.slice(0, 200)}`);
    }
    await delay(700);
  }
}

const orchestrators = () =>
  processesOf(root).filter(({ session, leads }) => session === 'ops-orchestrator.main' && leads);

/** Now and then two at once, and now and then the one who starts it is killed, too. */
async function startOrchestrator() {
  const count = random() < 0.3 ? 2 : 1;
  await Promise.all(
    Array.from({ length: count }, () =>
      ops(root, ['agents', 'spawn', 'ops-orchestrator'], (pid) => {
        if (random() < 0.15)
          setTimeout(() => {
            if (kill(pid)) kills.starter += 1;
          }, random() * 200);
      }),
    ),
  );
}

/** Each kind of victim with its share. */
const VICTIMS = [
  ['orchestrator', 0.22],
  ['keeper', 0.22],
  ['agent', 0.26],
  ['job', 0.1],
  ['sender', 0.2],
];

function victimOf(kind) {
  if (kind === 'sender') return pick([...senders]);
  if (kind === 'orchestrator') return pick(orchestrators())?.pid;
  const others = processesOf(root).filter(
    ({ session }) => session !== undefined && session !== 'ops-orchestrator.main',
  );
  const isMain = ({ session }) => session.endsWith('.main');
  if (kind === 'keeper') return pick(others.filter(({ leads }) => leads))?.pid;
  return pick(others.filter((one) => !one.leads && isMain(one) === (kind === 'agent')))?.pid;
}

async function torment() {
  const end = performance.now() + Number(values.minutes) * 60_000;
  const rest = () => Math.max(0, (end - performance.now()) / Math.max(1, Number(values.kills) - sum()));
  for (let round = 0; performance.now() < end || sum() < Number(values.kills); round += 1) {
    const share = random();
    let from = 0;
    const [kind] = VICTIMS.find(([, width]) => {
      from += width;
      return share < from;
    }) ?? ['agent'];
    const pid = victimOf(kind);
    if (pid !== undefined && kill(pid)) kills[kind] += 1;
    if (kind === 'orchestrator' || orchestrators().length === 0) {
      await delay(random() * 1_500);
      await startOrchestrator();
    }
    await delay(Math.min(1_500, rest()) * (0.3 + random()));
    if (round % 20 === 0)
      process.stdout.write(`${sum()} kills, ${promised.size} messages, ${runLog(root).length} runs\n`);
  }
}

const results = [];
function check(what, problems) {
  const good = problems.length === 0;
  results.push(good);
  process.stdout.write(`${good ? 'passed' : 'FAILED'}  ${what}${good ? '' : `: ${problems.slice(0, 5).join('; ')}`}\n`);
}

function doubled(list) {
  const seen = new Set();
  return list.filter((one) => seen.size === seen.add(one).size);
}

async function judge() {
  await startOrchestrator();
  if (orchestrators().length === 0) await startOrchestrator();
  const answered = () => new Set(tray(root, 'replies'));
  const owed = () => [
    ...tray(root, 'incoming'),
    ...[...promised].filter((id) => !answered().has(id)),
    ...tray(root, 'taken').filter((id) => !answered().has(id)),
  ];
  await within(60_000, () => owed().length === 0);
  check(`${promised.size} messages that were accepted, and those of killed senders, are all answered`, owed());
  check(
    'a message is refused only with a reason',
    refused.filter((text) => !/"(error|ok)"|E_/.test(text)),
  );
  check(`the registry was readable each of ${reads} times`, unreadable);
  check('there is one orchestrator', orchestrators().length === 1 ? [] : [`${orchestrators().length}`]);
  const alive = () =>
    AGENTS.filter(
      (id) =>
        new Set(
          processesOf(root)
            .filter(({ session }) => session === `${id}.main`)
            .map(({ run }) => run),
        ).size !== 1,
    );
  await within(20_000, () => alive().length === 0);
  check('every agent runs, once', alive());
  check('no agent ran twice at any time', linesOf(join(traces, 'doubled')));
  const stopped = await ops(root, ['agents', 'stop', 'all', '--json']);
  for (const [id] of JOBS) await ops(root, ['cron', 'disable', id]);
  await within(15_000, () => processesOf(root).every(({ session }) => session === 'ops-orchestrator.main'));
  const left = await ops(root, ['agents', 'stop', 'ops-orchestrator', '--with-agents', '--json']);
  check(
    'agents and orchestrator stop when asked',
    [stopped, left].filter(({ code }) => code !== 0).map(({ stdout, stderr }) => stdout + stderr),
  );
  check(
    'no process is left',
    processesOf(root).map(({ pid, session }) => `${pid} of ${session}`),
  );
  const log = runLog(root);
  const started = linesOf(join(traces, 'started'));
  check(`no run of ${started.length} was started twice`, doubled(started));
  const known = new Set(log.map(({ runId }) => runId));
  check(
    'every run that started has its outcome in the run log',
    started.filter((id) => !known.has(id)),
  );
  const whole = [...new Map(log.map((entry) => [entry.runId, entry])).values()];
  const slots = whole.filter(({ slot }) => slot !== null).map(({ job, slot }) => `${job} ${slot}`);
  check(`no slot of ${slots.length} was run twice`, doubled(slots));
  check(
    'nothing is running in the registry',
    records(root)
      .filter(({ endedAt }) => endedAt === null)
      .map(({ key, status }) => `${key} ${status}`),
  );
  const ran = new Set(whole.map(({ job }) => job));
  check(
    'every job came to run',
    JOBS.map(([id]) => id).filter((id) => !ran.has(id)),
  );
}

try {
  const begun = await ops(root, ['agents', 'spawn', 'ops-orchestrator']);
  if (begun.code !== 0) throw new Error(begun.stderr);
  await addJobs(root, traces);
  const background = [send(), send(), read()];
  await torment();
  stopping = true;
  await Promise.all(background);
  process.stdout.write(
    `${sum()} kills: ${Object.entries(kills)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', ')}\n`,
  );
  await judge();
} finally {
  const remained = await endAll(root);
  if (remained > 0) process.stdout.write(`${remained} processes had to be ended by the soak itself\n`);
  const failed = results.filter((good) => !good).length;
  if (values.keep || failed > 0 || results.length === 0) process.stdout.write(`kept: ${team.folder}\n`);
  else rmSync(team.folder, { recursive: true, force: true });
  process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
  if (failed > 0 || results.length === 0) process.exitCode = 1;
}
