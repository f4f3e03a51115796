import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fence, inlineCode, markdownSafe } from '../../../src/core/text/markdown.ts';

test('a fence is longer than any run of backticks in the text', () => {
  expect(fence('a\n```\n# owned\n')).toBe('````\na\n```\n# owned\n````');
  fc.assert(
    fc.property(fc.array(fc.constantFrom('`', '``', '```', '~~~', '\n', ' ', 'a', '\u001b[1m')), (parts) => {
      const [open = '', ...rest] = fence(parts.join('')).split('\n');
      expect(rest.pop()).toBe(open);
      for (const line of rest) expect(line.trim().startsWith(open)).toBe(false);
    }),
  );
});

test('inline code survives backticks, bars and line breaks', () => {
  expect(inlineCode('a `b` | c\nd')).toBe('``a `b` \\| c d``');
  expect(inlineCode('`x')).toBe('`` `x ``');
  expect(inlineCode('')).toBe('');
});

test('plain words neither format, link, begin a block nor break a table', () => {
  expect(markdownSafe('# [x](http://e) <b> *a* | `c`')).toBe('\\# \\[x\\](http://e) \\<b\\> \\*a\\* \\| \\`c\\`');
  expect(markdownSafe('- item')).toBe('\\- item');
  expect(markdownSafe('1. item')).toBe('1\\. item');
  expect(markdownSafe('a\nb')).toBe('a b');
});
