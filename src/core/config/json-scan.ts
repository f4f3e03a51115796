import type { Place, Syntax } from './syntax.ts';
import { pathKey } from './syntax.ts';

/** Deeper than any configuration; JSON.parse would take more, and this scanner would fill the stack. */
const MAXIMUM_DEPTH = 100;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

class Fault {
  readonly offset: number;
  readonly expected: string;

  constructor(offset: number, expected: string) {
    this.offset = offset;
    this.expected = expected;
  }
}

/**
 * Says where each key and value of a JSON text stands, or where and why it is not JSON. JSON.parse tells neither on Node 20, and
 * its messages quote the text, which may hold a secret.
 */
export function scanJson(text: string): Syntax {
  const places = new Map<string, Place>();
  const repeated: Syntax['repeated'] = [];
  let offset = 0;

  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) offset += found.length;
    return found;
  };
  const take = (character: string): boolean => {
    match(SPACE);
    if (text[offset] !== character) return false;
    offset += 1;
    return true;
  };
  const need = (character: string, expected: string) => {
    if (!take(character)) throw new Fault(offset, expected);
  };
  const readString = (expected: string): string => {
    match(SPACE);
    const start = offset;
    const found = match(STRING);
    if (found !== null) return JSON.parse(found) as string;
    throw new Fault(start, text[start] === '"' ? 'a text that is closed and correctly escaped, on one line' : expected);
  };

  const readMembers = (path: readonly PropertyKey[]) => {
    if (take('}')) return;
    const seen = new Set<string>();
    do {
      match(SPACE);
      const keyOffset = offset;
      const key = readString('a key in double quotes');
      if (seen.has(key)) repeated.push([...path, key]);
      seen.add(key);
      need(':', 'a colon behind the key');
      readValue([...path, key], keyOffset);
    } while (take(','));
    need('}', 'a comma or }');
  };
  const readItems = (path: readonly PropertyKey[]) => {
    if (take(']')) return;
    let index = 0;
    do {
      match(SPACE);
      readValue([...path, index], offset);
      index += 1;
    } while (take(','));
    need(']', 'a comma or ]');
  };
  const readValue = (path: readonly PropertyKey[], keyOffset: number) => {
    match(SPACE);
    if (path.length > MAXIMUM_DEPTH) throw new Fault(offset, 'less nesting');
    const place: Place = { key: keyOffset, value: offset };
    places.set(pathKey(path), place);
    if (take('{')) readMembers(path);
    else if (take('[')) readItems(path);
    else if (text[offset] === '"') readString('a value');
    else if (match(NUMBER) === null && match(WORD) === null) throw new Fault(offset, 'a value');
    place.end = offset;
  };

  try {
    readValue([], 0);
    match(SPACE);
    if (offset < text.length) throw new Fault(offset, 'the end of the file');
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { places, repeated, fault: { offset: error.offset, text: faultText(text, error) } };
  }
  return { places, repeated, fault: null };
}

function faultText(text: string, fault: Fault): string {
  const found = fault.offset >= text.length ? 'the file ends' : 'something else stands';
  return `is not JSON: ${found} where ${fault.expected} should be`;
}
