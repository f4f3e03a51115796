import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scanJson } from '../../../src/core/config/json-scan.ts';
import { lineAndColumn, pathKey } from '../../../src/core/config/syntax.ts';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('the scanner takes exactly what JSON.parse takes, also where a text was cut, doubled or changed in one place', () => {
  const change = fc.record({
    at: fc.nat(400),
    put: fc.constantFrom('', ',', '"', '{', ']', ':', '\n', '\\', '0', 'é', '\u0000'),
  });
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.option(change), fc.nat(2), (json, changed, indent) => {
      const pretty = JSON.stringify(JSON.parse(json), null, indent);
      const at = changed === null ? 0 : changed.at % (pretty.length + 1);
      const text = changed === null ? pretty : pretty.slice(0, at) + changed.put + pretty.slice(at + 1);
      expect(scanJson(text).fault === null).toBe(parses(text));
    }),
    { numRuns: 1_000 },
  );
});

test('every value is found where it stands', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.integer(), { minKeys: 1 }), fc.nat(3), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const { places } = scanJson(text);
      for (const [key, number] of Object.entries(value)) {
        const place = places.get(pathKey([key]));
        expect(text.slice(place?.key).startsWith(JSON.stringify(key))).toBe(true);
        expect(text.slice(place?.value).startsWith(String(number))).toBe(true);
      }
    }),
  );
});

test.each([
  ['{"a": 1,}', 1, 9, 'a key in double quotes'],
  ['{"a": 1\n "b": 2}', 2, 2, 'a comma or }'],
  ['{\n  "a": [1, 2\n', 3, 1, 'a comma or ]'],
  ['{"a" 1}', 1, 6, 'a colon behind the key'],
  ["{'a': 1}", 1, 2, 'a key in double quotes'],
  ['{"a": .5}', 1, 7, 'a value'],
  ['{"a": tru}', 1, 7, 'a value'],
  ['{} {}', 1, 4, 'the end of the file'],
  ['{"a": "x\ny"}', 1, 7, 'a text that is closed'],
  ['// comment\n{}', 1, 1, 'a value'],
])('%j is said to be wrong at line %i, column %i: %s', (text, line, column, expected) => {
  const { fault } = scanJson(text);
  expect(lineAndColumn(text, fault?.offset ?? -1)).toEqual({ line, column });
  expect(fault?.text).toContain(expected);
});

test('a key that stands twice in one group is told, and one that stands in two groups is not', () => {
  expect(scanJson('{"a": {"x": 1, "x": 2}, "b": {"x": 1}}').repeated).toEqual([['a', 'x']]);
});

test('nesting without end is refused before it fills the stack', () => {
  expect(scanJson('['.repeat(500_000)).fault?.text).toContain('less nesting');
});
