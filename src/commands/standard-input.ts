import { readFileSync, readSync } from 'node:fs';
import { errorCode, OpsError } from '../core/errors.ts';

const STANDARD_INPUT = 0;
const CHUNK_BYTES = 65_536;
/** As much as anybody hands over at once: of an endless source no more is read. */
const MOST_BYTES = 64 * 1_024 * 1_024;

/** Standard input up to its end, or `most` bytes of it. Waits where a terminal or pipe in non-blocking mode has nothing yet. */
export function readInput(most = MOST_BYTES, file = STANDARD_INPUT): string {
  const chunks: Buffer[] = [];
  for (let left = most; left > 0; ) {
    const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, left));
    const count = readChunk(file, chunk);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    left -= count;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readChunk(file: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(file, chunk, 0, chunk.length, null);
    } catch (error) {
      if (errorCode(error) === 'EOF') return 0;
      if (errorCode(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** The text of a file, or of standard input for `-`. */
export function readText(file: string): string {
  try {
    return file === '-' ? readInput() : readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new OpsError('E_FILE', `There is no file ${file}`);
    throw error;
  }
}
