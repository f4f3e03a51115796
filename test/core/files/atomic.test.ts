import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFileAtomic, removeFile, writeFileAtomic, writeJsonAtomic } from '../../../src/core/files/atomic.ts';
import { makeFolder, waitFor } from '../../helpers/index.ts';

function places(): { path: string; options: { temporary: string }; root: string } {
  const root = makeFolder();
  return { root, path: join(root, 'data', 'file.json'), options: { temporary: join(root, 'tmp') } };
}

test('whatever is written is read back, whole, and leaves nothing behind', () => {
  const { path, options } = places();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
      writeFileAtomic(path, bytes, { ...options, sync: false });
      expect(Buffer.compare(readFileSync(path), bytes)).toBe(0);
      expect(readdirSync(options.temporary)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test('folders that are missing are made, and only the owner may read what is written', () => {
  const { path, options, root } = places();
  writeJsonAtomic(path, { a: 1 }, options);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ a: 1 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(root, 'tmp')).mode & 0o777).toBe(0o700);
});

test('a write that fails leaves the old content and no temporary file', () => {
  const { path, options } = places();
  writeFileAtomic(path, 'old', options);
  const broken = join(path, 'below a file');
  expect(() => writeFileAtomic(broken, 'new', options)).toThrow();
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(options.temporary)).toEqual([]);
});

test('a reader sees the old or the new, never a part', async () => {
  const { path, options } = places();
  const contents = ['a', 'b'].map((letter) => letter.repeat(300_000));
  writeFileAtomic(path, contents[0] ?? '', options);
  let reads = 0;
  for (let round = 0; round < 60; round += 1) {
    setImmediate(() => writeFileAtomic(path, contents[round % 2] ?? '', { ...options, sync: false }));
    await waitFor(() => new Promise<boolean>((resolve) => setImmediate(() => resolve(true))));
    expect(contents).toContain(readFileSync(path, 'utf8'));
    reads += 1;
  }
  expect(reads).toBe(60);
});

test('of two that make the same file the first wins and the second is told', () => {
  const { path, options } = places();
  expect(createFileAtomic(path, 'first', options)).toBe(true);
  expect(createFileAtomic(path, 'second', options)).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe('first');
  expect(readdirSync(options.temporary)).toEqual([]);
});

test('a folder for temporary files that was removed meanwhile is made again', () => {
  const { path, options } = places();
  writeFileAtomic(path, 'one', options);
  rmSync(options.temporary, { recursive: true });
  writeFileAtomic(path, 'two', options);
  expect(readFileSync(path, 'utf8')).toBe('two');
});

test('removing says whether there was something', () => {
  const { root } = places();
  const path = join(root, 'here');
  writeFileSync(path, '');
  expect(removeFile(path)).toBe(true);
  expect(removeFile(path)).toBe(false);
});
