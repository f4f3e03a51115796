/** A value as front matter holds it, or why it is none. */
export type Scalar = { value: string | null } | { problem: string };

const COMMENT = /(?:^|[ \t]+)#.*$/s;

/** Reads what stands behind `key:` on its line: plain, in single or double quotes, or nothing. */
export function readScalar(text: string): Scalar {
  const trimmed = text.trim();
  if (trimmed.startsWith('"')) return readDoubleQuoted(trimmed);
  if (trimmed.startsWith("'")) {
    const match = /^'((?:[^']|'')*)'(?:[ \t]+#.*)?$/s.exec(trimmed);
    return match === null
      ? { problem: 'the single quote has no end' }
      : { value: (match[1] ?? '').replaceAll("''", "'") };
  }
  if (/^[|>][-+\d]*(?:[ \t]+#.*)?$/s.test(trimmed)) return { problem: 'the value must stand on the line of its key' };
  if (/^[[{&*!%@`]/.test(trimmed)) return { problem: `a value that begins with ${trimmed[0]} needs quotes` };
  const plain = trimmed.replace(COMMENT, '').trim();
  return { value: plain === '' || plain === 'null' || plain === '~' ? null : plain };
}

function readDoubleQuoted(text: string): Scalar {
  const match = /^("(?:[^"\\]|\\.)*")(?:[ \t]+#.*)?$/s.exec(text);
  if (match === null) return { problem: 'the double quote has no end' };
  try {
    return { value: JSON.parse((match[1] ?? '').replaceAll('\t', '\\t')) as string };
  } catch {
    return { problem: 'there is a wrong escape between the quotes' };
  }
}

/** What of the line is a comment, with the space before it; empty where there is none. */
export function commentOf(text: string): string {
  const quoted = /^\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\[[^\]]*\])([ \t]+#.*)?\s*$/s.exec(text);
  if (quoted !== null) return quoted[1] ?? '';
  return COMMENT.exec(text)?.[0] ?? '';
}

const ITEM = /\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,[\]{}"']+?)\s*(?:,|$)/sy;

/** Reads `[a, "b"]`, one value, or the lines `- a` below the key. */
export function readList(text: string, below: readonly string[]): { values: string[] } | { problem: string } {
  const bare = text.replace(COMMENT, '').trim();
  const items = bare === '' ? below.filter((line) => !/^\s*(?:#|$)/.test(line)).map(itemOf) : itemsOf(text.trim());
  if (items === null) return { problem: 'the list is not closed, or its values need quotes' };
  const values: string[] = [];
  for (const item of items) {
    if (item === null) return { problem: 'below the key stands a line that is no value of its list' };
    const read = readScalar(item);
    if ('problem' in read) return read;
    if (read.value !== null) values.push(read.value);
  }
  return { values };
}

function itemOf(line: string): string | null {
  return /^\s*-(?:\s+(.*))?$/s.exec(line.replace(/\r?\n$/, ''))?.map((part) => part ?? '')[1] ?? null;
}

function itemsOf(text: string): string[] | null {
  const list = /^\[(.*)\](?:[ \t]+#.*)?$/s.exec(text);
  if (list === null) return text.startsWith('[') ? null : [text];
  const inner = (list[1] ?? '').trim();
  const items: string[] = [];
  ITEM.lastIndex = 0;
  while (ITEM.lastIndex < inner.length) {
    const match = ITEM.exec(inner);
    if (match === null) return null;
    items.push(match[1] ?? '');
  }
  return items;
}

export type FieldValue = string | null | readonly string[];

/** Words, times and numbers, which no reader of YAML takes for anything else than what a reader of ours does. */
const PLAIN = /^(?:\d{4}-\d\d-\d\dT[\d:.]+Z|[A-Za-z0-9][A-Za-z0-9_-]*)$/;
const SPECIAL_WORD = /^(?:null|true|false|yes|no|on|off|y|n|~)$/i;

/** A value as it is written. It is one line whatever it holds, so nothing in it can end the front matter. */
export function writeScalar(value: FieldValue, quote = false): string {
  if (value === null) return 'null';
  if (typeof value !== 'string') return `[${value.map((item) => writeScalar(item, true)).join(', ')}]`;
  if (!quote && PLAIN.test(value) && !SPECIAL_WORD.test(value)) return value;
  return JSON.stringify(value).replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff]/g, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
