import { readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type OpenedFile, withFile } from '../files/with-file.ts';
import { BEGINNING, MARKED_BYTES, markOf, type Position } from './cursor.ts';

const NEW_LINE = 10;
const CHUNK_BYTES = 65_536;

/** A whole line of a file, without its end, and the position behind it. */
export interface JournalLine {
  bytes: Buffer;
  position: Position;
}

/** The position at an offset behind a line end. */
export function positionAt({ file, size }: OpenedFile, offset: number): Position {
  if (offset <= 0 || offset > size) return BEGINNING;
  const buffer = Buffer.alloc(Math.min(offset, MARKED_BYTES + 1));
  readSync(file, buffer, 0, buffer.length, offset - buffer.length);
  if (buffer.at(-1) !== NEW_LINE) return BEGINNING;
  const line = buffer.subarray(0, -1);
  return { offset, mark: markOf(line.subarray(line.lastIndexOf(NEW_LINE) + 1)) };
}

/** Whether it was this file that was read up to there. */
export function isPositionIn(opened: OpenedFile, { offset, mark }: Position): boolean {
  return mark === '' ? offset === 0 : offset <= opened.size && positionAt(opened, offset).mark === mark;
}

/** The position behind the first line that begins within the last `bytes`, so that reading on from there begins with a whole line. */
export function positionNearEnd(path: string, bytes: number): Position {
  const found = withFile(path, (opened) => {
    const begin = opened.size - bytes;
    if (begin <= 0) return BEGINNING;
    const buffer = Buffer.alloc(bytes);
    const read = readSync(opened.file, buffer, 0, bytes, begin);
    const end = buffer.subarray(0, read).indexOf(NEW_LINE);
    return positionAt(opened, end === -1 ? opened.size : begin + end + 1);
  });
  return found ?? BEGINNING;
}

/** The whole lines behind a position, read in chunks. A line that is not yet whole waits for its end. */
export function* linesBehind(path: string, from: Position): Generator<JournalLine> {
  const size = withFile(path, (opened) => opened.size) ?? 0;
  let { offset } = from;
  let kept: Buffer = Buffer.alloc(0);
  while (offset + kept.length < size) {
    // Opened for each chunk: whoever stops reading early leaves no file open.
    const chunk = withFile(path, ({ file }) => {
      const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, size - offset - kept.length));
      return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, offset + kept.length));
    });
    if (chunk === null || chunk.length === 0) return;
    const text = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    let begin = 0;
    for (let end = text.indexOf(NEW_LINE); end !== -1; end = text.indexOf(NEW_LINE, begin)) {
      const bytes = text.subarray(begin, end);
      begin = end + 1;
      yield { bytes, position: { offset: offset + begin, mark: markOf(bytes) } };
    }
    offset += begin;
    kept = text.subarray(begin);
  }
}

/** Files that a rotation made of this one, oldest first; those that it compressed cannot be read. */
function rotatedOf(path: string): string[] {
  const [folder, name] = [dirname(path), basename(path)];
  const writtenAt = (file: string) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return readdirSync(folder)
    .filter((one) => one.startsWith(name) && one !== name && !/\.(?:gz|xz|zst|bz2|tmp)$/.test(one))
    .map((one) => join(folder, one))
    .sort((one, other) => writtenAt(one) - writtenAt(other));
}

export interface Part {
  path: string;
  from: Position;
}

/** Where to read on behind a position: the file itself, or what a rotation made of it and the files since then. Null: it is gone. */
export function partsBehind(path: string, position: Position): Part[] | null {
  const whole = (file: string) => ({ path: file, from: BEGINNING });
  const isIn = (file: string) => withFile(file, (opened) => isPositionIn(opened, position)) === true;
  if (isIn(path)) return [{ path, from: position }];
  if (position.mark === '') return [whole(path)];
  const rotated = rotatedOf(path);
  const found = rotated.findLastIndex(isIn);
  const [file, ...later] = found === -1 ? [] : rotated.slice(found);
  return file === undefined ? null : [{ path: file, from: position }, ...later.map(whole), whole(path)];
}
