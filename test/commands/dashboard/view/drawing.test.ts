import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cells, clip, fill, hardWrap, takeLastCells, wordWrap } from '../../../../src/commands/dashboard/view/cells.ts';
import { plot } from '../../../../src/commands/dashboard/view/plot.ts';
import { sparkline, toAscii } from '../../../../src/commands/dashboard/view/theme.ts';

const text = fc
  .array(fc.constantFrom('a', ' ', '한', '글', '🚨', 'e\u0301', '—', 'ab cd', '▁'), { maxLength: 20 })
  .map((parts) => parts.join(''));
const width = fc.integer({ min: 1, max: 30 });

test('a filled text is exactly as wide as asked, whatever is in it', () => {
  fc.assert(
    fc.property(text, width, fc.constantFrom('left' as const, 'right' as const), (given, wide, align) => {
      expect(cells(fill(given, wide, align))).toBe(wide);
    }),
  );
});

test('clipping and wrapping stay within the width, and wrapping loses nothing', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 30 }), (given, wide) => {
      expect(cells(clip(given, wide))).toBeLessThanOrEqual(wide);
      expect(cells(takeLastCells(given, wide))).toBeLessThanOrEqual(wide);
      for (const line of [...hardWrap(given, wide), ...wordWrap(given, wide)])
        expect(cells(line)).toBeLessThanOrEqual(wide);
      expect(hardWrap(given, wide).join('')).toBe(given);
      expect(wordWrap(given, wide).join('').replaceAll(' ', '')).toBe(given.replaceAll(' ', ''));
    }),
  );
});

test('a missing value is a gap, never a zero', () => {
  expect(sparkline([0, null, 50, 100], { low: 0, high: 100 })).toBe('▁ ▅█');
  expect(plot([0, null, 50, 100], 2)).toEqual([' 100% │    █', '   0% │ ▁ ██']);
});

test('ASCII takes the same room', () => {
  const drawn = '┌─ web ─┐│▸●○◆•↓↑…—·▁▂▃▄▅▆▇█⟩⟨↵└┘';
  expect(toAscii(drawn)).toMatch(/^[\u0020-\u007e]*$/);
  expect(cells(toAscii(drawn))).toBe(cells(drawn));
});
