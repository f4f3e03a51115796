import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { watchFolder } from '../../../src/core/files/watch-folder.ts';
import { makeFolder, waitFor } from '../../helpers/index.ts';

test('a new file is looked at without waiting for the timer', async () => {
  const folder = makeFolder();
  let seen: string[] = [];
  const watch = watchFolder(folder, () => {
    seen = readdirSync(folder);
  });
  writeFileSync(join(folder, 'one'), '');
  await waitFor(() => seen.includes('one'), { limitMs: 4_000 });
  watch.close();
});

test('a folder that comes later is found by the timer', async () => {
  const folder = join(makeFolder(), 'later');
  let looks = 0;
  const watch = watchFolder(folder, () => (looks += 1), 20);
  mkdirSync(folder);
  const before = looks;
  await waitFor(() => looks > before + 2);
  watch.close();
});

test('a folder that is removed and made again goes on being looked at', async () => {
  const folder = join(makeFolder(), 'again');
  mkdirSync(folder);
  let seen: string[] = [];
  const look = () => {
    try {
      seen = readdirSync(folder);
    } catch {
      seen = [];
    }
  };
  const watch = watchFolder(folder, look, 20);
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  writeFileSync(join(folder, 'one'), '');
  await waitFor(() => seen.includes('one'));
  watch.close();
});

test('after close nothing is looked at any more', async () => {
  const folder = makeFolder();
  let looks = 0;
  const watch = watchFolder(folder, () => (looks += 1), 5);
  await waitFor(() => looks > 0);
  watch.close();
  const before = looks;
  writeFileSync(join(folder, 'one'), '');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(looks).toBe(before);
});
