import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearRegex } from '../../../../src/core/alerts/overlays/linear-regex.ts';
import {
  fitsEverything,
  labelTest,
  type Matcher,
  matcherText,
  OPERATORS,
  parseMatcher,
} from '../../../../src/core/alerts/overlays/matcher.ts';

test.each<[string, Matcher]>([
  ['alertname=disk_usage', { name: 'alertname', op: '=', value: 'disk_usage' }],
  ['disk_usage', { name: 'alertname', op: '=', value: 'disk_usage' }],
  ['resource!=/data', { name: 'resource', op: '!=', value: '/data' }],
  ['severity=~"warning|info"', { name: 'severity', op: '=~', value: 'warning|info' }],
  [' mount !~ "/(var|tmp)" ', { name: 'mount', op: '!~', value: '/(var|tmp)' }],
  ['a=', { name: 'a', op: '=', value: '' }],
  ['a="b=c"', { name: 'a', op: '=', value: 'b=c' }],
  ['a=b=c', { name: 'a', op: '=', value: 'b=c' }],
  ['a="say \\"hi\\"\\n\\\\"', { name: 'a', op: '=', value: 'say "hi"\n\\' }],
  ['a=~"\\d+"', { name: 'a', op: '=~', value: '\\d+' }],
])('%s is read', (text, matcher) => {
  expect(parseMatcher(text)).toEqual(matcher);
});

test.each([
  ['=x', /not of the form/],
  ['9a=x', /not of the form/],
  ['', /not of the form/],
  ['a="b', /no end/],
  ['a="b"c', /stands behind/],
  ['a=b"c', /must be quoted whole/],
  ['a=~(', /not closed/],
  ['a=~b(?=c)', /look around/],
  ['a=~\\1', /\\1 is not known/],
  ['a=~(((((){200}){200}){200}){200}){200}', /too large/],
  ['a=~(a{200}){200}', /too large/],
])('%s is refused with the reason', (text, reason) => {
  expect(() => parseMatcher(text)).toThrow(reason);
});

test('what a matcher is written as is read as the same matcher', () => {
  const name = fc.constantFrom('a', '_x', 'resource', 'Severity9', 'a.b-c:d');
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('/', '"', '\\', '\\d', '\n', ' a ', '=~"x"'));
  fc.assert(
    fc.property(name, fc.constantFrom(...OPERATORS), value, (label, op, text) => {
      const isRegex = op === '=~' || op === '!~';
      if (isRegex && !isSound(text)) return;
      const matcher: Matcher = { name: label, op, value: text };
      expect(parseMatcher(matcherText(matcher))).toEqual(matcher);
    }),
    { numRuns: 400 },
  );
});

function isSound(text: string): boolean {
  try {
    linearRegex(text);
    return true;
  } catch {
    return false;
  }
}

test('any text is read as a matcher or refused with a message, never anything else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        parseMatcher(text);
      } catch (error) {
        expect(error).toMatchObject({ code: 'E_USAGE' });
      }
    }),
    { numRuns: 400 },
  );
});

describe('expressions', () => {
  const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\.', '[a-c]', '[]a]', '-', '/', '{', '한'),
      fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => one + other),
      fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `(${one}|${other})`),
      fc
        .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{2,}', '*?'))
        .map(([one, repeat]) => `(?:${one})${repeat}`),
    ),
  }));

  test('an expression says of a text what JavaScript says of the anchored one', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '1', '.', '-', ']', '한', '{'), { maxLength: 8 });
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 5 }), (source, texts) => {
        // JavaScript wants a bracket that comes first, and a lone brace, escaped.
        const same = new RegExp(`^(?:${source.replaceAll('[]a]', '[\\]a]').replaceAll(/\{(?!\d)/g, '\\{')})$`, 'u');
        const matches = linearRegex(source);
        for (const characters of texts) expect(matches(characters.join(''))).toBe(same.test(characters.join('')));
      }),
      { numRuns: 300 },
    );
  });

  test.each(['(a+)+', '(a|a)*', '(a|aa)+b', 'a?'.repeat(30) + 'a'.repeat(30), '(.*)(.*)(.*)(.*)(.*)x'])(
    '%s, which takes others for ever, is answered',
    (source) => {
      expect(linearRegex(source)(`${'a'.repeat(200)}!`)).toBe(false);
    },
  );

  test('an expression is anchored at both ends, and a point is no new line', () => {
    expect(linearRegex('disk')('disk_usage')).toBe(false);
    expect(linearRegex('disk.*')('disk_usage')).toBe(true);
    expect(linearRegex('^disk.*$')('disk_usage')).toBe(true);
    expect(linearRegex('a.b')('a\nb')).toBe(false);
    expect(linearRegex('')('')).toBe(true);
    expect(linearRegex('a|')('')).toBe(true);
  });
});

test('a label that is not there is the empty text', () => {
  expect(labelTest([{ name: 'resource', op: '=', value: '' }])({})).toBe(true);
  expect(labelTest([{ name: 'resource', op: '!=', value: '/' }])({})).toBe(true);
  expect(labelTest([{ name: 'resource', op: '=~', value: '.+' }])({})).toBe(false);
  expect(labelTest([{ name: 'constructor', op: '=', value: '' }])({})).toBe(true);
  expect(fitsEverything([{ name: 'a', op: '=~', value: '.*' }])).toBe(true);
  expect(fitsEverything([{ name: 'a', op: '!=', value: 'x' }])).toBe(true);
  expect(fitsEverything([{ name: 'a', op: '=', value: 'x' }])).toBe(false);
});
