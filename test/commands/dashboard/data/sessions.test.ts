import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSessionReader } from '../../../../src/commands/dashboard/data/sessions.ts';
import { writeFileAtomic } from '../../../../src/core/files/atomic.ts';
import { listSessions } from '../../../../src/core/sessions/list.ts';
import { recordPath, updateRecord } from '../../../../src/core/sessions/registry.ts';
import { outputPath } from '../../../../src/core/sessions/settle.ts';
import { deadOwner, makeWorkspace, recordOf, storeRecord } from '../../../helpers/index.ts';

const acts = fc.array(
  fc.record({
    act: fc.constantFrom('store', 'finish', 'die', 'remove', 'break', 'nothing' as const),
    which: fc.nat(4),
  }),
  { minLength: 1, maxLength: 12 },
);

test('whatever happens to the registry, it shows what `sessions list` shows', () => {
  fc.assert(
    fc.property(acts, (all) => {
      const at = makeWorkspace();
      const read = createSessionReader(at);
      const records = Array.from({ length: 5 }, (_, index) => recordOf({ label: `s${index}` }));
      let shown: string[] = [];
      for (const { act, which } of all) {
        const record = records[which];
        if (record === undefined) continue;
        const path = recordPath(at, record.id);
        const replace = (text: string) => writeFileAtomic(path, text, { temporary: at.temporary, sync: false });
        if (act === 'store') replace(JSON.stringify(record));
        if (act === 'die') replace(JSON.stringify({ ...record, owner: deadOwner() }));
        if (act === 'break') replace('{');
        if (act === 'remove') rmSync(path, { force: true });
        if (act === 'finish') tryFinish(at, record.id);
        const found = read(Date.now());
        if (found !== null) shown = found.sessions.map(({ id, status }) => `${id} ${status}`).sort();
        const { sessions } = listSessions(at);
        expect(shown).toEqual(sessions.map(({ id, status }) => `${id} ${status}`).sort());
      }
    }),
    { numRuns: 25 },
  );
});

function tryFinish(at: ReturnType<typeof makeWorkspace>, id: string): void {
  try {
    updateRecord(at, id, (record) => (record === null ? null : { ...record, status: 'done' }));
  } catch {
    // The record was broken before: it stays so.
  }
}

test('a lasting session that has stopped writing is quiet, until it writes again', () => {
  const at = makeWorkspace();
  const record = storeRecord(at, { agentId: 'web', id: 'web.main', key: 'agent:web:main', kind: 'main' });
  const output = outputPath(at, record.id);
  const read = createSessionReader(at);
  writeFileSync(output, '');
  expect(read(Date.now() + 3_600_000)?.quiet).toEqual([]);
  writeFileSync(output, 'ready\n');
  expect(read(Date.now() + 9 * 60_000)).toBeNull();
  expect(read(Date.now() + 11 * 60_000)?.quiet).toEqual(['web.main']);
  utimesSync(output, new Date(), new Date(Date.now() + 11 * 60_000));
  expect(read(Date.now() + 11 * 60_000)?.quiet).toEqual([]);
});

test('sessions that have ended are not read again while nothing is written', () => {
  const at = makeWorkspace();
  const ended = storeRecord(at, { status: 'done', owner: null });
  const read = createSessionReader(at);
  // Long after the last write, so that the folder's time is to be believed.
  const later = Date.now() + 1_000;
  expect(read(later)?.sessions).toHaveLength(1);
  expect(read(later + 5_000)).toBeNull();
  // In place, past the program: the folder's own time does not move, and the file is found at the slower pace.
  writeFileSync(join(at.sessions, `${ended.id}.json`), JSON.stringify({ ...ended, status: 'failed' }));
  expect(read(later + 5_001)).toBeNull();
  expect(read(later + 40_000)?.sessions).toMatchObject([{ status: 'failed' }]);
});
