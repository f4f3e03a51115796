import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../src/commands/table.ts';
import { PROJECT } from '../helpers/index.ts';

const PATHS = new Map(
  commands.flatMap(({ path, aliases = [], options = [] }) => [path, ...aliases].map((one) => [one, options])),
);

/** Command lines of fenced blocks that begin with `ops`. */
function linesOf(file: string): string[] {
  const text = readFileSync(join(PROJECT, file), 'utf8');
  const blocks = [...text.matchAll(/```(?:sh|console)?\n(.*?)```/gs)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.split('\n').filter((line) => /^(?:\$ )?(?:npx )?ops /.test(line)));
}

test.each(['README.md', 'skills/ops/SKILL.md', 'docs/healing.md', 'docs/mcp.md'])(
  'every command that %s shows is there',
  (file) => {
    const lines = linesOf(file);
    expect(lines.length + (file === 'docs/mcp.md' ? 1 : 0)).toBeGreaterThan(0);
    for (const line of lines) {
      const words =
        line
          .replace(/^(?:\$ )?(?:npx )?ops /, '')
          .split('#')[0]
          ?.trim()
          .split(/\s+/) ?? [];
      const named = [3, 2, 1].some((count) => PATHS.has(words.slice(0, count).join(' ')));
      const isNoun = [...PATHS.keys()].some((path) => path.startsWith(`${words[0]} `));
      expect([line, named || (isNoun && words.length === 1)]).toEqual([line, true]);
    }
  },
);

test('every command that the page on OpenClaw names as ours is there', () => {
  const page = readFileSync(join(PROJECT, 'docs/openclaw.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| OpenClaw'));
  const ours = rows.flatMap((row) =>
    [...(row.split('|')[2] ?? '').matchAll(/`ops ([^`]+)`/g)].map(([, path = '']) => path),
  );
  expect(ours.length).toBeGreaterThan(40);
  expect(ours.filter((path) => !PATHS.has(path))).toEqual([]);
});
