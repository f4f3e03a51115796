import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STATUSES } from '../../../src/core/sessions/record.ts';
import { listRecords } from '../../../src/core/sessions/registry.ts';
import { cleanUp, overdueSessions } from '../../../src/core/sessions/retention.ts';
import { deadOwner, makeWorkspace, storeRecord } from '../../helpers/index.ts';

const now = Date.UTC(2026, 0, 31);
const daysAgo = (days: number) => new Date(now - days * 86_400_000).toISOString();

test('what runs, what waits, what lasts and what only seems lost is spared, whatever its age', () => {
  const at = makeWorkspace();
  for (const status of ['running', 'queued', 'suspended'] as const) storeRecord(at, { status, updatedAt: daysAgo(99) });
  storeRecord(at, { owner: deadOwner(), updatedAt: daysAgo(99) });
  storeRecord(at, { agentId: 'a', kind: 'main', status: 'done', endedAt: daysAgo(99) });
  expect(overdueSessions(at, { days: 1, count: 1 }, now)).toEqual([]);
});

test('ended sessions go when they are over age', () => {
  const at = makeWorkspace();
  const old = storeRecord(at, { status: 'failed', endedAt: daysAgo(8) });
  const young = storeRecord(at, { status: 'failed', endedAt: daysAgo(6) });
  expect(cleanUp(at, { days: 7, count: 100 }, now)).toEqual([old.id]);
  expect(listRecords(at).records.map(({ id }) => id)).toEqual([young.id]);
});

test('of too many the oldest go, never more than must, and nothing that has not ended', () => {
  const sessions = fc.array(
    fc.record({ status: fc.constantFrom(...STATUSES), days: fc.integer({ min: 0, max: 20 }) }),
    {
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(sessions, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 15 }), (given, count, days) => {
      const at = makeWorkspace();
      const ended = new Map<string, number>();
      for (const session of given) {
        const over = ['done', 'failed', 'killed', 'timeout', 'lost'].includes(session.status);
        const endedAt = over ? daysAgo(session.days) : null;
        const { id } = storeRecord(at, { status: session.status, endedAt });
        if (over) ended.set(id, session.days);
      }
      const removed = new Set(overdueSessions(at, { days, count }, now));
      for (const id of removed) expect(ended.has(id)).toBe(true);
      const kept = [...ended].filter(([id]) => !removed.has(id)).map(([, age]) => age);
      const young = [...ended.values()].filter((age) => age <= days).length;
      expect(kept.length).toBe(Math.min(count, young));
      for (const age of kept) expect(age).toBeLessThanOrEqual(days);
      const youngestGone = Math.min(...[...removed].map((id) => ended.get(id) ?? 0));
      if (removed.size > 0 && kept.length > 0) expect(youngestGone).toBeGreaterThanOrEqual(Math.max(...kept));
    }),
    { numRuns: 30 },
  );
});
