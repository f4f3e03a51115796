import { closeSync, fdatasyncSync, fstatSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../errors.ts';
import { makeFolder } from './make-folder.ts';
import { withFile } from './with-file.ts';

const NEW_LINE = 10;

function openForAppend(path: string): number {
  try {
    return openSync(path, 'a+', 0o600);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    makeFolder(dirname(path));
    return openSync(path, 'a+', 0o600);
  }
}

/** Appends objects, one a line. A torn line that a crash left is closed first, so that it costs itself alone. */
export function appendJsonLines(path: string, values: readonly unknown[], options: { sync?: boolean } = {}): void {
  if (values.length === 0) return;
  const file = openForAppend(path);
  try {
    const size = fstatSync(file).size;
    const last = Buffer.alloc(1);
    const torn = size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== NEW_LINE;
    const text = values.map((value) => `${JSON.stringify(value)}\n`).join('');
    const bytes = Buffer.from(torn ? `\n${text}` : text);
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    if (options.sync ?? false) fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}

export interface JsonLines<T> {
  values: T[];
  /** Lines that are not whole JSON objects: torn by a crash or a full disk. */
  unreadable: number;
}

export function parseJsonLines<T>(text: string): JsonLines<T> {
  const values: T[] = [];
  let unreadable = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null) values.push(value as T);
      else unreadable += 1;
    } catch {
      unreadable += 1;
    }
  }
  return { values, unreadable };
}

/** Reads every whole line; a file that is not there holds none. */
export function readJsonLines<T>(path: string): JsonLines<T> {
  try {
    return parseJsonLines<T>(readFileSync(path, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { values: [], unreadable: 0 };
    throw error;
  }
}

/** Reads the lines of the last `bytes` of a file, so that a long log costs no more than a short one. */
export function readLastJsonLines<T>(path: string, bytes = 256 * 1024): JsonLines<T> {
  const text = readTail(path, bytes);
  return text === null
    ? { values: [], unreadable: 0 }
    : parseJsonLines<T>(text.cut ? text.text.slice(text.text.indexOf('\n') + 1) : text.text);
}

export interface Tail {
  text: string;
  /** More lies before it. */
  cut: boolean;
  /** Where it ends in the file: what is appended later begins here. */
  end: number;
}

/** The last `bytes` of a text file. Null where there is no file. */
export function readTail(path: string, bytes: number): Tail | null {
  return withFile(path, ({ file, size }) => {
    const start = Math.max(0, size - bytes);
    const buffer = Buffer.alloc(size - start);
    let done = 0;
    while (done < buffer.length) {
      const read = readSync(file, buffer, done, buffer.length - done, start + done);
      if (read === 0) break;
      done += read;
    }
    return { text: buffer.subarray(0, done).toString('utf8'), cut: start > 0, end: start + done };
  });
}
