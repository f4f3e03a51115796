import type { Document, Node, Pair } from 'yaml';
import { type Place, pathKey, type Syntax } from './syntax.ts';

/** The parser's own messages may quote the text, which may hold a secret. */
const FAULTS: Readonly<Record<string, string>> = {
  BAD_INDENT: 'the indentation does not fit the lines above',
  TAB_AS_INDENT: 'a tab is used for indentation; use spaces',
  MISSING_CHAR: 'a closing quote, bracket, comma or colon is missing',
  UNEXPECTED_TOKEN: 'something stands here that does not belong here',
  MULTIPLE_DOCS: 'a second document begins here',
  BAD_ALIAS: 'an alias names nothing',
  BLOCK_AS_IMPLICIT_KEY: 'a key is expected on one line, followed by a colon',
  MULTILINE_IMPLICIT_KEY: 'a key is expected on one line, followed by a colon',
  IMPOSSIBLE: 'it cannot be understood',
};

export interface YamlScan extends Syntax {
  value: unknown;
}

/** Reads a YAML 1.2 text: "23:00" stays a text, `no` stays a text. A text of comments alone is null. */
export async function scanYaml(text: string): Promise<YamlScan> {
  const { parseDocument, isMap, isSeq, isScalar, isNode } = (await import('yaml')).default;
  const document: Document = parseDocument(text, { prettyErrors: false, logLevel: 'error', uniqueKeys: false });
  const places = new Map<string, Place>();
  const repeated: Syntax['repeated'] = [];
  const failed = (offset: number, why: string): YamlScan => ({
    places,
    repeated,
    fault: { offset, text: `is not YAML: ${why}` },
    value: null,
  });
  const error = document.errors[0];
  if (error !== undefined) return failed(error.pos[0], FAULTS[error.code] ?? 'it cannot be understood from here');
  const warning = document.warnings[0];
  if (warning !== undefined) return failed(warning.pos[0], 'a tag or directive stands here that is not known');

  const visit = (node: unknown, path: readonly PropertyKey[], keyOffset: number) => {
    if (!isNode(node)) return;
    places.set(pathKey(path), { key: keyOffset, value: offsetOf(node) });
    if (isMap(node)) for (const pair of node.items) visitPair(pair, path);
    if (isSeq(node)) node.items.forEach((item, index) => void visit(item, [...path, index], offsetOf(item)));
  };
  const visitPair = (pair: Pair, path: readonly PropertyKey[]) => {
    const inside = [...path, isScalar(pair.key) ? String(pair.key.value) : String(pair.key)];
    if (places.has(pathKey(inside))) repeated.push(inside);
    visit(pair.value, inside, offsetOf(pair.key));
  };
  visit(document.contents, [], 0);
  try {
    return { places, repeated, fault: null, value: document.toJS({ maxAliasCount: 100 }) };
  } catch {
    return failed(0, 'an alias names nothing, or its aliases unfold to too much');
  }
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
