import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { errorCode } from '../errors.ts';
import { MANIFEST_NAME, type Manifest, parseManifest } from './manifest.ts';
import { DamagedArchive, encodeHeader, padding } from './tar/header.ts';
import { type TarFile, unpack } from './tar/unpack.ts';

export interface ArchiveFile {
  name: string;
  content: Buffer;
  executable: boolean;
  modifiedMs: number;
}

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Two blocks of zeros end a tar archive. */
const END = Buffer.alloc(1_024);

/** Writes a gzipped tar archive to a new file of mode 0600, on disk when this returns. */
export async function writeArchive(
  path: string,
  files: AsyncIterable<ArchiveFile>,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* blocks(): AsyncGenerator<Buffer> {
    for await (const { name, content, executable, modifiedMs } of files) {
      const mode = executable ? 0o700 : 0o600;
      yield encodeHeader({ name, mode, bytes: content.length, modifiedSeconds: modifiedMs / 1_000, type: '0' });
      if (content.length > 0) yield content;
      yield padding(content.length);
    }
    yield END;
  }
  async function* counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  await pipeline(blocks, createGzip(), counted, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
  return { bytes, sha256: hash.digest('hex') };
}

/** A file of an archive, with the checksum of what was read. */
export interface ReadFile extends TarFile {
  sha256: string;
}

/**
 * Reads an archive from its beginning to its end and gives every file of it to `each`, which must do nothing final with it: only after
 * the last one the manifest says whether all of them are right.
 * @throws DamagedArchive with what is wrong
 */
export async function readArchive(path: string, each: (file: ReadFile) => void | Promise<void>): Promise<Manifest> {
  const source = createReadStream(path);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  const sums = new Map<string, string>();
  let manifest: Manifest | null = null;
  try {
    for await (const file of unpack(gunzip)) {
      if (manifest !== null) throw new DamagedArchive('something follows its manifest');
      if (file.name === MANIFEST_NAME) {
        const parsed = parseManifest(file.content);
        if (typeof parsed === 'string') throw new DamagedArchive(parsed);
        manifest = parsed;
        continue;
      }
      if (sums.has(file.name)) throw new DamagedArchive(`${JSON.stringify(file.name)} is in it twice`);
      const sum = sha256(file.content);
      sums.set(file.name, sum);
      await each({ ...file, sha256: sum });
    }
  } catch (error) {
    throw errorCode(error)?.startsWith('Z_') === true ? new DamagedArchive('it is not whole gzip data') : error;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
  if (manifest === null) throw new DamagedArchive('it has no manifest');
  compare(manifest, sums);
  return manifest;
}

function compare(manifest: Manifest, sums: ReadonlyMap<string, string>): void {
  for (const { path, sha256: expected } of manifest.files) {
    const found = sums.get(path);
    if (found === undefined) throw new DamagedArchive(`${path} is in the manifest and not in the archive`);
    if (found !== expected) throw new DamagedArchive(`${path} has another checksum than the manifest says`);
  }
  if (sums.size !== manifest.files.length) throw new DamagedArchive('it holds files that the manifest does not name');
}
