import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KeeperOptions, keeperArgv, readExit, statusOfShell } from '../../src/core/keeper/keeper.ts';
import { makeFolder, makeWorkspace } from '../helpers/index.ts';
import { recordOf } from '../helpers/records.ts';

const at = makeWorkspace();

interface Kept {
  /** As the keeper wrote it down. */
  status: ReturnType<typeof readExit>;
  code: number | null;
  output: string;
}

async function keep(
  command: string[],
  options: KeeperOptions = {},
  env: NodeJS.ProcessEnv = process.env,
): Promise<Kept> {
  const { id } = recordOf();
  const [file = '', ...args] = keeperArgv(at, id, command, options);
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  return { status: readExit(at, id), code, output };
}

const SAY_ARGUMENTS = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';

test('words with blanks, quotes, dollars, newlines and nothing reach the program unchanged', async () => {
  const words = [
    'a b',
    '',
    "'",
    '"',
    '$HOME',
    '$(touch x)',
    '`id`',
    'line\nbreak',
    '\t',
    '*',
    ';',
    '--',
    '-n',
    '\\',
    '한글',
    '=',
    '!',
  ];
  const { output } = await keep([process.execPath, '-e', SAY_ARGUMENTS, '--', ...words]);
  expect(JSON.parse(output)).toEqual(words);
});

test('whatever words there are, they reach the program unchanged', async () => {
  const word = fc
    .string({ unit: 'binary', maxLength: 12 })
    .filter((text) => !text.includes('\0') && Buffer.from(text).toString() === text);
  const property = fc.asyncProperty(fc.array(word, { maxLength: 30 }), async (words) => {
    const { output } = await keep([process.execPath, '-e', SAY_ARGUMENTS, '--', ...words]);
    expect(JSON.parse(output)).toEqual(words);
  });
  await fc.assert(property, { numRuns: 4 });
});

test('a program that is named like a word of the shell is the program', async () => {
  const folder = makeFolder();
  for (const name of ['exit', 'set', 'trap', 'eval', 'cd', 'test', 'return', 'if'])
    writeFileSync(join(folder, name), '#!/bin/sh\necho "program $0 $*"; exit 3\n', { mode: 0o755 });
  for (const name of ['exit', 'set', 'trap', 'eval', 'cd', 'test', 'return', 'if']) {
    const { status, output } = await keep([name, '1'], {}, { ...process.env, PATH: `${folder}:${process.env.PATH}` });
    expect([status, output]).toEqual([{ exitCode: 3, signal: null }, `program ${join(folder, name)} 1\n`]);
  }
});

test.each([
  ['that is not there', ['no-such-program'], { exitCode: 127, signal: null }],
  ['that may not be executed', [import.meta.filename], { exitCode: 126, signal: null }],
  ['that ends well', ['true'], { exitCode: 0, signal: null }],
  ['that ends with 42', ['sh', '-c', 'exit 42'], { exitCode: 42, signal: null }],
  ['that is killed', ['sh', '-c', 'kill -9 $$'], { exitCode: null, signal: 'SIGKILL' }],
  ['that is asked to end', ['sh', '-c', 'kill $$'], { exitCode: null, signal: 'SIGTERM' }],
  ['that crashes', ['sh', '-c', 'kill -SEGV $$'], { exitCode: null, signal: 'SIGSEGV' }],
])('of a program %s the keeper says how it ended', async (_what, command, status) => {
  const kept = await keep(command);
  expect(kept.status).toEqual(status);
  expect(kept.output).not.toMatch(/Killed|Terminated|Segmentation/);
});

test('it works where the PATH of the command leads nowhere (the keeper needs programs of its own)', async () => {
  const kept = await keep(['/bin/sh', '-c', 'exit 5'], { nice: 3 }, { PATH: '/nowhere' });
  expect([kept.status, kept.output]).toEqual([{ exitCode: 5, signal: null }, '']);
});

test('variables of the command that a shell script might use stay as they are', async () => {
  const names = ['status', 'limits', 'limit', 'nice', 'code', 'x'];
  const given = Object.fromEntries(names.map((name) => [name, `${name} of the user`]));
  const script = `process.stdout.write(JSON.stringify(process.env))`;
  const { output } = await keep(
    [process.execPath, '-e', script],
    { limits: ['-n=64'], nice: 1 },
    { ...process.env, ...given },
  );
  const seen = JSON.parse(output);
  expect(names.map((name) => [name, seen[name]])).toEqual(names.map((name) => [name, `${name} of the user`]));
  expect(Object.keys(seen).filter((name) => name.startsWith('_ops'))).toEqual([]);
});

test('limits of files, processes, file size and memory, and niceness, are the command’s', async () => {
  const options = { limits: ['-n=123', '-u=4321', '-f=2048', '-v=2000000', '-c=0'], nice: 7 };
  const { output } = await keep(['sh', '-c', 'cat /proc/self/limits; nice'], options);
  expect(output).toMatch(/Max open files +123 /);
  expect(output).toMatch(/Max processes +4321 /);
  expect(output).toMatch(/Max file size +1048576 /);
  expect(output).toMatch(/Max address space +2048000000 /);
  expect(output).toMatch(/Max core file size +0 /);
  expect(output).toMatch(/^7$/m);
});

test('a limit that cannot be set is exit 126 with its reason in the output', async () => {
  const { status, output } = await keep(['true'], { limits: ['-n=99999999999'] });
  expect(status).toEqual({ exitCode: 126, signal: null });
  expect(output).not.toBe('');
});

test('signals to its whole group end the command, not the keeper before it has said so', async () => {
  const { id } = recordOf();
  const [file = '', ...args] = keeperArgv(at, id, ['sleep', '100']);
  const child = spawn(file, args, { detached: true, stdio: 'ignore' });
  const group = child.pid ?? 0;
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.kill(-group, signal);
  await once(child, 'exit');
  expect(readExit(at, id)).toEqual({ exitCode: null, signal: 'SIGHUP' });
});

test('codes above 128 that are no signal stay codes', () => {
  expect(statusOfShell(128)).toEqual({ exitCode: 128, signal: null });
  expect(statusOfShell(255)).toEqual({ exitCode: 255, signal: null });
  expect(statusOfShell(143)).toEqual({ exitCode: null, signal: 'SIGTERM' });
});
