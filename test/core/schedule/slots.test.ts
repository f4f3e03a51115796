import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJobState, writeJobState } from '../../../src/core/schedule/slots.ts';
import { makeWorkspace } from '../../helpers/index.ts';

const STATE = { version: 1, job: 'reporter', schedule: '0 9 * * * UTC', lastSlot: '2026-01-01T09:00:00.000Z' } as const;

test('a slot that was claimed is known to whoever comes next', () => {
  const at = makeWorkspace();
  expect(readJobState(at, 'reporter')).toBe(null);
  writeJobState(at, STATE);
  expect(readJobState(at, 'reporter')).toEqual(STATE);
});

test.each(['', '{', 'null', '[]', '7', '{"version":2}'])('a state that holds %j is as none', (content) => {
  const at = makeWorkspace();
  writeFileSync(join(at.schedules, 'reporter.json'), content);
  expect(readJobState(at, 'reporter')).toBe(null);
});

test('a job cannot lead out of the folder of schedules', () => {
  const at = makeWorkspace();
  expect(() => readJobState(at, '../x')).toThrow('is not a name for a job');
  expect(() => writeJobState(at, { ...STATE, job: '../x' })).toThrow('is not a name for a job');
});
