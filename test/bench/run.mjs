// npm run bench [-- name…]: measures the budgets of docs/architecture.md on this machine and prints one table. Every file beside this
// one is a bench of its file's name; it exports `run({ progress })`, which returns rows of what, measured, budget and met. One without
// such an export is run as a program. Nothing is judged by the exit code: machines are noisy, and a person reads the table.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
  .map((file) => file.slice(0, -'.mjs'.length))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no bench ${unknown.join(', ')}. There are: ${names.join(', ')}\n`);
  process.exit(64);
}

function progressOf(name) {
  if (!process.stderr.isTTY) return () => {};
  return (text) => process.stderr.write(`\r\x1b[K${text === '' ? '' : `${name}: ${text}`}`);
}

function print(rows) {
  const columns = ['what', 'measured', 'budget', 'met'];
  const cells = rows.map(({ what, measured, budget, met }) => [
    ...[what, measured, budget ?? ''],
    met === null || met === undefined ? '' : met ? 'met' : 'MISSED',
  ]);
  const widths = columns.map((title, index) => Math.max(title.length, ...cells.map((row) => row[index].length)));
  for (const row of [columns.map((title) => title.toUpperCase()), ...cells])
    process.stdout.write(
      `${row
        .map((cell, index) => cell.padEnd(widths[index]))
        .join('  ')
        .trimEnd()}\n`,
    );
}

const load = loadavg()[0].toFixed(2);
process.stdout.write(
  `Node ${process.versions.node}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), load ${load}\n\n`,
);
const rows = [];
for (const name of wanted.length > 0 ? wanted : names) {
  const file = join(import.meta.dirname, `${name}.mjs`);
  const progress = progressOf(name);
  try {
    if (/^export (async )?function run\b/m.test(readFileSync(file, 'utf8')))
      rows.push(...(await (await import(file)).run({ progress })));
    else spawnSync(process.execPath, [file], { stdio: 'inherit' });
  } catch (error) {
    rows.push({ what: name, measured: `failed: ${error.message.split('\n')[0]}`, budget: '', met: false });
  }
  progress('');
}
if (rows.length > 0) print(rows);
