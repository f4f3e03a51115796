import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  appendJsonLines,
  parseJsonLines,
  readJsonLines,
  readLastJsonLines,
  readTail,
} from '../../../src/core/files/json-lines.ts';
import { makeFolder } from '../../helpers/index.ts';

const entries = fc.array(fc.record({ n: fc.integer(), text: fc.string({ unit: 'binary' }) }), { maxLength: 20 });

test('what was appended is read back in order, whatever the text holds', () => {
  const folder = makeFolder();
  let file = 0;
  fc.assert(
    fc.property(fc.array(entries, { maxLength: 4 }), (batches) => {
      file += 1;
      const path = join(folder, `${file}.jsonl`);
      for (const batch of batches) appendJsonLines(path, batch);
      const expected = JSON.parse(JSON.stringify(batches.flat()));
      expect(readJsonLines(path)).toEqual({ values: expected, unreadable: 0 });
    }),
    { numRuns: 60 },
  );
});

test('a file cut at any byte costs at most its last line, and what is appended then is whole', () => {
  const path = join(makeFolder(), 'log.jsonl');
  const lines = [{ n: 1, text: '가' }, { n: 2 }, { n: 3, text: 'x\ny' }];
  appendJsonLines(path, lines);
  const whole = readFileSync(path);
  for (let length = 0; length <= whole.length; length += 1) {
    writeFileSync(path, whole);
    truncateSync(path, length);
    const complete = whole.subarray(0, length).filter((byte) => byte === 10).length;
    appendJsonLines(path, [{ n: 'after' }]);
    const { values, unreadable } = readJsonLines<{ n: unknown }>(path);
    expect(values.at(-1)).toEqual({ n: 'after' });
    expect(values.slice(0, complete)).toEqual(lines.slice(0, complete));
    expect(values.length - 1 - complete + unreadable).toBeLessThanOrEqual(1);
  }
});

test('text that is no JSON never throws, and every line is counted once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { values, unreadable } = parseJsonLines(text);
      expect(values.length + unreadable).toBe(text.split('\n').filter((line) => line !== '').length);
    }),
  );
});

test('a bare number or word is no entry', () => {
  expect(parseJsonLines('12\n"word"\nnull\ntrue\n{"a":1}\n')).toEqual({ values: [{ a: 1 }], unreadable: 4 });
});

test('a file that is not there holds no lines', () => {
  const missing = join(makeFolder(), 'none.jsonl');
  expect(readJsonLines(missing)).toEqual({ values: [], unreadable: 0 });
  expect(readLastJsonLines(missing)).toEqual({ values: [], unreadable: 0 });
  expect(readTail(missing, 10)).toBe(null);
});

test('the last lines of a long file are whole: the one that is cut off is left out', () => {
  const path = join(makeFolder(), 'long.jsonl');
  const all = Array.from({ length: 500 }, (_, n) => ({ n, text: '한국어' }));
  appendJsonLines(path, all);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), (bytes) => {
      const { values, unreadable } = readLastJsonLines<{ n: number }>(path, bytes);
      expect(values).toEqual(all.slice(all.length - values.length));
      expect(unreadable).toBeLessThanOrEqual(1);
      if (bytes > 200) expect(unreadable).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('the tail says whether more lies before it', () => {
  const path = join(makeFolder(), 'text');
  appendFileSync(path, 'one\ntwo\n');
  expect(readTail(path, 4)).toEqual({ text: 'two\n', cut: true, end: 8 });
  expect(readTail(path, 100)).toEqual({ text: 'one\ntwo\n', cut: false, end: 8 });
});

test('appending nothing makes no file', () => {
  const path = join(makeFolder(), 'none.jsonl');
  appendJsonLines(path, []);
  expect(readTail(path, 1)).toBe(null);
});
