import { nameProblem } from './entry-name.ts';
import { BLOCK_BYTES, DamagedArchive, decodeHeader, decodePax, type TarHeader } from './header.ts';

/** A regular file of an archive with its content. */
export interface TarFile extends TarHeader {
  content: Buffer;
}

/** One file is held in memory whole; nothing that this program stores comes near this. */
export const LARGEST_FILE_BYTES = 1_024 * 1_024 * 1_024;
const LARGEST_PAX_BYTES = 1_024 * 1_024;

const KINDS: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a device',
  '4': 'a device',
  '6': 'a pipe',
};

interface ByteReader {
  /** Exactly so many bytes, or null where the stream ended before the first. @throws DamagedArchive where it ended within. */
  take(bytes: number): Promise<Buffer | null>;
  /** Reads to the end, so that what checks the whole (gzip's checksum) has seen it. */
  finish(): Promise<void>;
}

function byteReader(stream: AsyncIterable<Buffer>): ByteReader {
  const chunks = stream[Symbol.asyncIterator]();
  let held: Buffer[] = [];
  let length = 0;
  return {
    async take(bytes) {
      while (length < bytes) {
        const next = await chunks.next();
        if (next.done === true) {
          if (length === 0) return null;
          throw new DamagedArchive('it breaks off');
        }
        held.push(next.value);
        length += next.value.length;
      }
      const [only] = held;
      const all = held.length === 1 && only !== undefined ? only : Buffer.concat(held, length);
      held = all.length > bytes ? [all.subarray(bytes)] : [];
      length -= bytes;
      return all.subarray(0, bytes);
    },
    async finish() {
      while ((await chunks.next()).done !== true);
    },
  };
}

/**
 * Gives the files of an uncompressed tar stream, one after the other. Links, devices, and names that lead elsewhere end it with an error:
 * nothing of such an archive can be trusted.
 * @throws DamagedArchive
 */
export async function* unpack(stream: AsyncIterable<Buffer>): AsyncGenerator<TarFile> {
  const reader = byteReader(stream);
  let longName: string | null = null;
  for (;;) {
    const block = await reader.take(BLOCK_BYTES);
    if (block === null) throw new DamagedArchive('it has no end mark');
    const header = decodeHeader(block);
    if (header === null) break;
    if (header.type === 'x' || header.type === 'g') {
      const records = decodePax(await readContent(reader, header, LARGEST_PAX_BYTES));
      if (records.has('size')) throw new DamagedArchive('it holds a file of more than 8 GiB');
      if (header.type === 'x') longName = records.get('path') ?? null;
      continue;
    }
    const name = longName ?? header.name;
    longName = null;
    if (header.type === '5') {
      refuseName(name.replace(/\/$/, ''));
      continue;
    }
    if (header.type !== '0') {
      throw new DamagedArchive(`${JSON.stringify(name)} is ${KINDS[header.type] ?? 'of an unknown kind'}`);
    }
    refuseName(name);
    yield { ...header, name, content: await readContent(reader, header, LARGEST_FILE_BYTES) };
  }
  await reader.finish();
}

function refuseName(name: string): void {
  const problem = nameProblem(name);
  if (problem !== null) throw new DamagedArchive(`the name ${JSON.stringify(name)} ${problem}`);
}

async function readContent(reader: ByteReader, header: TarHeader, most: number): Promise<Buffer> {
  if (header.bytes > most)
    throw new DamagedArchive(`${JSON.stringify(header.name)} is too large: ${header.bytes} bytes`);
  if (header.bytes === 0) return Buffer.alloc(0);
  const content = await reader.take(header.bytes);
  const fill = (BLOCK_BYTES - (header.bytes % BLOCK_BYTES)) % BLOCK_BYTES;
  if (content === null || (fill > 0 && (await reader.take(fill)) === null)) throw new DamagedArchive('it breaks off');
  return content;
}
