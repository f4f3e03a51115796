import { OpsError } from '../errors.ts';
import { type LineBlock, lineSplitter } from './line-splitter.ts';
import { openLogFile } from './log-file.ts';
import { feed, readGzip, readPlain } from './read-lines.ts';
import { keepHeapSmall } from './small-heap.ts';
import { isOpenPipe, readStandardInput, STANDARD_INPUT } from './standard-input.ts';
import { createMiner, type Miner, type MinerOptions } from './templates/miner.ts';

/** Mines a whole file, plain or gzip, or standard input for `-`. Memory does not grow with its size. */
export async function mineFile(path: string, options: MinerOptions): Promise<Miner> {
  keepHeapSmall();
  const miner = createMiner(options);
  const onBlock = (block: LineBlock) => miner.add(block, { path });
  if (path === STANDARD_INPUT) {
    await readStandardInput(onBlock);
    return miner;
  }
  const file = openLogFile(path);
  if ('reason' in file && isOpenPipe(path)) {
    await readStandardInput(onBlock, path);
    return miner;
  }
  if ('reason' in file) throw new OpsError('E_FILE', `${path} ${file.reason}`);
  const splitter = lineSplitter({ offset: 0, midLine: false }, onBlock);
  try {
    if (file.gzip) await readGzip(file.descriptor, 0, (bytes) => feed(splitter, bytes));
    else await readPlain(file.descriptor, file.size, splitter);
  } finally {
    file.close();
  }
  splitter.finish();
  return miner;
}
