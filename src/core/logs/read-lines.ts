import { readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { share, tellProgress } from '../progress.ts';
import type { LineSplitter } from './line-splitter.ts';

/** How long reading may keep other work of this process waiting. */
const TURN_MS = 20;

/** Lets timers and signals in, at most every few milliseconds of work. */
export function turns(signal: AbortSignal | undefined): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < TURN_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    last = performance.now();
  };
}

/** Feeds `[splitter.offset, to)` of a file. Stops early where the file turns out shorter: somebody emptied it meanwhile. */
export async function readPlain(
  descriptor: number,
  to: number,
  splitter: LineSplitter,
  signal?: AbortSignal,
): Promise<void> {
  const turn = turns(signal);
  let position = splitter.offset;
  while (position < to) {
    const space = splitter.space();
    const count = readSync(descriptor, space, 0, Math.min(space.length, to - position), position);
    if (count === 0) return;
    splitter.filled(count);
    position += count;
    tellProgress(() => share('Reading', position, to));
    await turn();
  }
}

/** Copies bytes that lie in somebody else's buffer. */
export function feed(splitter: LineSplitter, bytes: Buffer): true {
  for (let done = 0; done < bytes.length; ) {
    const count = bytes.copy(splitter.space(), 0, done);
    splitter.filled(count);
    done += count;
  }
  return true;
}

const PIECE_BYTES = 64 * 1024;

/** The file's bytes, read where they lie: a file stream would close the descriptor, which is not its own. */
function* pieces(descriptor: number): Generator<Buffer> {
  for (let position = 0; ; ) {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    const count = readSync(descriptor, piece, 0, PIECE_BYTES, position);
    if (count === 0) return;
    position += count;
    yield piece.subarray(0, count);
  }
}

/**
 * Gives the uncompressed bytes of a gzip file from `skip` on, piece by piece, until `onBytes` answers false. Throws where the file is
 * damaged or not yet whole.
 */
export async function readGzip(
  descriptor: number,
  skip: number,
  onBytes: (bytes: Buffer) => boolean,
  signal?: AbortSignal,
): Promise<void> {
  const turn = turns(signal);
  const source = Readable.from(pieces(descriptor), { objectMode: false });
  const stream = source.pipe(createGunzip());
  source.on('error', (error) => stream.destroy(error));
  let position = 0;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      const from = Math.max(0, skip - position);
      position += piece.length;
      tellProgress(() => `Reading: ${Math.floor(position / 1e6)} MB`);
      if (from < piece.length && !onBytes(piece.subarray(from))) return;
      await turn();
    }
  } finally {
    source.destroy();
    stream.destroy();
  }
}
