import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJsonLines } from '../../../src/core/files/json-lines.ts';
import { countQuarantined, type Quarantined, quarantine } from '../../../src/core/files/quarantine.ts';
import { readJson } from '../../../src/core/files/read-json.ts';
import { makeWorkspace } from '../../helpers/index.ts';

test('a file that cannot be read is moved whole, and the reason is kept', () => {
  const at = makeWorkspace();
  const path = join(at.sessions, 'broken.json');
  writeFileSync(path, '{"half');
  const entry = quarantine(at, path, 'is not JSON');
  expect(readFileSync(join(at.root, entry?.movedTo ?? ''), 'utf8')).toBe('{"half');
  expect(readdirSync(at.sessions)).toEqual([]);
  expect(countQuarantined(at)).toBe(1);
  const { values } = readJsonLines<Quarantined>(join(at.quarantine, 'index.jsonl'));
  expect(values).toMatchObject([{ version: 1, file: 'sessions/broken.json', reason: 'is not JSON' }]);
});

test('one that another has moved already is no error and counts once', () => {
  const at = makeWorkspace();
  const path = join(at.sessions, 'broken.json');
  writeFileSync(path, '');
  expect(quarantine(at, path, 'is empty')).not.toBe(null);
  expect(quarantine(at, path, 'is empty')).toBe(null);
  expect(countQuarantined(at)).toBe(1);
});

test('two files of one name keep both their contents', () => {
  const at = makeWorkspace();
  const path = join(at.sessions, 'broken.json');
  for (const content of ['one', 'two']) {
    writeFileSync(path, content);
    quarantine(at, path, 'is not JSON');
  }
  const kept = readdirSync(at.quarantine).filter((name) => name.endsWith('broken.json'));
  expect(kept.map((name) => readFileSync(join(at.quarantine, name), 'utf8')).sort()).toEqual(['one', 'two']);
});

test('nothing is quarantined in a workspace that never had to', () => {
  expect(countQuarantined(makeWorkspace())).toBe(0);
});

test.each([
  ['is empty', ' \n'],
  ['is not JSON', '{"a":'],
])('a JSON file that %s is unreadable with that reason', (reason, content) => {
  const path = join(makeWorkspace().root, 'file.json');
  writeFileSync(path, content);
  expect(readJson(path)).toMatchObject({ state: 'unreadable', reason: expect.stringContaining(reason) });
});

test('a folder in the place of a JSON file is unreadable, and a missing one is missing', () => {
  const at = makeWorkspace();
  expect(readJson(at.sessions)).toEqual({ state: 'unreadable', reason: 'cannot be opened (EISDIR)' });
  expect(readJson(join(at.root, 'none.json'))).toEqual({ state: 'missing' });
});
