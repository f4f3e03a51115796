import { basename, extname } from 'node:path';
import { OpsError } from '../errors.ts';
import { scanJson } from './json-scan.ts';
import { PACKAGE_KEY } from './locate.ts';
import { lineAndColumn, pathKey, type Syntax } from './syntax.ts';
import { scanYaml } from './yaml-scan.ts';

/** A file's text, read and understood as JSON or YAML, and not yet checked. */
export interface Source {
  file: string;
  text: string;
  /** undefined: a package.json without our key. */
  value: unknown;
  syntax: Syntax;
  /** The path inside the file at which the configuration begins. */
  inside: readonly string[];
}

type Read = (text: string) => Promise<{ value: unknown; syntax: Syntax }> | { value: unknown; syntax: Syntax };

/** By extension; '' is a name such as .opsrc, which may hold either, since YAML takes in JSON. */
export const READERS: Readonly<Record<string, Read>> = {
  '.json': readJsonText,
  '.yaml': readYamlText,
  '.yml': readYamlText,
  '': readYamlText,
};

function readJsonText(text: string) {
  const syntax = scanJson(text);
  return { value: syntax.fault === null ? (JSON.parse(text) as unknown) : null, syntax };
}

async function readYamlText(text: string) {
  const { value, ...syntax } = await scanYaml(text);
  return { value, syntax };
}

/** @throws OpsError E_CONFIG with line and column for a text that is no JSON or YAML, or has nothing in it. */
export async function readSource(file: string, given: string): Promise<Source> {
  // Editors of Windows begin a file with a byte order mark. It counts for no column.
  const text = given.startsWith('\uFEFF') ? given.slice(1) : given;
  const read = readerOf(file);
  if (text.trim() === '') {
    throw new OpsError('E_CONFIG', `${file} is empty`, { hint: 'Write {} for the defaults, or remove the file.' });
  }
  if (text.includes('\uFFFD') || text.includes('\0')) throw new OpsError('E_CONFIG', `${file} is not UTF-8 text`);
  const { value, syntax } = await read(text);
  if (syntax.fault !== null) {
    const { line, column } = lineAndColumn(text, syntax.fault.offset);
    throw new OpsError('E_CONFIG', `${file}, line ${line}, column ${column}: ${syntax.fault.text}`);
  }
  const inPackage = isPackageFile(file);
  return {
    file,
    text: given,
    value: inPackage ? ownValue(value, PACKAGE_KEY) : value,
    syntax,
    inside: inPackage ? [PACKAGE_KEY] : [],
  };
}

/** @throws OpsError E_CONFIG for a file that is neither JSON nor YAML by its name. */
export function readerOf(file: string): Read {
  const read = READERS[extname(file)];
  if (read !== undefined) return read;
  throw new OpsError('E_CONFIG', `${file}: a configuration is a .json, .yaml or .yml file; it never runs code`);
}

function isPackageFile(file: string): boolean {
  return basename(file) === 'package.json';
}

function ownValue(value: unknown, key: string): unknown {
  const isGroup = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return isGroup ? (value as Record<string, unknown>)[key] : undefined;
}

/** Line and column of a key or value of the configuration, or of the nearest group around it that stands in the file. */
export function placeOf(source: Source, path: readonly PropertyKey[], part: 'key' | 'value') {
  const text = source.text.startsWith('\uFEFF') ? source.text.slice(1) : source.text;
  for (let length = path.length; length >= 0; length -= 1) {
    const place = source.syntax.places.get(pathKey([...source.inside, ...path.slice(0, length)]));
    if (place !== undefined) return lineAndColumn(text, length === path.length ? place[part] : place.value);
  }
  return null;
}
