import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDecoder, type InputEvent } from '../../../../src/commands/dashboard/terminal/keys.ts';

function keysOf(...chunks: string[]): unknown[] {
  const decoder = createDecoder();
  const events = [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.flush()];
  return events.map((event) => (event.type === 'key' ? event.key : event));
}

test.each([
  ['letters, two in one piece', 'jk', ['j', 'k']],
  ['Korean syllables', '한글', ['한', '글']],
  ['a sign beyond the basic plane', '🚨', ['🚨']],
  ['Enter, Tab and both Backspaces', '\r\t\u007f\b', ['enter', 'tab', 'backspace', 'backspace']],
  ['control keys', '\u0003\u0015\n\u0000', ['^c', '^u', '^j', '^space']],
  ['cursor keys in both modes', '\u001b[A\u001bOB', ['up', 'down']],
  ['editing keys', '\u001b[3~\u001b[5~\u001b[6~\u001b[1~\u001b[F', ['delete', 'pageup', 'pagedown', 'home', 'end']],
  ['modifiers', '\u001b[1;5C\u001b[1;2A\u001b[Z', ['^right', 'shift-up', 'shift-tab']],
  ['a lone escape', '\u001b', ['escape']],
  ['two escapes', '\u001b\u001b', ['escape', 'escape']],
  ['alt with a letter', '\u001bx', ['alt-x']],
  ['a function key that means nothing here', '\u001b[15~q', ['q']],
  [
    'a mouse click and the wheel',
    '\u001b[<0;10;5M\u001b[<0;10;5m\u001b[<65;1;1M',
    [
      { type: 'mouse', action: 'press', column: 10, row: 5 },
      { type: 'mouse', action: 'wheel-down', column: 1, row: 1 },
    ],
  ],
  [
    'pasted text, with keys in it that do nothing',
    '\u001b[200~q\ny\u001b[A\u001b[201~j',
    [{ type: 'paste', text: 'q\ny\u001b[A' }, 'j'],
  ],
] as const)('reads %s', (_name, given, expected) => {
  expect(keysOf(given)).toEqual(expected);
});

test('a paste that has not ended is no key, however long one waits', () => {
  const decoder = createDecoder();
  expect(decoder.push('\u001b[200~yes')).toEqual([]);
  expect(decoder.flush()).toEqual([]);
  expect(decoder.push('\u001b[201~')).toEqual([{ type: 'paste', text: 'yes' }]);
});

test('it makes no difference where the terminal cuts what it sends', () => {
  const pieces = fc.constantFrom(
    'j',
    '한',
    '\r',
    '\u001b[A',
    '\u001b[5~',
    '\u001b[1;5C',
    '\u001b[<0;10;5M',
    '\u001b[200~a\ny\u001b[201~',
    '\u007f',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 10 }), fc.array(fc.nat(60), { maxLength: 6 }), (parts, cuts) => {
      const text = parts.join('');
      const ends = [...new Set([...cuts.filter((cut) => cut < text.length), text.length])].sort(
        (one, other) => one - other,
      );
      const chunks = ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
      expect(keysOf(...chunks)).toEqual(keysOf(text));
    }),
  );
});

test('whatever comes, it is read to its end and nothing of it stays behind', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[\u0000-\u017f\ud55c\u{1f6a8}]{0,8}$/u), { maxLength: 6 }), (chunks) => {
      const decoder = createDecoder();
      const events: InputEvent[] = chunks.flatMap((chunk) => decoder.push(chunk));
      decoder.flush();
      expect(decoder.push('z').at(-1)).toEqual({ type: 'key', key: 'z' });
      for (const event of events) if (event.type === 'key') expect(event.key).not.toBe('');
    }),
  );
});
