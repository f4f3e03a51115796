import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { EXIT, errorCode, OpsError } from '../../core/errors.ts';
import { readTail } from '../../core/files/json-lines.ts';
import type { Layout } from '../../core/files/layout.ts';
import { findRecord } from '../../core/sessions/find.ts';
import { hasEnded } from '../../core/sessions/record.ts';
import { readRecord } from '../../core/sessions/registry.ts';
import { outputPath } from '../../core/sessions/settle.ts';
import { viewOf } from '../../core/sessions/view.ts';
import { stripControl } from '../../core/text/control.ts';
import type { Input, Run } from '../command.ts';
import { flag, numberOption } from '../options.ts';

const LINE_BYTES = 200;
const CHUNK_BYTES = 64 * 1024;
const LOOK_EVERY_MS = 200;

export const run: Run = async (input) => {
  if (input.json) throw new OpsError('E_USAGE', 'Output is text: --json does not apply to sessions tail');
  const at = input.open();
  const record = findRecord(at, input.args[0] ?? '');
  const lines = numberOption(input, 'tail', { integer: true }) ?? 80;
  const tail = readTail(outputPath(at, record.id), Math.max(CHUNK_BYTES, lines * LINE_BYTES));
  const whole = tail?.text.split('\n') ?? [];
  const last = whole.at(-1) === '' ? whole.slice(0, -1) : whole;
  const shown = lines === 0 ? [] : last.slice(-lines);
  if (shown.length > 0) input.print(`${stripControl(shown.join('\n'))}\n`);
  if (!flag(input, 'follow')) return { data: null, text: '', exitCode: EXIT.done };
  await follow(input, at, record.id);
  return null;
};

/** Prints what a session writes until it has ended. */
export async function follow(input: Input, at: Layout, id: string): Promise<void> {
  let offset = sizeOf(outputPath(at, id));
  for (;;) {
    const record = readRecord(at, id);
    const over = record === null || hasEnded(viewOf(at, record).status);
    offset = printFrom(input, outputPath(at, id), offset);
    if (over) return;
    await delay(LOOK_EVERY_MS);
  }
}

function sizeOf(path: string): number {
  return readTail(path, 0) === null ? 0 : statSize(path);
}

function statSize(path: string): number {
  const file = openSync(path, 'r');
  try {
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}

function printFrom(input: Input, path: string, from: number): number {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return from;
    throw error;
  }
  try {
    // Shorter than before: it was rotated or emptied, and begins anew.
    let offset = fstatSync(file).size < from ? 0 : from;
    const buffer = Buffer.alloc(CHUNK_BYTES);
    for (;;) {
      const read = readSync(file, buffer, 0, buffer.length, offset);
      if (read === 0) return offset;
      offset += read;
      input.print(stripControl(buffer.subarray(0, read).toString('utf8')));
    }
  } finally {
    closeSync(file);
  }
}
