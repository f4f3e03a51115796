import type { FrontMatterProblem } from './incident.ts';
import { contentOf, isBlank, lineEndOf, splitLines } from './lines.ts';
import { commentOf, type FieldValue, readList, readScalar, writeScalar } from './scalar.ts';

interface Entry {
  key: string;
  /** Places of its lines among all lines of the text; `end` is behind the last. */
  start: number;
  end: number;
  /** What stands behind the colon. */
  text: string;
}

export interface FrontMatter {
  /** Where the body begins, as a place among the lines of the text; 0 without front matter. */
  bodyStart: number;
  /** The place of the line that ends it; null without front matter, or where it has no end. */
  closing: number | null;
  entries: Entry[];
  problems: FrontMatterProblem[];
}

const KEY = /^("[^"]*"|'[^']*'|[^\s#:'"[\]{},-][^:]*?)[ \t]*:(?:[ \t]+(.*))?$/s;
const FENCE = /^(?:---|\.\.\.)[ \t]*$/;

/** Finds the keys of a text's front matter. Nothing of it is lost by what is wrong: `problems` says what, and where. */
export function parseFrontMatter(text: string): FrontMatter {
  const lines = splitLines(text).map(contentOf);
  const none = { bodyStart: 0, closing: null, entries: [], problems: [] };
  if (!/^\ufeff?---[ \t]*$/.test(lines[0] ?? '')) return none;
  const closing = lines.findIndex((line, place) => place > 0 && FENCE.test(line));
  if (closing === -1)
    return { ...none, problems: [{ line: 1, reason: 'the front matter has no end (a line of ---)' }] };
  const entries: Entry[] = [];
  const problems: FrontMatterProblem[] = [];
  for (let place = 1; place < closing; place += 1) {
    const line = lines[place] ?? '';
    if (isBlank(line) || line.startsWith('#')) continue;
    const last = entries.at(-1);
    if (/^(?:[ \t]|-(?:[ \t]|$))/.test(line)) {
      if (last === undefined) problems.push({ line: place + 1, reason: 'the line belongs to no key' });
      else last.end = place + 1;
      continue;
    }
    const match = KEY.exec(line);
    if (match === null) problems.push({ line: place + 1, reason: 'the line is not of the form key: value' });
    else entries.push({ key: bareKey(match[1] ?? ''), start: place, end: place + 1, text: match[2] ?? '' });
  }
  return { bodyStart: closing + 1, closing, entries, problems };
}

function bareKey(key: string): string {
  return key.replace(/^(["'])(.*)\1$/s, '$2');
}

/** Reads known keys one by one; what is wrong with one is added to `problems`, and the key counts as absent. */
export function fieldReader(text: string, matter: FrontMatter) {
  const lines = splitLines(text);
  const problems = [...matter.problems];
  const find = (key: string): Entry | undefined => {
    const [first, second] = matter.entries.filter((entry) => entry.key === key);
    if (second !== undefined) problems.push({ line: second.start + 1, reason: `${key} stands there twice` });
    return first;
  };
  return {
    problems,
    /** Checked and turned into what is wanted by `accept`, which answers a string that says what the value must be. */
    scalar<T>(key: string, accept: (value: string) => { value: T } | string): T | null {
      const entry = find(key);
      if (entry === undefined) return null;
      const below = lines.slice(entry.start + 1, entry.end).some((line) => !isBlank(line));
      const read = below ? { problem: 'the value must stand on the line of its key' } : readScalar(entry.text);
      const checked = 'problem' in read ? read.problem : read.value === null ? null : accept(read.value);
      if (typeof checked !== 'string') return checked?.value ?? null;
      problems.push({ line: entry.start + 1, reason: `${key}: ${checked}` });
      return null;
    },
    list(key: string): string[] {
      const entry = find(key);
      if (entry === undefined) return [];
      const read = readList(entry.text, lines.slice(entry.start + 1, entry.end));
      if ('values' in read) return read.values;
      problems.push({ line: entry.start + 1, reason: `${key}: ${read.problem}` });
      return [];
    },
  };
}

/**
 * The text with some keys set and all else as it was, byte for byte: comments, unknown keys, their order. A key that is not there is added
 * at the end, and front matter where there is none. Only for a text without problems.
 */
export function setFields(text: string, fields: Readonly<Record<string, FieldValue>>): string {
  const end = lineEndOf(text);
  const lineOf = (key: string, value: FieldValue, comment = '') => `${key}: ${writeScalar(value)}${comment}${end}`;
  const matter = parseFrontMatter(text);
  const { closing } = matter;
  if (closing === null) {
    const keys = Object.entries(fields).map(([key, value]) => lineOf(key, value));
    const gap = text === '' || isBlank(contentOf(splitLines(text)[0] ?? '')) ? '' : end;
    return `---${end}${keys.join('')}---${end}${gap}${text}`;
  }
  const lines = splitLines(text);
  const added: string[] = [];
  // From the last to the first, so that the places of those before stay what they are.
  const known = Object.entries(fields).map(([key, value]) => ({
    key,
    value,
    entry: matter.entries.find((entry) => entry.key === key),
  }));
  for (const { key, value, entry } of known) if (entry === undefined) added.push(lineOf(key, value));
  lines.splice(closing, 0, ...added);
  known.sort((one, other) => (other.entry?.start ?? 0) - (one.entry?.start ?? 0));
  for (const { key, value, entry } of known) {
    if (entry === undefined) continue;
    lines.splice(entry.start, entry.end - entry.start, lineOf(key, value, commentOf(entry.text)));
  }
  return lines.join('');
}
