import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createRecord,
  listRecords,
  quarantineUnreadable,
  readRecord,
  recordPath,
  removeRecord,
  updateRecord,
} from '../../../src/core/sessions/registry.ts';
import { makeWorkspace, recordOf, storeRecord } from '../../helpers/index.ts';

test('a record is made once: the second of the same id changes nothing', () => {
  const at = makeWorkspace();
  const record = storeRecord(at, { label: 'first' });
  expect(createRecord(at, { ...record, label: 'second' })).toBe(false);
  expect(readRecord(at, record.id)?.label).toBe('first');
});

test('a change is told what is on disk, and stamps the time', () => {
  const at = makeWorkspace();
  const { id } = storeRecord(at, { updatedAt: '2026-01-01T00:00:00.000Z' });
  const after = updateRecord(at, id, (now) => (now === null ? null : { ...now, restarts: now.restarts + 1 }));
  expect(after).toMatchObject({ restarts: 1 });
  expect(Date.parse(after?.updatedAt ?? '')).toBeGreaterThan(Date.parse('2026-01-02'));
  expect(readRecord(at, id)).toEqual(after);
});

test('what has ended stays ended, until another run takes its place', () => {
  const at = makeWorkspace();
  const { id } = storeRecord(at, { agentId: 'a', kind: 'main', status: 'done' });
  const again = updateRecord(at, id, (now) => (now === null ? null : { ...now, status: 'running' }));
  expect(again?.status).toBe('done');
  const next = recordOf({ agentId: 'a', kind: 'main', status: 'queued' });
  expect(updateRecord(at, id, () => next)?.runId).toBe(next.runId);
});

test('a change that answers null leaves the file as it was, byte for byte', () => {
  const at = makeWorkspace();
  const { id } = storeRecord(at);
  const before = readFileSync(recordPath(at, id));
  updateRecord(at, id, () => null);
  expect(Buffer.compare(readFileSync(recordPath(at, id)), before)).toBe(0);
});

test('listing names what cannot be read, lists the rest and touches nothing', () => {
  const at = makeWorkspace();
  const whole = storeRecord(at);
  writeFileSync(join(at.sessions, 'torn.json'), '{"version":1,');
  writeFileSync(join(at.sessions, 'note.txt'), 'no record, and no business of ours');
  mkdirSync(join(at.sessions, 'folder.json'));
  const { records, unreadable } = listRecords(at);
  expect(records).toEqual([whole]);
  expect(unreadable.map(({ file }) => file).sort()).toEqual([
    join(at.sessions, 'folder.json'),
    join(at.sessions, 'torn.json'),
  ]);
  expect(readdirSync(at.sessions).length).toBe(4);
});

test('a record cut at any byte costs itself alone, and its reader says so', () => {
  const at = makeWorkspace();
  const other = storeRecord(at);
  const { id } = storeRecord(at);
  const whole = readFileSync(recordPath(at, id));
  for (let length = 0; length < whole.length - 1; length += 1) {
    writeFileSync(recordPath(at, id), whole.subarray(0, length));
    const { records, unreadable } = listRecords(at);
    expect([records, unreadable.length]).toEqual([[other], 1]);
    expect(() => readRecord(at, id)).toThrow(/is empty|is not JSON/);
  }
});

test('unreadable records go to quarantine; one that was mended meanwhile and one that cannot be opened stay', () => {
  const at = makeWorkspace();
  const { id } = storeRecord(at);
  writeFileSync(join(at.sessions, 'torn.json'), '{');
  mkdirSync(join(at.sessions, 'folder.json'));
  const { unreadable } = listRecords(at);
  const mended = { file: recordPath(at, id), reason: 'was torn' };
  expect(quarantineUnreadable(at, [...unreadable, mended])).toBe(1);
  expect(readdirSync(at.sessions).sort()).toEqual(['folder.json', `${id}.json`].sort());
  expect(readdirSync(at.quarantine).filter((name) => name.endsWith('torn.json')).length).toBe(1);
});

test('a record is removed once', () => {
  const at = makeWorkspace();
  const { id } = storeRecord(at);
  expect([removeRecord(at, id), removeRecord(at, id)]).toEqual([true, false]);
  expect(readdirSync(at.locks)).toEqual([]);
});

test.each(['../../x', '/etc/passwd', ''])('no record is read, changed or removed under the id %j', (id) => {
  const at = makeWorkspace();
  for (const act of [() => readRecord(at, id), () => removeRecord(at, id), () => updateRecord(at, id, () => null)]) {
    expect(act).toThrow('is not a session');
  }
});
