import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ListRequest, listSessions } from '../../../src/core/sessions/list.ts';
import { appendRun, runEntryOf } from '../../../src/core/sessions/run-log.ts';
import { deadOwner, makeWorkspace, recordOf, storeRecord } from '../../helpers/index.ts';

const HOUR_MS = 3_600_000;
const now = Date.now();
const before = (milliseconds: number) => new Date(now - milliseconds).toISOString();

const at = makeWorkspace();
storeRecord(at, { agentId: 'alpha', label: 'Nightly', task: 'Count sheep' });
storeRecord(at, { agentId: 'alpha', kind: 'main', updatedAt: before(2 * HOUR_MS) });
storeRecord(at, { agentId: 'beta', kind: 'cron', job: 'beta', status: 'done', endedAt: before(0) });
storeRecord(at, { agentId: 'beta', owner: deadOwner() });
storeRecord(at, { agentId: 'gamma', status: 'failed', updatedAt: before(HOUR_MS) });
appendRun(at, runEntryOf(recordOf({ agentId: 'delta', endedAt: before(HOUR_MS) }), 'done', null));

function agents(request: ListRequest): string[] {
  return listSessions(at, request, now).sessions.map((row) => row.agentId);
}

const filters: [what: string, request: ListRequest, expected: string[]][] = [
  ['nothing', {}, ['alpha', 'alpha', 'beta', 'beta', 'gamma']],
  ['the agent', { agentId: 'beta' }, ['beta', 'beta']],
  ['the label', { label: 'Nightly' }, ['alpha']],
  ['the status as it is derived', { status: 'lost' }, ['beta']],
  ['the status running, without the lost', { status: 'running' }, ['alpha', 'alpha']],
  ['the kind', { kind: 'cron' }, ['beta']],
  ['the task, whatever the case', { search: 'SHEEP' }, ['alpha']],
  ['the key', { search: 'gamma:sub' }, ['gamma']],
  ['recent change', { activeMinutes: 30 }, ['alpha', 'beta', 'beta']],
  ['being alive', { activeOnly: true }, ['alpha', 'alpha']],
  ['several at once', { agentId: 'alpha', kind: 'main', activeMinutes: 180 }, ['alpha']],
  ['several at once that exclude each other', { agentId: 'alpha', kind: 'cron' }, []],
  ['nothing, with ended runs', { all: true }, ['alpha', 'alpha', 'beta', 'beta', 'delta', 'gamma']],
];

test.each(filters)('a list filtered by %s holds what fits', (_what, request, expected) => {
  expect(agents(request).sort()).toEqual(expected);
});

test('what needs a person comes first, then what runs, then what ended', () => {
  const statuses = listSessions(at, {}, now).sessions.map(({ status }) => status);
  expect(statuses).toEqual(['lost', 'failed', 'running', 'running', 'done']);
});

test('pages of any size together are the whole list, each row once', () => {
  const whole = listSessions(at, { all: true }, now).sessions.map(({ runId }) => runId);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), (limit) => {
      const rows: string[] = [];
      for (let offset = 0; ; offset += limit) {
        const page = listSessions(at, { all: true, limit, offset }, now);
        rows.push(...page.sessions.map(({ runId }) => runId));
        expect(page).toMatchObject({ count: page.sessions.length, totalCount: whole.length });
        expect(page.hasMore).toBe(rows.length < whole.length);
        if (!page.hasMore) break;
      }
      expect(rows).toEqual(whole);
    }),
  );
});

test('a run that is in the registry and in the run log is listed once', () => {
  const place = makeWorkspace();
  const record = storeRecord(place, { status: 'done', endedAt: before(0) });
  appendRun(place, runEntryOf(record, 'done', null));
  expect(listSessions(place, { all: true }).totalCount).toBe(1);
});

test('listing writes nothing', () => {
  const files = () => readdirSync(at.root, { recursive: true, encoding: 'utf8' }).sort();
  const content = () => readdirSync(at.sessions).map((name) => readFileSync(join(at.sessions, name), 'utf8'));
  const [filesBefore, contentBefore] = [files(), content()];
  listSessions(at, { all: true });
  expect([files(), content()]).toEqual([filesBefore, contentBefore]);
});

test('an unreadable record is named and costs the others nothing', () => {
  const place = makeWorkspace();
  storeRecord(place);
  writeFileSync(join(place.sessions, 'torn.json'), '{');
  const { count, unreadable } = listSessions(place);
  expect(count).toBe(1);
  expect(unreadable).toMatchObject([{ file: join(place.sessions, 'torn.json') }]);
});

test('a row has exactly the fields that scripts rely on', () => {
  const promised =
    'key id agentId kind label status live pid task startedAt updatedAt ageMs endedAt exitCode signal restarts nextRunAt usage';
  for (const row of listSessions(at, { all: true }, now).sessions) {
    for (const field of promised.split(' ')) expect(row).toHaveProperty(field);
    expect(Object.values(row)).not.toContain(undefined);
    for (const time of [row.startedAt, row.updatedAt, row.endedAt]) if (time !== null) expect(time).toMatch(/Z$/);
  }
});
