import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settleTokens } from '../../../../src/core/logs/templates/settle-tokens.ts';
import { VARIABLE as V } from '../../../../src/core/logs/templates/tokens.ts';

test.each([
  [
    ['Setting', 'up', V, '(', V, ')'],
    ['Setting', 'up', V],
  ],
  [
    ['Setting', 'up', V],
    ['Setting', 'up', V],
  ],
  [
    ['read', V, V, ',', V, ',', V, 'of', V],
    ['read', V, 'of', V],
  ],
  [
    ['took', V, '(', 'max', V, ')'],
    ['took', V, '(', 'max', V, ')'],
  ],
  [
    ['key', '=', V, ':', V],
    ['key', '=', V],
  ],
  [[V, '(', V, V, ')'], [V]],
])('%j is %j', (tokens, settled) => {
  expect(settleTokens(tokens)).toEqual(settled);
});

test('what is settled stays as it is, and no word is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(V, V, '(', ')', ',', 'word', ':')), (tokens) => {
      const settled = settleTokens(tokens);
      expect(settleTokens(settled)).toEqual(settled);
      expect(settled.filter((token) => token === 'word')).toEqual(tokens.filter((token) => token === 'word'));
    }),
  );
});
