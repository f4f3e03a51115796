import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editJsonText } from '../../../src/core/config/edit-json.ts';

const set = (text: string, path: string, value: unknown) =>
  editJsonText('x.json', text, [{ path: path.split('.'), value }]);

const WRITTEN = `{
    "locale":   "en",  "list": [1, 2,
       3], "quiet_hours": { "start": "22:00", "end": "08:00" },

    "thresholds": {
        "cpu_usage": { "warning": 70.0, "critical": 9e1 }
    }
}`;

test.each([
  ['a value is replaced where it stands', 'locale', 'ko', WRITTEN.replace('"en"', '"ko"')],
  ['in a group on one line', 'quiet_hours.end', '07:00', WRITTEN.replace('08:00', '07:00')],
  [
    'a new key stands behind the last one, on its line',
    'quiet_hours.zone',
    'UTC',
    WRITTEN.replace('"08:00" }', '"08:00", "zone": "UTC" }'),
  ],
  ['or on a line of its own', 'thresholds.load', 3, WRITTEN.replace('9e1 }', '9e1 },\n        "load": 3')],
  [
    'with the groups that it needs',
    'a.b',
    [1],
    WRITTEN.replace(/\n\}$/, ',\n    "a": {\n        "b": [\n            1\n        ]\n    }\n}'),
  ],
  ['a key is taken away with its comma', 'quiet_hours.start', undefined, WRITTEN.replace('"start": "22:00", ', '')],
  ['the last one, too', 'quiet_hours.end', undefined, WRITTEN.replace(', "end": "08:00"', '')],
  [
    'the only one leaves an empty group',
    'thresholds.cpu_usage',
    undefined,
    WRITTEN.replace(/\{\s+"cpu_usage".*\n {4}\}/, '{}'),
  ],
  ['what is not there is not taken away', 'quiet_hours.x.y', undefined, WRITTEN],
  ['a key that means something to JavaScript', 'toString', 1, WRITTEN.replace(/\n\}$/, ',\n    "toString": 1\n}')],
])('%s, and all else stays as it was', (_, path, value, expected) => {
  expect(set(WRITTEN, path, value)).toBe(expected);
});

test('an empty file becomes one with the key, a byte order mark stays, and what is no object is said', () => {
  expect(set('', 'a', 1)).toBe('{\n  "a": 1\n}\n');
  expect(set('\uFEFF{"a":1}', 'a', 2)).toBe('\uFEFF{"a":2}');
  expect(set('{\r\n "a": 1\r\n}', 'b.c', 2)).toBe('{\r\n "a": 1,\r\n "b": {\r\n  "c": 2\r\n }\r\n}');
  expect(() => set('{"a":1}', 'a.b', 2)).toThrow('a.b cannot be set, a is no object');
  expect(() => set('[1]', 'a', 2)).toThrow('no object');
  expect(() => set('{\n"a":}', 'a', 2)).toThrow('line 2, column 5');
});

type Tree = Record<string, unknown>;

/** What an edit means, said of the values. */
function edited(root: Tree, [key = '', ...rest]: readonly string[], value: unknown): Tree {
  const { [key]: old, ...others } = root;
  if (rest.length === 0) return value === undefined ? others : { ...root, [key]: value };
  const inner = Object.hasOwn(root, key) ? (old as Tree) : undefined;
  if (inner === undefined && value === undefined) return root;
  return { ...root, [key]: edited(inner ?? {}, rest, value) };
}

test('whatever is set or taken away, however the text is laid out, it then means that', () => {
  const key = fc.constantFrom('a', 'b', 'c"', 'toString', '키');
  const leaf = fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.array(fc.integer(), { maxLength: 2 }));
  const group = fc.dictionary(key, fc.oneof(leaf, fc.dictionary(key, leaf, { maxKeys: 3 })), { maxKeys: 4 });
  const edit = fc.record({
    path: fc.array(key, { minLength: 1, maxLength: 3 }),
    value: fc.option(leaf, { nil: undefined }),
  });
  fc.assert(
    fc.property(group, fc.array(edit, { maxLength: 3 }), fc.constantFrom(0, 2, '\t'), (root, edits, indent) => {
      let text = JSON.stringify(root, null, indent);
      let expected: Tree = { ...root };
      for (const { path, value } of edits) {
        let changed: string;
        try {
          changed = editJsonText('x.json', text, [{ path, value }]);
        } catch {
          // It lies in what is no object.
          continue;
        }
        text = changed;
        expected = edited(expected, path, value);
      }
      expect(JSON.parse(text)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});
