import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_PORT } from '../../../../src/commands/alerts/listen.ts';
import { alertRaiseCommands } from '../../../../src/commands/alerts/raise-table.ts';
import { parseUrgent } from '../../../../src/core/alerts/urgent/parse.ts';
import { KEPT } from '../../../../src/core/alerts/urgent/tidy.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../../docs/urgent-alarms.md'), 'utf8');

const WORDS = /^(?:message|text|description|details|body|title|summary|subject)$/;
const NAMES = /^(?:name|alertname|rule|check)$/;
const SAID: readonly (readonly [pattern: RegExp, value: unknown])[] = [
  [/^labels$/, { a: 'b' }],
  [/^tags$/, ['a:b']],
  [/^resolved$/, true],
  [/^stat/, 'ok'],
  [/^(?:severity|level|priority)$/, 'low'],
  [/^(?:at|timestamp|since|startsAt|endsAt|expires|until)$/, 9.5e11],
];

test('every field that the page names is understood, in all its spellings', () => {
  const table = PAGE.slice(PAGE.indexOf('| field'), PAGE.indexOf('Upper and lower'));
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  expect(rows).toHaveLength(11);
  const names = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
  for (const name of names) {
    const said = SAID.find(([pattern]) => pattern.test(name))?.[1] ?? '7 %';
    // A name or a message would hide what stands in for it.
    const rest = WORDS.test(name) ? { name: 'y' } : NAMES.test(name) ? { message: 'x' } : { message: 'x', name: 'y' };
    const alarms = (value: object) => JSON.stringify(parseUrgent(value, 1e12).alarms);
    expect(alarms({ ...rest, [name]: said }), name).not.toBe(alarms(rest));
  }
});

test('the page says the numbers that hold', () => {
  expect(PAGE).toContain(`port ${DEFAULT_PORT}`);
  expect(PAGE).toContain(
    `keep ${KEPT.days} days, at most ${KEPT.files.toLocaleString('en')} files\nand ${KEPT.bytes / 1e6} MB`,
  );
  const port = alertRaiseCommands.flatMap(({ options = [] }) => options).find(([flags]) => flags === '--port <n>');
  expect(port?.[2]).toBe(String(DEFAULT_PORT));
});
