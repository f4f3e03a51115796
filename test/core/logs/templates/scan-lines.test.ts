import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineClock } from '../../../../src/core/logs/line-clock.ts';
import { SLACK_BYTES } from '../../../../src/core/logs/line-splitter.ts';
import { canonical } from '../../../../src/core/logs/templates/canonical.ts';
import { classTable, rememberClass } from '../../../../src/core/logs/templates/class-table.ts';
import { eachWord } from '../../../../src/core/logs/templates/each-word.ts';
import { quickTable, scanLines } from '../../../../src/core/logs/templates/scan-lines.ts';
import { variableContexts } from '../../../../src/core/logs/templates/variable-contexts.ts';

/** The class of each line. */
function classesOf(lines: readonly string[]): number[] {
  const text = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const bytes = Buffer.alloc(text.length + SLACK_BYTES);
  text.copy(bytes);
  const table = classTable();
  const contexts = variableContexts();
  const found: number[] = [];
  let next = 0;
  scanLines(bytes, 0, text.length, quickTable(), table, contexts, lineClock(new Date()), {
    onLine: (value) => found.push(value),
    onIndented: () => false,
    onEmpty: () => found.push(-1),
    learn(start, from, end, low, high) {
      expect(eachWord(bytes, start, from, end, contexts, () => {})).toEqual({ low, high });
      rememberClass(table, low, high, next);
      next += 1;
      return next - 1;
    },
  });
  return found;
}

const piece = fc.oneof(
  fc.constantFrom(
    'user',
    'a',
    'I/O',
    '/var/log/x.log',
    '/x: ',
    '/tmp/a.b, ',
    'http://h/p?q=1',
    '=',
    ':',
    ' ',
    '  ',
    '"',
    '(',
    ')',
    '.',
    '-',
    '7',
    '1234',
    'ab12',
    '9x',
    'HTTP/1.1',
    '//',
    '/',
    '한국',
    'é1',
  ),
  fc.string({ maxLength: 4 }).filter((text) => !/[\n\r]/.test(text)),
);
const line = fc.array(piece, { minLength: 1, maxLength: 10 }).map((pieces) => `x${pieces.join('')}`);

test('two lines are of one class exactly when their canonical forms are equal', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 2, maxLength: 8 }), (lines) => {
      const classes = classesOf(lines);
      for (const [one, first] of lines.entries()) {
        for (const [other, second] of lines.entries()) {
          expect(classes[one] === classes[other], `${first} | ${second}`).toBe(canonical(first) === canonical(second));
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('lines that differ in numbers and paths only are of one class, and in a word of another', () => {
  expect(classesOf(['took 5 ms in /a/b', 'took 1234 ms in /c', 'took 5 s in /a/b'])).toEqual([0, 0, 1]);
});
