import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import type { Layout } from '../../../src/core/files/layout.ts';
import { withLock } from '../../../src/core/files/lock.ts';
import { ownOwner } from '../../../src/core/process/identity.ts';
import { bundleProgram } from '../../helpers/bundle.ts';
import { makeWorkspace, waitFor } from '../../helpers/index.ts';

let program = '';

beforeAll(async () => {
  program = await bundleProgram(join(import.meta.dirname, 'lock-racer.ts'));
  robbery = rob();
});

/** Takes some seconds, as long as patience lasts: it goes on beside the other tests. */
let robbery: Promise<{ stderr: string; code: number | null }>;

async function rob(): Promise<{ stderr: string; code: number | null }> {
  const at = prepare();
  writeFileSync(join(at.root, 'go'), '');
  holder(at, JSON.stringify({ ...ownOwner(), host: 'elsewhere', pid: 4711, token: 'far' }));
  const child = spawn(process.execPath, [program, at.root, '1'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const code = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const [stderr, exit] = await Promise.all([text(child.stderr), code]);
  return { stderr, code: readdirSync(at.locks).join() === 'race.lock' ? exit : -1 };
}

interface Race {
  at: Layout;
  racers: number;
  rounds: number;
  mode?: 'die' | 'plant';
}

/** Lets processes race for one lock; returns their exit codes. */
async function race({ at, racers, rounds, mode }: Race): Promise<(number | null)[]> {
  rmSync(join(at.root, 'go'), { force: true });
  for (const name of ready(at)) rmSync(join(at.root, name));
  const args = [program, at.root, String(rounds), mode ?? ''];
  const children = Array.from({ length: racers }, () => spawn(process.execPath, args, { stdio: 'inherit' }));
  const ends = children.map((child) => new Promise<number | null>((resolve) => child.on('exit', resolve)));
  await waitFor(() => ready(at).length === racers, { what: 'the racers' });
  writeFileSync(join(at.root, 'go'), '');
  return Promise.all(ends);
}

function ready(at: Layout): string[] {
  return readdirSync(at.root).filter((name) => name.startsWith('ready-'));
}

function prepare(): Layout {
  const at = makeWorkspace();
  writeFileSync(join(at.root, 'counter'), '0');
  return at;
}

function holder(at: Layout, content: string): void {
  writeFileSync(join(at.locks, 'race.lock'), content);
}

const DEAD = { ...ownOwner(), startTime: '1', token: 'dead' };

test('of many processes one at a time is inside, and no change is lost', async () => {
  const at = prepare();
  expect(await race({ at, racers: 5, rounds: 50 })).toEqual([0, 0, 0, 0, 0]);
  expect(readFileSync(join(at.root, 'counter'), 'utf8')).toBe('250');
  expect(existsSync(join(at.root, 'violations'))).toBe(false);
  expect(readdirSync(at.locks)).toEqual([]);
  expect(readdirSync(at.temporary)).toEqual([]);
});

test('racers that find dead holders, over and over, never come in together', async () => {
  const at = prepare();
  expect(await race({ at, racers: 4, rounds: 60, mode: 'plant' })).toEqual([0, 0, 0, 0]);
  expect(readFileSync(join(at.root, 'counter'), 'utf8')).toBe('240');
  expect(existsSync(join(at.root, 'violations'))).toBe(false);
});

test('the lock of a process that was killed inside is freed for the next', async () => {
  const at = prepare();
  expect(await race({ at, racers: 1, rounds: 3, mode: 'die' })).toEqual([null]);
  expect(readdirSync(at.locks)).toEqual(['race.lock']);
  rmSync(join(at.root, 'inside'));
  expect(await race({ at, racers: 1, rounds: 2 })).toEqual([0]);
  expect(readFileSync(join(at.root, 'counter'), 'utf8')).toBe('4');
});

test.each([
  ['torn', '{"pid":1'],
  ['empty', ''],
  ['of another shape', '[]'],
])('a lock file that is %s keeps nobody out', (_name, content) => {
  const at = prepare();
  holder(at, content);
  expect(withLock(at, 'race', () => 'in')).toBe('in');
  expect(readdirSync(at.locks)).toEqual([]);
});

test('a lock whose pid now belongs to another process is free', () => {
  const at = prepare();
  holder(at, JSON.stringify({ ...ownOwner(), startTime: 'another', token: 'reused' }));
  expect(withLock(at, 'race', () => 'in')).toBe('in');
});

test('a breaker that died while it broke a lock stops nobody', () => {
  const at = prepare();
  holder(at, JSON.stringify(DEAD));
  writeFileSync(join(at.locks, 'race.lock.dead'), JSON.stringify({ ...DEAD, token: 'breaker' }));
  expect(withLock(at, 'race', () => 'in')).toBe('in');
  expect(readdirSync(at.locks)).toEqual([]);
});

test('a lock is free again after what was done inside has thrown', () => {
  const at = prepare();
  const fail = () =>
    withLock(at, 'race', () => {
      throw new Error('inside');
    });
  expect(fail).toThrow('inside');
  expect(withLock(at, 'race', () => 'in')).toBe('in');
});

test('a lock that cannot be read just now is not taken for a broken one', () => {
  const at = prepare();
  mkdirSync(join(at.locks, 'race.lock'));
  expect(() => withLock(at, 'race', () => 'in')).toThrow(/directory, read/);
});

test('two locks of different names do not hinder each other', () => {
  const at = prepare();
  expect(withLock(at, 'one', () => withLock(at, 'two', () => 'in'))).toBe('in');
});

test('a live holder of another host is waited for and then named, not robbed', async () => {
  const { stderr, code } = await robbery;
  expect(code).toBe(1);
  expect(stderr).toContain('process 4711 of elsewhere');
});
