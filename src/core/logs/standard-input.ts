import { type LineBlock, lineSplitter } from './line-splitter.ts';
import { feed } from './read-lines.ts';

/** What the command line calls standard input, as a file's name. */
export const STANDARD_INPUT = '-';

/** Gives the lines of standard input as they come, until its end. */
export async function readStandardInput(onBlock: (block: LineBlock) => void): Promise<void> {
  const splitter = lineSplitter({ offset: 0, midLine: false }, onBlock);
  for await (const bytes of process.stdin) feed(splitter, bytes as Buffer);
  splitter.finish();
}
