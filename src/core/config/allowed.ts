import { nearest } from '../text/nearest.ts';
import { groupsWithKey, nodeAt, type SchemaNode } from './json-schema.ts';
import { keyText } from './problems.ts';

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys',
  null: 'null',
};

/** What a value may be, in words taken from the schema: 'a number from 0 to 100'. */
export function allowedText(node: SchemaNode): string {
  if (node.anyOf !== undefined) return node.anyOf.map(allowedText).join(' or ');
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.format === 'uri') return 'a URL that begins with http:// or https://';
  if (node.enum !== undefined) {
    const choices = node.enum.map((choice) => JSON.stringify(choice));
    return choices.length === 1 ? `${choices[0]}` : `one of ${choices.join(', ')}`;
  }
  const types = [node.type ?? []].flat().map((type) => TYPE_WORDS[type] ?? type);
  if (node.type === 'array' && node.items?.type === 'string') types.splice(0, 1, 'a list of texts');
  if (types[0] === 'a text' && (node.minLength ?? 0) > 0) types[0] = 'a text that is not empty';
  const [example] = node.examples ?? [];
  if (example !== undefined && types[0] === 'a text') types[0] = `a text such as ${JSON.stringify(example)}`;
  return `${types.join(' or ')}${boundsText(node)}`;
}

function boundsText(node: SchemaNode): string {
  const { minimum, maximum, exclusiveMinimum } = node;
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (exclusiveMinimum !== undefined)
    return ` above ${exclusiveMinimum}${maximum === undefined ? '' : `, at most ${maximum}`}`;
  if (minimum !== undefined) return ` from ${minimum}`;
  return maximum === undefined ? '' : ` up to ${maximum}`;
}

/** What a value is, without telling it where it is a text: a text may be a secret. */
export function foundText(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of keys';
  const figure = typeof value === 'string' ? /^\s*(-?\d{1,6}(?:\.\d{1,3})?)\s*%?\s*$/.exec(value)?.[1] : undefined;
  return figure === undefined ? 'a text' : `a text; write ${figure} without quotes or a percent sign`;
}

/** What to say of a key that is not known there: the one that was probably meant, else those that are known. */
export function unknownKeyText(root: SchemaNode, group: readonly PropertyKey[], key: string): string {
  const known = Object.keys(nodeAt(root, group)?.properties ?? {}).filter((name) => name !== '$schema');
  const meant = known.find((name) => letters(name) === letters(key)) ?? nearest(key, known);
  if (meant !== null) return `is not a known key; did you mean ${meant}?`;
  const elsewhere = groupsWithKey(root, key).map((path) => (path === '' ? 'the top level' : path));
  if (elsewhere.length > 0) return `is not a known key here; ${keyText(key)} belongs in ${elsewhere.join(' or ')}`;
  return `is not a known key; known here: ${known.join(', ')}`;
}

/** The same for heartbeatIntervalMinutes, heartbeat-interval-minutes and heartbeat_interval_mintues. */
function letters(key: string): string {
  return [...key.toLowerCase().replaceAll(/[_-]/g, '')].sort().join('');
}
