import { readdirSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { errorCode } from '../errors.ts';

/** A path that a source stands for, and the source as the configuration spells it. */
export interface SourceFile {
  path: string;
  source: string;
}

/** A source, or a file of one, that gives no lines, and why. */
export interface SourceProblem {
  path: string;
  source: string;
  reason: string;
}

/** Enough for every log folder of one machine; a `**` over a whole disk must end. */
const MOST_FOLDERS = 20_000;
const GLOB = /[*?[\]{}]/;

const REASONS: Record<string, string> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'is a loop of symbolic links',
  EIO: 'the disk reported an error',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'has too long a name',
};

export function reasonOf(error: unknown): string {
  const code = errorCode(error);
  return (code === undefined ? undefined : REASONS[code]) ?? `cannot be read (${code ?? String(error)})`;
}

/** One path segment of a glob as an expression: `*` and `?` stop at `/` and do not match a leading dot. */
function segmentPattern(segment: string): RegExp {
  let body = segment.startsWith('.') ? '' : '(?!\\.)';
  let depth = 0;
  for (let at = 0; at < segment.length; at += 1) {
    const letter = segment[at] ?? '';
    const close = letter === '[' ? segment.indexOf(']', at + 2) : -1;
    if (close > 0) {
      const set = segment
        .slice(at + 1, close)
        .replaceAll('\\', '\\\\')
        .replaceAll('[', '\\[');
      body += set.startsWith('!') ? `[^${set.slice(1)}]` : `[${set}]`;
      at = close;
    } else if (letter === '*') body += '.*';
    else if (letter === '?') body += '.';
    else if (letter === '{') {
      depth += 1;
      body += '(?:';
    } else if (letter === '}' && depth > 0) {
      depth -= 1;
      body += ')';
    } else if (letter === ',' && depth > 0) body += '|';
    else body += letter.replaceAll(/[.+^$()|[\]\\{}]/g, '\\$&');
  }
  try {
    return new RegExp(`^${body}$`, 'u');
  } catch {
    return new RegExp(`^${segment.replaceAll(/[.+^$()|[\]\\{}*?]/g, '\\$&')}$`);
  }
}

interface Search {
  found: string[];
  folders: number;
  problems: { path: string; reason: string }[];
}

function walk(folder: string, segments: readonly string[], search: Search): void {
  const [segment, ...rest] = segments;
  if (segment === undefined) return;
  if (segment !== '**' && !GLOB.test(segment)) {
    const path = join(folder, segment);
    if (rest.length > 0) walk(path, rest, search);
    else if (statSync(path, { throwIfNoEntry: false }) !== undefined) search.found.push(path);
    return;
  }
  search.folders += 1;
  if (search.folders > MOST_FOLDERS) return;
  let entries: import('node:fs').Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? ''))
      search.problems.push({ path: folder, reason: reasonOf(error) });
    return;
  }
  if (segment === '**') {
    walk(folder, rest.length > 0 ? rest : ['*'], search);
    // Symbolic links are not followed here: one to a parent folder would never end.
    for (const entry of entries)
      if (entry.isDirectory() && !entry.name.startsWith('.')) walk(join(folder, entry.name), segments, search);
    return;
  }
  const pattern = segmentPattern(segment);
  for (const entry of entries) {
    if (!pattern.test(entry.name)) continue;
    const path = join(folder, entry.name);
    if (rest.length > 0) walk(path, rest, search);
    else search.found.push(path);
  }
}

function glob(pattern: string, cwd: string): Search {
  const search: Search = { found: [], folders: 0, problems: [] };
  const whole = resolve(cwd, pattern);
  walk(sep, whole.split(sep).filter(Boolean), search);
  if (search.folders > MOST_FOLDERS)
    search.problems.push({ path: pattern, reason: `spans more than ${MOST_FOLDERS} folders` });
  return search;
}

/** The files of a folder given as a source: its own, not those of folders in it. */
function filesOf(path: string): string[] | null {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return null;
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(path, entry.name));
}

/** What the configured sources (paths, folders, globs) stand for now. A path that is in several is given once, for the first. */
export function findSources(
  sources: readonly string[],
  cwd: string = process.cwd(),
): { files: SourceFile[]; problems: SourceProblem[] } {
  const files = new Map<string, SourceFile>();
  const problems: SourceProblem[] = [];
  for (const source of sources) {
    const isGlob = GLOB.test(source);
    const search = isGlob ? glob(source, cwd) : { found: [resolve(cwd, source)], problems: [] };
    for (const problem of search.problems) problems.push({ ...problem, source });
    if (search.found.length === 0 && search.problems.length === 0)
      problems.push({ path: source, source, reason: 'no file matches' });
    for (const path of search.found.sort()) {
      try {
        const inside = isGlob ? null : filesOf(path);
        for (const file of inside ?? [path]) if (!files.has(file)) files.set(file, { path: file, source });
        if (inside?.length === 0) problems.push({ path, source, reason: 'is a folder without files' });
      } catch (error) {
        problems.push({ path, source, reason: reasonOf(error) });
      }
    }
  }
  return { files: [...files.values()], problems };
}
