import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createPlainServer } from 'node:net';
import { join } from 'node:path';
import { quantile } from './support/measure.mjs';
import { makeWorkspace, ops } from './support/workspace.mjs';

export const summary =
  "urgent alarms: from the file until the receiver has the first attempt, beside Alertmanager's webhook";

const ALARMS = 200;
/** One at a time: the next comes when all is at rest again, as real ones do. */
const REST_MS = 20;
const LIMIT_MS = 20_000;
const QUIET = { enabled: false };

export async function run({ progress }) {
  const receiver = await startReceiver();
  try {
    return [await urgentFiles(receiver, progress), await alertmanager(receiver, progress)];
  } finally {
    receiver.close();
  }
}

function row(what, times, limit) {
  const [p50, p99] = [quantile(times), quantile(times, 0.99)];
  const measured = `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${Math.max(...times).toFixed(1)} ms`;
  return limit === null
    ? { what, measured, budget: '', met: null }
    : { what, measured, budget: `p99 <= ${limit} ms`, met: p99 <= limit };
}

/** Takes whatever is posted, and says when a text was first in a body. */
async function startReceiver() {
  let wanted = null;
  const server = createServer((request, response) => {
    const cameAt = performance.now();
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      response.writeHead(204).end();
      if (wanted !== null && body.includes(wanted.text)) wanted.resolve(cameAt);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    awaitText: (text) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`"${text}" did not come within ${LIMIT_MS} ms`)), LIMIT_MS);
        wanted = {
          text,
          resolve: (at) => {
            clearTimeout(timer);
            resolve(at);
          },
        };
      }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function measure(receiver, raise, name, progress) {
  const times = [];
  for (let index = -3; index < ALARMS; index += 1) {
    if (index % 20 === 0) progress(`${name}: alarm ${index} of ${ALARMS}`);
    const text = `${name} alarm ${index} of the bench`;
    const came = receiver.awaitText(text);
    const begun = await raise(text, index);
    const took = (await came) - begun;
    if (index >= 0) times.push(took);
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
  }
  return times;
}

async function urgentFiles(receiver, progress) {
  const workspace = makeWorkspace({
    agents: { 'metrics-collector': QUIET, 'logs-analyzer': QUIET, reporter: QUIET },
    channels: { bench: { type: 'webhook', url: `${receiver.url}/ops` } },
    escalation_channels: ['bench'],
    // Each for itself: a summary of many would be told later.
    alerts: { storm: { count: 10 * ALARMS, within: '1m' } },
  });
  const [urgent, temporary] = ['alerts/urgent', 'tmp'].map((folder) => join(workspace.root, folder));
  for (const folder of [urgent, temporary]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    ops(workspace.root, 'agents', 'spawn', 'ops-orchestrator');
    const raise = (message, index) => {
      const unfinished = join(temporary, 'bench');
      writeFileSync(unfinished, JSON.stringify({ severity: 'critical', message }));
      const begun = performance.now();
      renameSync(unfinished, join(urgent, `bench-${index + 3}.json`));
      return begun;
    };
    return row(`urgent file until its first attempt (${ALARMS})`, await measure(receiver, raise, 'ops', progress), 100);
  } finally {
    workspace.remove();
  }
}

async function alertmanager(receiver, progress) {
  const what = "Alertmanager's webhook, from the post";
  if (spawnSync('prometheus-alertmanager', ['--version']).status !== 0) {
    return { what, measured: 'not installed (apt install prometheus-alertmanager)', budget: '', met: null };
  }
  const { folder, remove } = makeWorkspace();
  const config = join(folder, 'alertmanager.yml');
  writeFileSync(
    config,
    `route: { receiver: bench, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers: [{ name: bench, webhook_configs: [{ url: '${receiver.url}/alertmanager' }] }]
`,
  );
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus-alertmanager',
    [
      ...[`--config.file=${config}`, `--storage.path=${join(folder, 'data')}`, '--cluster.listen-address='],
      `--web.listen-address=${url.slice('http://'.length)}`,
    ],
    { stdio: 'ignore' },
  );
  try {
    await untilReady(`${url}/-/ready`);
    const raise = async (summary, index) => {
      const body = JSON.stringify([{ labels: { alertname: 'Bench', index: `${index}` }, annotations: { summary } }]);
      const begun = performance.now();
      await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return begun;
    };
    return row(`${what} (${ALARMS})`, await measure(receiver, raise, 'Alertmanager', progress), null);
  } finally {
    child.kill('SIGKILL');
    remove();
  }
}

async function untilReady(url) {
  const deadline = performance.now() + LIMIT_MS;
  while (performance.now() < deadline) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} did not answer`);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createPlainServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
