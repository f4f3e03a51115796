import { readSync } from 'node:fs';
import { errorCode, OpsError } from '../../core/errors.ts';
import { oneLine } from '../../core/text/control.ts';
import type { Input } from '../command.ts';
import { textOption } from '../options.ts';

const STANDARD_INPUT = 0;
const LIMIT_BYTES = 64 * 1_024;
const TITLE_LENGTH = 200;

export interface Said {
  title: string;
  text: string;
}

/**
 * Reads standard input where the message is `-`, so it is asked once. `option`: how it is given otherwise.
 * @throws OpsError where there is no message, or two.
 */
export function textOf(input: Input, option: 'message' | 'text' = 'message'): Said {
  const [word] = input.args;
  const given = [word, textOption(input, option)].filter((source) => source !== undefined);
  if (given.length !== 1) {
    throw new OpsError('E_USAGE', given.length === 0 ? 'There is no message' : 'The message is given twice', {
      hint: `Give it as an argument, with --${option}, or as - from standard input.`,
    });
  }
  const text = (word === '-' ? readInput() : (given[0] ?? '')).trim();
  if (text === '') throw new OpsError('E_USAGE', 'The message is empty');
  if (Buffer.byteLength(text) > LIMIT_BYTES) {
    throw new OpsError('E_USAGE', `The message is longer than ${LIMIT_BYTES} bytes`, {
      hint: 'Send the beginning, and where the rest is found.',
    });
  }
  const title = textOption(input, 'title') ?? text.split('\n')[0] ?? '';
  return { title: oneLine(title).slice(0, TITLE_LENGTH), text };
}

/** One byte more than a message may have, so that an endless source costs nothing. */
function readInput(): string {
  const buffer = Buffer.alloc(LIMIT_BYTES + 1);
  let done = 0;
  while (done < buffer.length) {
    const read = readChunk(buffer, done);
    if (read === 0) break;
    done += read;
  }
  return buffer.subarray(0, done).toString('utf8');
}

function readChunk(buffer: Buffer, from: number): number {
  for (;;) {
    try {
      return readSync(STANDARD_INPUT, buffer, from, buffer.length - from, null);
    } catch (error) {
      if (errorCode(error) === 'EOF') return 0;
      if (errorCode(error) !== 'EAGAIN') throw error;
      // A terminal or pipe in non-blocking mode that has nothing yet.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
