import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameProblem } from '../../../src/core/backup/tar/entry-name.ts';
import { encodeHeader, padding } from '../../../src/core/backup/tar/header.ts';
import { unpack } from '../../../src/core/backup/tar/unpack.ts';
import { makeFolder } from '../../helpers/index.ts';

interface Given {
  name: string;
  content: Buffer;
  type?: string;
}

function pack(files: readonly Given[]): Buffer {
  const blocks = files.flatMap(({ name, content, type }) => [
    encodeHeader({ name, mode: 0o600, bytes: content.length, modifiedSeconds: 1, type: type ?? '0' }),
    content,
    padding(content.length),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(1_024)]);
}

async function unpackAll(archive: Buffer, chunkBytes = 700): Promise<{ name: string; content: Buffer }[]> {
  const chunks: Buffer[] = [];
  for (let offset = 0; offset < archive.length; offset += chunkBytes)
    chunks.push(archive.subarray(offset, offset + chunkBytes));
  const files: { name: string; content: Buffer }[] = [];
  for await (const { name, content } of unpack(Readable.from(chunks))) files.push({ name, content });
  return files;
}

const part = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('a', 'b', '.', '-', ' ', '한', 'é', '😀'),
      fc.string({ minLength: 1, maxLength: 1 }),
    ),
    minLength: 1,
    maxLength: 80,
  })
  .map((text) => text.replaceAll('/', '_'));
const name = fc
  .array(part, { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join('/'))
  .filter((text) => nameProblem(text) === null);

describe('an archive', () => {
  test('gives back every name and content that went in, whatever the chunks', async () => {
    const file = fc.record({ name, content: fc.uint8Array({ maxLength: 1_500 }).map((bytes) => Buffer.from(bytes)) });
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 4 }), fc.integer({ min: 1, max: 2_000 }), async (files, chunk) => {
        expect(await unpackAll(pack(files), chunk)).toEqual(files);
      }),
      { numRuns: 60 },
    );
  });

  test('with a bit changed in a header, or cut anywhere, is an error and never another file', async () => {
    const archive = pack([{ name: 'metrics/latest.json', content: Buffer.from('{}') }]);
    for (let offset = 0; offset < 512; offset += 7) {
      const changed = Buffer.from(archive);
      changed[offset] = (changed[offset] ?? 0) ^ 1;
      await expect(unpackAll(changed), `byte ${offset}`).rejects.toThrow();
    }
    for (let length = 0; length < archive.length - 1_024; length += 100)
      await expect(unpackAll(archive.subarray(0, length)), `cut at ${length}`).rejects.toThrow();
  });

  test.each([
    ['../escape', 'leads out'],
    ['a/../../escape', 'leads out'],
    ['/etc/passwd', 'absolute'],
    ['C:/windows', 'absolute'],
    ['a\\..\\b', 'backslash'],
    ['a//b', 'simplest form'],
    ['./a', 'simplest form'],
    ['a\u001b[2Jb', 'control character'],
  ])('that holds the name %j is refused', async (bad, why) => {
    const archive = pack([{ name: bad, content: Buffer.from('x') }]);
    await expect(unpackAll(archive)).rejects.toThrow(why);
  });

  test.each([
    ['1', 'a hard link'],
    ['2', 'a symbolic link'],
    ['3', 'a device'],
    ['4', 'a device'],
    ['6', 'a pipe'],
    ['L', 'an unknown kind'],
  ])('that holds an entry of type %s is refused', async (type, why) => {
    const archive = pack([{ name: 'innocent', content: Buffer.alloc(0), type }]);
    await expect(unpackAll(archive)).rejects.toThrow(why);
  });

  test('that says a file has a terabyte is refused before anything is held', async () => {
    const header = encodeHeader({ name: 'bomb', mode: 0o600, bytes: 7 * 1_024 ** 3, modifiedSeconds: 1, type: '0' });
    await expect(unpackAll(header)).rejects.toThrow('too large');
  });

  const tar = ['/usr/bin/tar', '/bin/tar'].find((path) => existsSync(path));
  test.skipIf(tar === undefined)('is what tar reads and writes', async () => {
    const folder = makeFolder();
    const long = `${'d'.repeat(90)}/${'한글'.repeat(20)}.json`;
    const archive = join(folder, 'ours.tar');
    writeFileSync(
      archive,
      pack([
        { name: 'a.txt', content: Buffer.from('one') },
        { name: long, content: Buffer.from('two') },
      ]),
    );
    execFileSync(tar ?? '', ['-xf', archive, '-C', folder]);
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('one');
    expect(readFileSync(join(folder, long), 'utf8')).toBe('two');
    for (const format of ['ustar', 'pax']) {
      const theirs = join(folder, `theirs-${format}.tar`);
      execFileSync(tar ?? '', ['-cf', theirs, `--format=${format}`, '-C', folder, 'a.txt']);
      expect(await unpackAll(readFileSync(theirs))).toEqual([{ name: 'a.txt', content: Buffer.from('one') }]);
    }
  });

  test.skipIf(tar === undefined)('that tar made with a link in it is refused', async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'in'));
    symlinkSync('/etc/passwd', join(folder, 'in', 'link'));
    execFileSync(tar ?? '', ['-cf', join(folder, 'x.tar'), '-C', join(folder, 'in'), 'link']);
    await expect(unpackAll(readFileSync(join(folder, 'x.tar')))).rejects.toThrow('a symbolic link');
  });
});
