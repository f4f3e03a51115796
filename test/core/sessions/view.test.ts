import { utimesSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Owner, ownOwner } from '../../../src/core/process/identity.ts';
import { STATUSES } from '../../../src/core/sessions/record.ts';
import { rowOf } from '../../../src/core/sessions/row.ts';
import { leasePath, viewOf } from '../../../src/core/sessions/view.ts';
import { deadOwner, makeWorkspace, recordOf } from '../../helpers/index.ts';

const at = makeWorkspace();
const now = Date.now();
const owners: [name: string, owner: Owner | null][] = [
  ['live', ownOwner()],
  ['dead', deadOwner()],
  ['elsewhere', { ...ownOwner(), host: 'elsewhere' }],
  ['none', null],
];

function lease(id: string, ageMs: number): void {
  writeFileSync(leasePath(at, id), '');
  const then = new Date(now - ageMs);
  utimesSync(leasePath(at, id), then, then);
}

test('a dead process is never shown as running, whatever its record says', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...STATUSES),
      fc.constantFrom(...owners),
      fc.constantFrom(...owners),
      (status, own, by) => {
        const record = recordOf({ status, owner: own[1], spawner: by[1] ?? ownOwner() });
        const view = viewOf(at, record, now);
        const answers = own[1] === null ? by : own;
        const ended = ['done', 'failed', 'killed', 'timeout', 'lost'].includes(status);
        if (ended) expect([view.status, view.live]).toEqual([status, 'dead']);
        else if (answers[0] === 'dead') expect([view.status, view.live]).toEqual(['lost', 'dead']);
        else if (answers[0] === 'elsewhere') expect([view.status, view.live]).toEqual([status, 'unknown']);
        else expect([view.status, view.live]).toEqual([status, 'live']);
      },
    ),
  );
});

test('a row of a lost session says why, and names no pid that is no longer its own', () => {
  const row = rowOf(viewOf(at, recordOf({ owner: deadOwner() }), now), {}, now);
  expect(row).toMatchObject({ status: 'lost', live: 'dead', pid: null });
  expect(row.reason).toContain('its process is gone');
});

test('a lasting session that stopped showing itself is stale, not live', () => {
  const record = recordOf({ agentId: 'hung', kind: 'main' });
  lease(record.id, 60_000);
  expect(viewOf(at, record, now)).toMatchObject({ status: 'running', live: 'stale' });
  lease(record.id, 1_000);
  expect(viewOf(at, record, now).live).toBe('live');
});

test('a lasting session on another host lives by its lease alone', () => {
  const record = recordOf({ agentId: 'far', kind: 'main', owner: { ...ownOwner(), host: 'elsewhere' } });
  expect(viewOf(at, record, now).live).toBe('unknown');
  lease(record.id, 1_000);
  expect(viewOf(at, record, now).live).toBe('live');
  lease(record.id, 60_000);
  expect(viewOf(at, record, now)).toMatchObject({ status: 'lost', live: 'dead' });
});

test('the lease of the run before does not make a starting session stale', () => {
  const record = recordOf({ agentId: 'starting', kind: 'main', status: 'queued', owner: null });
  lease(record.id, 60_000);
  expect(viewOf(at, record, now).live).toBe('live');
});
