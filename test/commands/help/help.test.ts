import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { manPage } from '../../../src/commands/help/man.ts';
import { commands, nouns } from '../../../src/commands/table.ts';
import { PROJECT, runJson, runOps } from '../../helpers/index.ts';

test('the pages are listed, and each is printed by its name; a command by its words', async () => {
  const { pages } = (await runJson(['help', 'pages'])).data as { pages: { name: string }[] };
  const files = [...readdirSync(join(PROJECT, 'docs')), ...readdirSync(join(PROJECT, 'docs', 'recipes'))];
  const named = files.filter((name) => name.endsWith('.md') && name !== 'README.md').map((name) => name.slice(0, -3));
  expect(pages.map(({ name }) => name).sort()).toEqual(named.sort());
  expect((await runOps(['help', 'exit-codes'])).stdout).toMatch(/^# Exit codes/);
  expect((await runOps(['help', 'nightly-backup-check'])).stdout).toContain('ops backup');
  expect((await runOps(['help', 'sessions', 'list'])).stdout).toMatch(/^Usage: ops sessions list/);
  expect((await runOps(['help', 'outbox'])).stdout).toMatch(/^Usage: ops outbox/);
  const ran = await runOps(['help', 'nonsense']);
  expect([ran.code, ran.stderr]).toEqual([64, expect.stringContaining('neither a command nor a page "nonsense"')]);
});

test('the manual page names every command and every option, and roff finds nothing wrong with it', () => {
  const page = manPage(commands, nouns, '2026-01-31');
  for (const { path, hidden, options = [] } of commands) {
    if (hidden === true || path.startsWith('gateway ')) continue;
    expect(page).toContain(`.SS ops ${path.replaceAll('-', '\\-')}`);
    for (const [flags] of options) expect(page).toContain(flags.replaceAll('-', '\\-'));
  }
  expect(page).not.toMatch(/^\.(?!TH|SH|SS|TP|B |PP|nf|fi)/m);
  const warned = groff(page);
  if (warned !== null) expect(warned).toBe('');
});

/** What groff complains of; null where it is not installed. */
function groff(page: string): string | null {
  try {
    return execFileSync('sh', ['-c', 'groff -man -ww -Tutf8 2>&1 >/dev/null'], { input: page, encoding: 'utf8' });
  } catch {
    return null;
  }
}
