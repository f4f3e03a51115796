import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import {
  type Owner,
  ownerOf,
  ownerState,
  ownOwner,
  parseOwner,
  processStartTime,
  readProcessStat,
  sameOwner,
} from '../../../src/core/process/identity.ts';
import { makeFolder, waitFor } from '../../helpers/index.ts';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function sleeper(file = 'sleep', args = ['60']): number {
  const child = spawn(file, args, { stdio: 'ignore' });
  children.push(child);
  if (child.pid === undefined) throw new Error('sleep did not start');
  return child.pid;
}

test('a process lives until it ends', async () => {
  const pid = sleeper();
  const owner = ownerOf(pid);
  if (owner === null) throw new Error('not found');
  expect(ownerState(owner)).toBe('live');
  children[0]?.kill('SIGKILL');
  await waitFor(() => ownerState(owner) === 'dead');
  expect(ownerOf(pid)).toBe(null);
});

test('the same process always has the same identity', () => {
  const pid = sleeper();
  expect(sameOwner(ownerOf(pid), ownerOf(pid))).toBe(true);
  expect(ownOwner()).toEqual(ownerOf(process.pid));
});

const changes: [what: string, change: Partial<Owner>, state: string][] = [
  ['whose pid was given to a younger process', { startTime: '1' }, 'dead'],
  ['from before a reboot', { bootId: '00000000-0000-0000-0000-000000000000' }, 'dead'],
  ['of another host', { host: 'elsewhere' }, 'unknown'],
  ['of another host, whatever its boot', { host: 'elsewhere', bootId: 'x' }, 'unknown'],
  ['of another container on this host', { namespace: 'pid:[1]' }, 'unknown'],
];

test.each(changes)('an owner %s is not taken for the process that has its pid now', (_what, change, state) => {
  const other = { ...ownOwner(), ...change };
  expect(ownerState(other)).toBe(state);
  expect(sameOwner(other, ownOwner())).toBe(false);
});

test('nobody is the same as nobody', () => {
  expect(sameOwner(null, null)).toBe(false);
});

test('a process that ended and was not waited for is dead', async () => {
  // The shell starts `true` and then becomes `sleep`, which never asks how it ended: a zombie.
  const pid = sleeper('sh', ['-c', 'true & exec sleep 60']);
  const zombie = await waitFor(() => {
    for (let candidate = pid + 1; candidate < pid + 200; candidate += 1) {
      const stat = readProcessStat(candidate);
      if (stat?.parentPid === pid && stat.state === 'Z') return candidate;
    }
    return null;
  });
  expect(processStartTime(zombie)).toBe(null);
});

test('a name with blanks and brackets does not shift the fields of a process', () => {
  const program = join(makeFolder(), 'a) S 1 (b');
  copyFileSync('/bin/sleep', program);
  chmodSync(program, 0o700);
  const stat = readProcessStat(sleeper(program));
  expect(stat?.parentPid).toBe(process.pid);
  expect(stat?.startTime).toMatch(/^\d+$/);
});

test.each([0, -1, 2 ** 31 - 1])('there is no process %i', (pid) => {
  expect(ownerOf(pid)).toBe(null);
});

test('only a whole owner is read from a file', () => {
  const owner = ownOwner();
  expect(parseOwner(JSON.parse(JSON.stringify(owner)))).toEqual(owner);
  for (const field of Object.keys(owner)) {
    expect(parseOwner({ ...owner, [field]: undefined })).toBe(null);
    expect(parseOwner({ ...owner, [field]: {} })).toBe(null);
  }
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const parsed = parseOwner(value);
      if (parsed !== null) expect(Number.isInteger(parsed.pid)).toBe(true);
    }),
  );
});
