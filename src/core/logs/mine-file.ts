import { OpsError } from '../errors.ts';
import { lineSplitter } from './line-splitter.ts';
import { openLogFile } from './log-file.ts';
import { feed, readGzip, readPlain } from './read-lines.ts';
import { keepHeapSmall } from './small-heap.ts';
import { createMiner, type Miner, type MinerOptions } from './templates/miner.ts';

/** Mines a whole file, plain or gzip, or standard input for `-`. Memory does not grow with its size. */
export async function mineFile(path: string, options: MinerOptions): Promise<Miner> {
  keepHeapSmall();
  const miner = createMiner(options);
  const splitter = lineSplitter({ offset: 0, midLine: false }, (block) => miner.add(block, { path }));
  if (path === '-') {
    for await (const bytes of process.stdin) feed(splitter, bytes as Buffer);
  } else {
    const file = openLogFile(path);
    if ('reason' in file) throw new OpsError('E_FILE', `${path} ${file.reason}`);
    try {
      if (file.gzip) await readGzip(file.descriptor, 0, (bytes) => feed(splitter, bytes));
      else await readPlain(file.descriptor, file.size, splitter);
    } finally {
      file.close();
    }
  }
  splitter.finish();
  return miner;
}
