import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { boundLog } from '../../../src/core/files/bound-log.ts';
import { appendJsonLines, readJsonLines } from '../../../src/core/files/json-lines.ts';
import { makeFolder } from '../../helpers/index.ts';

test('a log is put aside when it has grown too large, the older one goes, and what is appended then is in a new one', () => {
  const path = join(makeFolder(), 'runs.jsonl');
  expect(boundLog(path, 10)).toBe(false);
  appendJsonLines(path, [{ run: 1 }]);
  expect(boundLog(path, 1_000)).toBe(false);
  expect(boundLog(path, 5)).toBe(true);
  expect(existsSync(path)).toBe(false);
  appendJsonLines(path, [{ run: 2 }]);
  expect(readJsonLines(path).values).toEqual([{ run: 2 }]);
  boundLog(path, 5);
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('{"run":2}\n');
});
