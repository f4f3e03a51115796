import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseCommandLine } from '../../src/commands/command-line.ts';
import { commands } from '../../src/commands/table.ts';
import { PROJECT } from '../helpers/index.ts';
import { blockLines, opsCommands } from './shell-lines.ts';

const PATHS = new Set(commands.flatMap(({ path, aliases = [] }) => [path, ...aliases]));
const NOUNS = new Set([...PATHS].map((path) => path.split(' ')[0]));
const read = (file: string) => readFileSync(join(PROJECT, file), 'utf8');
const pagesOf = (folder: string) =>
  readdirSync(join(PROJECT, folder)).flatMap((name) => (name.endsWith('.md') ? [`${folder}/${name}`] : []));

/** What the command line says against a line; null: it takes it, with every flag and argument. */
function refusal(words: readonly string[]): string | null {
  if (words.length === 0) return null;
  try {
    parseCommandLine(words);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

const PAGES = ['README.md', 'skills/ops/SKILL.md', ...pagesOf('docs'), ...pagesOf('docs/recipes')];

test.each(PAGES)('the command line takes every command that %s shows', (file) => {
  const lines = blockLines(read(file), ['sh', 'console']);
  const refused = lines.flatMap((line) =>
    opsCommands(line)
      .flatMap((words) => refusal(words) ?? [])
      .map((why) => `${line}: ${why}`),
  );
  expect(refused).toEqual([]);
});

test.each(PAGES)('every command that %s lists is there', (file) => {
  const lines = blockLines(read(file), ['']).filter((line) => line.startsWith('ops '));
  const unknown = lines.filter((line) => {
    const words = line.split(/\s+/).slice(1);
    return ![3, 2, 1].some((count) => PATHS.has(words.slice(0, count).join(' '))) && !NOUNS.has(words[0] ?? '');
  });
  expect(unknown).toEqual([]);
});

test('the command line takes what the page for users of other programs puts beside theirs', () => {
  const spans = [...read('docs/coming-from.md').matchAll(/`(ops [^`]+)`/g)].map(([, line = '']) => line);
  expect(spans.length).toBeGreaterThan(25);
  expect(
    spans.flatMap((line) =>
      opsCommands(line)
        .flatMap((words) => refusal(words) ?? [])
        .map((why) => `${line}: ${why}`),
    ),
  ).toEqual([]);
});

test('every command has an example, and the command line takes it', () => {
  const shown = commands.filter(({ hidden, path }) => hidden !== true && !path.startsWith('gateway '));
  const wrong = shown.flatMap(({ path, examples = [] }) => {
    const called = examples.flatMap(opsCommands);
    const [noun = ''] = path.split(' ');
    const isNamed = called.some((words) => words.includes(noun));
    return isNamed
      ? called.flatMap((words) => refusal(words) ?? []).map((why) => `${path}: ${why}`)
      : [`${path} has none`];
  });
  expect(wrong).toEqual([]);
});

/** The commands of OpenClaw 2026.9.6, by noun. */
const OPENCLAW: Readonly<Record<string, string>> = {
  agents: 'list add delete bindings bind unbind set-identity team-create',
  agent: '- exec',
  sessions: 'list tail archive delete cleanup compact export-trajectory',
  cron: 'add create edit list get show status run runs enable disable rm remove scratch',
  system: 'event heartbeat-last heartbeat-enable heartbeat-disable presence',
  message:
    'send broadcast read edit delete react reactions poll pin unpin pins search thread member role channel event emoji sticker voice timeout kick ban',
  approvals: 'get set pending resolve allowlist-add allowlist-remove grants-list grants-revoke',
  gateway:
    'run install uninstall start stop restart status health probe call discover stability usage-cost diagnostics-export suspend resume auth-token',
  config: 'get set unset patch file schema validate',
  tasks: 'list show cancel retry dismiss notify audit maintenance flow-list flow-show flow-cancel',
  '': 'resume status health logs automations exec-approvals tui terminal chat doctor completion fleet audit worktrees update triage',
};

/** A word with `-` stands for two, but for those that are written with it. */
function openclawCommands(): string[] {
  const whole = /^(?:set-identity|export-trajectory|usage-cost|auth-token|exec-approvals)$/;
  return Object.entries(OPENCLAW).flatMap(([noun, verbs]) =>
    verbs.split(' ').map((verb) => {
      const words = verb === '-' ? '' : whole.test(verb) ? verb : verb.replace('-', ' ');
      return `${noun} ${words}`.trim();
    }),
  );
}

test('the page on OpenClaw has a row for each of its commands, and what it names as ours is there', () => {
  const rows = read('docs/openclaw.md')
    .split('\n')
    .filter((line) => /^\| (?:`|tool)/.test(line));
  const cells = rows.map((row) =>
    row.split('|').map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text)),
  );
  const theirs = new Set(cells.flatMap(([, names = []]) => names));
  expect(openclawCommands().filter((name) => !theirs.has(name))).toEqual([]);
  const ours = cells.flatMap(([, , names = []]) => names.map((name) => name.replace(/^ops /, '')));
  expect(ours.length).toBeGreaterThan(60);
  expect(ours.filter((path) => !PATHS.has(path))).toEqual([]);
  // A row without one of ours says why.
  expect(rows.filter((row) => /\| – \|\s*\|$/.test(row))).toEqual([]);
});
