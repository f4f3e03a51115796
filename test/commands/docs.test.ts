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

test('every command that the page on OpenClaw names as ours is there', () => {
  const rows = read('docs/openclaw.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| OpenClaw'));
  const ours = rows.flatMap((row) =>
    [...(row.split('|')[2] ?? '').matchAll(/`ops ([^`]+)`/g)].map(([, path = '']) => path),
  );
  expect(ours.length).toBeGreaterThan(40);
  expect(ours.filter((path) => !PATHS.has(path))).toEqual([]);
});
