import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { compare, ratioRow } from './support/measure.mjs';
import { makeWorkspace, ops, PROGRAM, writeRecords } from './support/workspace.mjs';

export const summary = 'every command that only reads, from cold, against node -e 0';

const BUDGET = 1.5;
const ROUNDS = 9;

/** Words behind the command, where it needs some. Null: it has no end, or waits for something. */
const WORDS = {
  'agents show': ['metrics-collector'],
  'config get': ['locale'],
  'tasks show': ['ops-orchestrator'],
  'sessions status': ['ops-orchestrator'],
  'sessions history': ['ops-orchestrator'],
  'sessions tail': ['ops-orchestrator'],
  'sessions wait': ['ops-orchestrator', '--timeout-seconds', '1'],
  'metrics history': ['cpu_percent'],
  'metrics anomalies': ['cpu_percent'],
  'incidents show': ['{incident}'],
  'alerts show': ['{alert}'],
  'alerts explain': ['{alert}'],
  'alerts rules test': ['--series', '{series}'],
  'heal show': ['disk_full'],
  'logs templates': ['{log}'],
  'logs top': ['{log}'],
  'logs errors': ['{log}'],
  'logs search': ['disk', '{log}'],
  'cron show': ['nightly'],
  'approvals get': [],
  wait: ['--for', 'health=ok', '--timeout', '1ms'],
  help: ['json'],
  'logs follow': null,
  'backup verify': null,
};

/** Those that load a heavy library, or do work that is more than reading: they have no budget. */
const HEAVY = {
  'metrics check': 'runs the health checks',
  'logs templates': 'mines a log',
  'logs top': 'mines a log',
  'logs errors': 'mines a log',
  'logs search': 'reads a log',
  'config schema': 'zod',
  'config validate': 'zod, yaml and cosmiconfig',
  'heal list': 'zod, checks playbooks',
  'heal show': 'zod, checks playbooks',
  'heal schema': 'zod',
  'alerts rules test': 'replays a series',
  'alerts explain': 'unpacks the samples of that time',
};

/** The program's own table says which commands only read. */
async function readCommands() {
  const folder = mkdtempSync(join(tmpdir(), 'ops-bench-'));
  const outfile = join(folder, 'table.mjs');
  try {
    const alias = { 'react-devtools-core': './scripts/no-devtools.mjs' };
    const common = { bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' };
    await build({
      ...common,
      alias,
      entryPoints: ['src/commands/table.ts'],
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      splitting: true,
    });
    const { commands } = await import(pathToFileURL(outfile).href);
    return commands.filter(({ reads, path }) => reads === true && !path.startsWith('gateway ')).map(({ path }) => path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A workspace in which each of them finds something, and nothing runs any more. */
function prepared() {
  const workspace = makeWorkspace({
    logs: { sources: [] },
    health_checks: [{ name: 'always', type: 'command', command: ['true'] }],
  });
  const { root, folder } = workspace;
  const log = join(folder, 'app.log');
  writeFileSync(log, '2026-03-04T10:00:00Z ERROR disk 1 is full\n'.repeat(1_000));
  const series = join(folder, 'series.csv');
  writeFileSync(
    series,
    `timestamp,metric,value\n${Array.from({ length: 60 }, (_, minute) => `${new Date(1.7e12 + minute * 60_000).toISOString()},cpu_percent,95\n`).join('')}`,
  );
  ops(root, 'init');
  ops(root, 'up');
  ops(root, 'agents', 'spawn', 'metrics-collector', '--wait');
  ops(root, 'agents', 'spawn', 'logs-analyzer', '--wait');
  ops(root, 'cron', 'add', 'nightly', '--cron', '0 3 * * *', '--', 'true');
  ops(root, 'system', 'heartbeat', 'now');
  ops(root, 'alerts', 'raise', 'Disk is full', '--name', 'disk', '--wait');
  const { alerts } = JSON.parse(ops(root, 'alerts', 'list', '--all', '--json'));
  const { incident } = JSON.parse(ops(root, 'incidents', 'open', 'The shop is slow', '--json'));
  ops(root, 'agents', 'stop', 'ops-orchestrator');
  writeRecords(root, 100);
  return { workspace, given: { log, series, alert: alerts[0].fingerprint, incident: incident.id } };
}

export async function run({ progress }) {
  const paths = await readCommands();
  const { workspace, given } = prepared();
  try {
    const commands = {};
    for (const path of paths) {
      const words = WORDS[path] === undefined ? [] : WORDS[path];
      if (words === null) continue;
      const filled = words.map((word) => word.replace(/\{(\w+)\}/, (_, name) => given[name]));
      commands[path] = [process.execPath, PROGRAM, '--workspace', workspace.root, ...path.split(' '), ...filled];
    }
    // Some say by their exit code what they found.
    const measured = compare(commands, { rounds: ROUNDS, progress, expect: null });
    const rows = Object.keys(commands).map((path) => {
      const heavy = HEAVY[path];
      return ratioRow(
        heavy === undefined ? `ops ${path}` : `ops ${path} (${heavy})`,
        measured[path],
        heavy === undefined ? BUDGET : null,
      );
    });
    return [ratioRow('node -e 0', measured['node -e 0'], null), ...rows];
  } finally {
    workspace.remove();
  }
}
