import { OpsError } from '../../core/errors.ts';
import { nearest } from '../../core/text/nearest.ts';
import type { CommandSpec, Result, Run } from '../command.ts';
import { flag } from '../options.ts';
import { textTable } from '../text-table.ts';
import { manPage } from './man.ts';
import { forTerminal, readPages } from './pages.ts';

interface Table {
  commands: readonly CommandSpec[];
  nouns: Readonly<Record<string, string>>;
}

/** Pages; the help of a command was given before, where the words name one. */
const LIST = 'pages';

export function helpRun(table: Table): Run {
  return async (input) => {
    if (flag(input, 'man')) {
      const text = manPage(table.commands, table.nouns, new Date().toISOString().slice(0, 10));
      return { data: { page: text }, text };
    }
    const pages = readPages();
    const [name] = input.args;
    if (name === undefined || name === LIST) return listOf(pages);
    const page = pages.find((one) => one.name === name);
    if (page === undefined || input.args.length > 1) {
      throw new OpsError('E_USAGE', `There is neither a command nor a page ${JSON.stringify(input.args.join(' '))}`, {
        hint: hintFor(input.args[0] ?? '', pages, table.commands),
      });
    }
    return { data: page, text: input.color ? forTerminal(page.text) : page.text };
  };
}

function hintFor(word: string, pages: readonly { name: string }[], commands: readonly CommandSpec[]): string {
  if (pages.length === 0) return 'The pages are not installed here: ops --help';
  const meant = nearest(word, [
    ...pages.map(({ name }) => name),
    ...commands.map(({ path }) => path.split(' ')[0] ?? path),
  ]);
  const guess = meant === null ? '' : `Did you mean ${meant}? `;
  return `${guess}"ops help pages" lists the pages, ops --help the commands.`;
}

function listOf(pages: readonly { name: string; title: string }[]): Result {
  const rows = pages.map(({ name, title }) => [`ops help ${name}`, title]);
  const text = `${textTable(['PAGE', 'ABOUT'], rows)}\n\nEvery command: ops --help. One: ops help sessions list, or ops sessions list --help.`;
  return { data: { count: pages.length, pages: pages.map(({ name, title }) => ({ name, title })) }, text };
}
