import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A page of docs/ or docs/recipes/, by the name of its file. */
export interface Page {
  name: string;
  title: string;
  text: string;
}

/** The folder of the pages: beside the program's own, whether built or run from source. Null: it was not installed along. */
function pagesFolder(): string | null {
  for (let folder = dirname(fileURLToPath(import.meta.url)); dirname(folder) !== folder; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return existsSync(join(folder, 'docs')) ? join(folder, 'docs') : null;
  }
  return null;
}

/** Without reading one: every command line that begins with `help` asks. */
export function hasPage(name: string): boolean {
  const folder = pagesFolder();
  const isName = /^[a-z-]+$/.test(name);
  return isName && folder !== null && foldersOf(folder).some((place) => existsSync(join(place, `${name}.md`)));
}

function foldersOf(folder: string): string[] {
  return [folder, join(folder, 'recipes')];
}

export function readPages(): Page[] {
  const folder = pagesFolder();
  if (folder === null) return [];
  return foldersOf(folder).flatMap((place) =>
    readdirSync(place)
      .filter((name) => name.endsWith('.md') && name !== 'README.md')
      .sort()
      .map((name) => pageOf(basename(name, '.md'), readFileSync(join(place, name), 'utf8'))),
  );
}

function pageOf(name: string, text: string): Page {
  return { name, title: /^# (.+)$/m.exec(text)?.[1] ?? name, text };
}

const BOLD = ['\u001b[1m', '\u001b[22m'] as const;

/** For a terminal: headings stand out, fences are gone. A pipe gets the page as it is. */
export function forTerminal(text: string): string {
  const lines = text.split('\n').filter((line) => !line.startsWith('```'));
  return lines
    .map((line) => (/^#{1,4} /.test(line) ? `${BOLD[0]}${line.replace(/^#+ /, '')}${BOLD[1]}` : line))
    .join('\n');
}
