import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRecord, type SessionRecord } from '../../../src/core/sessions/record.ts';
import { recordOf } from '../../helpers/index.ts';

const record = recordOf();

function parsed(change: object): SessionRecord | string {
  return parseRecord({ ...record, ...change });
}

test('what the program writes it reads', () => {
  expect(parseRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
});

test.each(Object.keys(record))('a record without "%s" is refused and says so', (field) => {
  const { [field as keyof SessionRecord]: _left, ...rest } = record;
  expect(parseRecord(rest)).toMatch(field === 'version' ? /has version undefined/ : new RegExp(`no right "${field}"`));
});

const wrong: [field: string, value: unknown][] = [
  ['id', '../../x'],
  ['id', 7],
  ['agentId', 'A b'],
  ['kind', 'other'],
  ['status', 'alive'],
  ['owner', {}],
  ['owner', { ...record.owner, pid: '7' }],
  ['spawner', null],
  ['argv', 'ls'],
  ['argv', [1]],
  ['cleanup', 'yes'],
  ['runTimeoutSeconds', -1],
  ['exitCode', '0'],
  ['restarts', 0.5],
  ['startedAt', 12],
];

test.each(wrong)('a record whose %s is %j is refused', (field, value) => {
  expect(parsed({ [field]: value })).toContain(`no right "${field}"`);
});

test('a record of a later version is refused by its version, not by its shape', () => {
  expect(parsed({ version: 2, status: 'new status' })).toBe('has version 2; this program knows version 1');
});

test('anything else that JSON can say is refused with a reason, and never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(typeof parseRecord(value)).toBe('string');
    }),
  );
});

test('a whole record with one field of any other kind is a record or a reason, and never throws', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(record)), fc.jsonValue(), (field, value) => {
      const result = parsed({ [field]: value });
      if (typeof result === 'string') expect(result).toMatch(/version|no right/);
    }),
  );
});
