import { expect, test } from 'vitest';
import { textTable } from '../../src/commands/text-table.ts';
import { clip, widthOf } from '../../src/core/text/width.ts';

const HEAD = ['STATUS', 'SESSION', 'TASK'];
const KEY = 'agent:web:subagent:50698702-dffe-40a6-beb0-d7dff6197e95';
const linesOf = (columns: number | null, ...rows: string[][]) => textTable(HEAD, rows, columns).trimEnd().split('\n');

test('a script gets every text whole, however long', () => {
  const [, line] = linesOf(null, ['running', KEY, 'x'.repeat(300)]);
  expect(line).toBe(`running  ${KEY}  ${'x'.repeat(300)}`);
});

test.each([80, 60, 48])('on a terminal of %i columns every line fits', (columns) => {
  const lines = linesOf(
    columns,
    ['running', KEY, '한국어 작업 설명이 아주 길게 이어지는 경우에도 맞는다'],
    ['done', KEY, 'a b '.repeat(50)],
  );
  expect(lines.filter((line) => widthOf(line) > columns)).toEqual([]);
  expect(lines[1]).toMatch(/50698702 .*…$/);
});

test('where columns would become too narrow to read, each row is a block', () => {
  const head = ['ID', 'STATE', 'QUEUED', 'SEVERITY', 'CHANNEL', 'WHAT', 'TITLE'];
  const rows = [['a', 'b'].map((id) => id.repeat(9)), ['c', '']].map((row) => [
    ...row,
    ...Array<string>(5).fill('한국어 '.repeat(9)),
  ]);
  const lines = textTable(head, rows, 50).split('\n');
  expect(lines[0]).toBe('ID        aaaaaaaaa');
  expect(lines.filter((line) => widthOf(line) > 50)).toEqual([]);
  // What is empty has no line.
  expect(lines.filter((line) => line.startsWith('STATE'))).toHaveLength(1);
  expect(lines.filter((line) => line === '')).toHaveLength(2);
});

test('what fits is left as it is', () => {
  expect(linesOf(80, ['running', KEY, 'short'])[1]).toContain(KEY);
});

test('columns stand under each other behind wide, combined and joined characters, and control characters do nothing', () => {
  const names = [
    'ascii',
    '한국어',
    '한국어'.normalize('NFD'),
    'e\u0301t\u0065\u0301',
    '✅ done',
    '日本',
    'a\u001b[31mb\u0007',
  ];
  const lines = textTable(
    ['NAME', 'NEXT'],
    names.map((name) => [name, '|']),
    40,
  )
    .trimEnd()
    .split('\n')
    .slice(1);
  expect(new Set(lines.map((line) => widthOf(line.slice(0, line.indexOf('|'))))).size).toBe(1);
  expect(lines.join('')).not.toMatch(/[\u0000-\u001f]/);
});

test.each([
  ['plain', 'a few words of text', 10, 'a few wor…'],
  ['one word keeps its end', 'agent:metrics-collector:run:8e2893f7', 20, 'agent:metr…:8e2893f7'],
  ['a wide character is not cut in half', '한국어 글자', 6, '한국…'],
  ['it fits', 'short', 5, 'short'],
])('clip: %s', (_, text, width, expected) => {
  expect(clip(text, width)).toBe(expected);
  expect(widthOf(clip(text, width))).toBeLessThanOrEqual(width);
});
