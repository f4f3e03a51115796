import { type ChildProcess, spawn } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJsonLines } from '../../src/core/files/json-lines.ts';
import type { Layout } from '../../src/core/files/layout.ts';
import { filesIn } from '../core/alerts/urgent/support.ts';
import { bundleProgram } from '../helpers/bundle.ts';
import { makeWorkspace, repetitions, waitFor } from '../helpers/index.ts';

/** More than the kernel keeps events for: 16,384, and each file makes two. */
const FILES = repetitions(10_000, 20_000);
/** All of them together are 40 MB, more than the process that takes them may have. A longer message than 4,000 is cut. */
const LENGTH = 40_000_000 / FILES;
const HEAP_MB = 32;

function startKeeper(program: string, at: Layout): ChildProcess {
  const env = { ...process.env, OPS_WORKSPACE: at.root };
  const args = [`--max-old-space-size=${HEAP_MB}`, program, at.root];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
}

function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  child.kill('SIGKILL');
  return ended;
}

test(`of ${FILES} files in a burst none is lost, though who takes them is killed amidst it and has little memory`, async () => {
  const program = await bundleProgram(`${import.meta.dirname}/support/urgent-keeper.ts`);
  const at = makeWorkspace();
  let keeper = startKeeper(program, at);
  const text = 'x'.repeat(LENGTH);
  for (let index = 0; index < FILES; index += 1) {
    const unfinished = join(at.temporary, `${index}`);
    writeFileSync(unfinished, JSON.stringify({ name: `alarm ${index}`, message: text }));
    renameSync(unfinished, join(at.urgentAlerts, `${index}.json`));
  }
  await waitFor(() => filesIn(at, 'done').length > FILES / 10, { what: 'a part of the burst', everyMs: 200 });
  await kill(keeper);
  keeper = startKeeper(program, at);
  await waitFor(() => filesIn(at, 'done').length === FILES, { what: 'the whole burst', everyMs: 200 });
  await kill(keeper);
  const taken = readJsonLines<{ name: string; length: number }>(join(at.alerts, 'taken.jsonl'));
  expect(new Set(taken.values.map(({ name }) => name)).size).toBe(FILES);
  expect(taken.values.every(({ length }) => length === LENGTH)).toBe(true);
  // Only what was taken in the very batch that the kill interrupted comes twice.
  expect(taken.values.length).toBeLessThanOrEqual(FILES + 1_000);
  expect([...filesIn(at, 'incoming'), ...filesIn(at, 'taking'), ...filesIn(at, 'rejected')]).toEqual([]);
}, 60_000);
