import { createReadStream } from 'node:fs';
import { tellProgress } from '../progress.ts';
import { type LineBlock, lineSplitter } from './line-splitter.ts';
import { feed } from './read-lines.ts';

/** What the command line calls standard input, as a file's name. */
export const STANDARD_INPUT = '-';

const STANDARD_NAMES = new Set([STANDARD_INPUT, '/dev/stdin', '/dev/fd/0']);
/** What a shell gives for `<(zcat app.log.gz)`: a pipe that the caller has opened, which a FIFO in a folder of logs is not. */
const OPEN_PIPE = /^\/dev\/(?:stdin|fd\/\d+)$/;

export function isOpenPipe(path: string): boolean {
  return OPEN_PIPE.test(path);
}

/** Gives the lines of standard input, or of a pipe that is open already, as they come, until its end. */
export async function readStandardInput(onBlock: (block: LineBlock) => void, path = STANDARD_INPUT): Promise<void> {
  const splitter = lineSplitter({ offset: 0, midLine: false }, onBlock);
  const input = STANDARD_NAMES.has(path) ? process.stdin : createReadStream(path);
  for await (const bytes of input) {
    feed(splitter, bytes as Buffer);
    tellProgress(() => `Reading: ${Math.floor(splitter.offset / 1e6)} MB`);
  }
  splitter.finish();
}
