import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { hasEnded } from '../../core/sessions/record.ts';
import { readRecord } from '../../core/sessions/registry.ts';
import { outputPath } from '../../core/sessions/settle.ts';
import { viewOf } from '../../core/sessions/view.ts';
import { stripControl } from '../../core/text/control.ts';
import type { Input } from '../command.ts';

const CHUNK_BYTES = 64 * 1024;
const LOOK_EVERY_MS = 200;

/** An output that is being read. It stays open: what was written last can be read after a run's files are removed. */
interface Source {
  file: number;
  offset: number;
}

/** Prints what a session writes until it has ended. `from`: where in its output to begin; without it only what comes from now on. */
export async function follow(input: Input, at: Layout, id: string, from?: number): Promise<void> {
  const path = outputPath(at, id);
  const decoder = new StringDecoder('utf8');
  const print = (bytes: Buffer) => input.print(stripControl(decoder.write(bytes)));
  let source = openSource(path);
  if (source !== null) source.offset = from ?? fstatSync(source.file).size;
  for (;;) {
    const record = readRecord(at, id);
    const over = record === null || hasEnded(viewOf(at, record).status);
    source ??= openSource(path);
    if (source !== null) drain(source, print);
    if (source !== null && wasReplaced(source, path)) {
      closeSync(source.file);
      source = openSource(path);
      if (source !== null) drain(source, print);
    }
    if (over) break;
    await delay(LOOK_EVERY_MS);
  }
  if (source !== null) closeSync(source.file);
}

function openSource(path: string): Source | null {
  try {
    return { file: openSync(path, 'r'), offset: 0 };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function drain(source: Source, print: (bytes: Buffer) => void): void {
  // Shorter than before: it was emptied, and begins anew.
  if (fstatSync(source.file).size < source.offset) source.offset = 0;
  const buffer = Buffer.alloc(CHUNK_BYTES);
  for (;;) {
    const read = readSync(source.file, buffer, 0, buffer.length, source.offset);
    if (read === 0) return;
    source.offset += read;
    print(buffer.subarray(0, read));
  }
}

function wasReplaced(source: Source, path: string): boolean {
  const now = statSync(path, { throwIfNoEntry: false });
  return now !== undefined && now.ino !== fstatSync(source.file).ino;
}
