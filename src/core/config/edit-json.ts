import { OpsError } from '../errors.ts';
import type { Edit } from './edit.ts';
import { scanJson } from './json-scan.ts';
import { lineAndColumn, type Place, pathKey } from './syntax.ts';

type Path = readonly string[];

/** Puts the edits into the text, and leaves every other character of it as it is. @throws OpsError E_CONFIG where that cannot be done */
export function editJsonText(file: string, given: string, edits: readonly Edit[]): string {
  const mark = given.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = given.slice(mark.length).trim() === '' ? '{}\n' : given.slice(mark.length);
  const edited = edits.reduce((before, edit) => editOne(file, before, edit), text);
  return mark + (text.includes('\r\n') ? edited.replaceAll(/\r?\n/g, '\r\n') : edited);
}

function editOne(file: string, text: string, { path, value }: Edit): string {
  const { places, fault } = scanJson(text);
  if (fault !== null) {
    const { line, column } = lineAndColumn(text, fault.offset);
    throw new OpsError('E_CONFIG', `${file}, line ${line}, column ${column}: ${fault.text}`);
  }
  const there = path.findIndex((_, index) => !places.has(pathKey(path.slice(0, index + 1))));
  const parent = path.slice(0, there === -1 ? -1 : there);
  const group = placeAt(places, parent);
  if (text[group.value] !== '{') {
    const name = parent.length === 0 ? 'what it holds' : parent.join('.');
    throw new OpsError('E_CONFIG', `${file}: ${path.join('.')} cannot be set, ${name} is no object`);
  }
  if (there !== -1) return value === undefined ? text : added(text, places, { path, value }, there);
  const { value: begin, end = begin } = placeAt(places, path);
  if (value === undefined) return removed(text, places, path);
  return text.slice(0, begin) + written(value, indentOf(text), path.length) + text.slice(end);
}

function placeAt(places: ReadonlyMap<string, Place>, path: readonly PropertyKey[]): Place {
  return places.get(pathKey(path)) ?? { key: 0, value: 0 };
}

/** The members of a group, in their order. */
function membersOf(places: ReadonlyMap<string, Place>, group: Path): (Place & { name: string })[] {
  const beginning = group.length === 0 ? '[' : `${pathKey(group).slice(0, -1)},`;
  return [...places].flatMap(([key, place]) => {
    const path = key.startsWith(beginning) ? (JSON.parse(key) as string[]) : [];
    const name = path.at(-1);
    return path.length === group.length + 1 && name !== undefined ? [{ ...place, name }] : [];
  });
}

/** A member behind the last one, on a line of its own where the others have one. `there`: so much of the path exists. */
function added(text: string, places: ReadonlyMap<string, Place>, { path, value }: Edit, there: number): string {
  const group = path.slice(0, there);
  const { value: begin, end = begin } = placeAt(places, group);
  const inner = path.slice(there + 1).reduceRight((inside, key) => ({ [key]: inside }), value);
  const indent = indentOf(text);
  const member = `${JSON.stringify(path[there])}: ${written(inner, indent, there + 1)}`;
  const last = membersOf(places, group).at(-1);
  const line = `\n${indent.repeat(there + 1)}`;
  if (last?.end === undefined)
    return `${text.slice(0, begin)}{${line}${member}\n${indent.repeat(there)}}${text.slice(end)}`;
  const isOnOneLine = !text.slice(begin, last.key).includes('\n');
  return `${text.slice(0, last.end)},${isOnOneLine ? ' ' : line}${member}${text.slice(last.end)}`;
}

/** Takes a member away, with its line and one comma. */
function removed(text: string, places: ReadonlyMap<string, Place>, path: Path): string {
  const group = path.slice(0, -1);
  const members = membersOf(places, group);
  const index = members.findIndex(({ name }) => name === path.at(-1));
  const [before, own, after] = [members[index - 1], members[index], members[index + 1]];
  if (own?.end === undefined) return text;
  if (after !== undefined) return text.slice(0, own.key) + text.slice(after.key);
  if (before?.end !== undefined) return text.slice(0, before.end) + text.slice(own.end);
  const { value: begin, end = begin } = placeAt(places, group);
  return `${text.slice(0, begin)}{}${text.slice(end)}`;
}

function indentOf(text: string): string {
  return /^\s*\{[ \t]*\r?\n([ \t]+)/.exec(text)?.[1] ?? '  ';
}

function written(value: unknown, indent: string, depth: number): string {
  return JSON.stringify(value, null, indent).replaceAll('\n', `\n${indent.repeat(depth)}`);
}
