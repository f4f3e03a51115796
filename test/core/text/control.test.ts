import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneLine, stripControl } from '../../../src/core/text/control.ts';

const cases: [name: string, given: string, expected: string][] = [
  ['colours', '\u001b[1;31mERROR\u001b[0m disk', 'ERROR disk'],
  ['a window title', 'a\u001b]0;owned\u0007b', 'ab'],
  ['a link, both ends of it', '\u001b]8;;http://evil/\u001b\\click\u001b]8;;\u001b\\', 'click'],
  ['cursor movement and erasing', 'safe\u001b[2J\u001b[Hfake', 'safefake'],
  ['eight-bit control sequences', 'a\u009b31mb', 'ab'],
  ['bells, backspaces and NULs', 'a\u0007b\u0008c\u0000d', 'abcd'],
  ['reversed reading direction', 'user \u202egnp.exe', 'user gnp.exe'],
  ['a carriage return that would overwrite the line', 'root login\rnothing', 'root login nothing'],
  ['Windows line ends', 'a\r\nb', 'a\nb'],
  ['nothing from plain text', 'a\tb\nc – 한국어 ✓', 'a\tb\nc – 한국어 ✓'],
];

test.each(cases)('strips %s', (_name, given, expected) => {
  expect(stripControl(given)).toBe(expected);
});

test('an unfinished system command hides nothing of the line behind it', () => {
  expect(stripControl('\u001b]0;title and then ERROR')).toBe('0;title and then ERROR');
});

test('whatever goes in, no control character but tab and new line comes out, and a second pass changes nothing', () => {
  const pieces = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u001b', '\u001b[', '\u009b', '\u001b]', '\r', '\u0007', '\n'),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const once = stripControl(parts.join(''));
      expect(once).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(stripControl(once)).toBe(once);
    }),
  );
});

test('one line has no line breaks and no tabs', () => {
  expect(oneLine('a\n\tb\r\nc')).toBe('a b c');
});
