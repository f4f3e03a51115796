import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { awaitTaken, dropUrgent } from '../../../../src/core/alerts/urgent/drop.ts';
import { keepUrgent } from '../../../../src/core/alerts/urgent/keep.ts';
import type { Take } from '../../../../src/core/alerts/urgent/take.ts';
import type { Layout } from '../../../../src/core/files/layout.ts';
import { makeWorkspace, waitFor } from '../../../helpers/index.ts';
import { filesIn, taker } from './support.ts';

function keeper(at: Layout, take: Take) {
  const failures: string[] = [];
  const kept = keepUrgent(at, {
    take,
    locale: () => 'en',
    taken: () => {},
    failed: (reason) => {
      failures.push(reason);
    },
  });
  return { ...kept, failures };
}

test('a dropped file is taken when it comes, one that lay there before too', async () => {
  const at = makeWorkspace();
  const { take, messages } = taker();
  dropUrgent(at, '{"message":"before"}');
  const kept = keeper(at, take);
  await waitFor(() => messages().length === 1);
  const name = dropUrgent(at, '{"message":"after"}');
  expect(await awaitTaken(at, name, 10_000)).toBe('done');
  expect(await awaitTaken(at, dropUrgent(at, '{}'), 10_000)).toBe('rejected');
  await kept.close();
  expect(messages().slice(0, 2)).toEqual(['before', 'after']);
  expect(await awaitTaken(at, dropUrgent(at, '{"message":"later"}'), 60)).toBeNull();
  expect(messages()).toHaveLength(3);
});

test('a file is taken as soon as its slow writer is done, and one that is left torn is told', async () => {
  const at = makeWorkspace();
  const { take, messages } = taker();
  const kept = keeper(at, take);
  writeFileSync(join(at.urgentAlerts, 'torn.json'), '{"mess');
  writeFileSync(join(at.urgentAlerts, 'slow.json'), '{"message":');
  await waitFor(() => kept.failures.length === 0 && filesIn(at, 'incoming').length === 2);
  appendFileSync(join(at.urgentAlerts, 'slow.json'), '"whole"}');
  await waitFor(() => messages().length === 2, { what: 'both' });
  expect(messages()[0]).toBe('whole');
  expect(messages()[1]).toContain('torn.json is not JSON');
  await kept.close();
});

test('what could not be stored is tried again, and said', async () => {
  const at = makeWorkspace();
  const { take, messages } = taker();
  let isFull = true;
  const kept = keeper(at, (alarms) => {
    if (isFull) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    take(alarms);
  });
  dropUrgent(at, '{"message":"x"}');
  await waitFor(() => kept.failures.length > 0);
  isFull = false;
  kept.look();
  await waitFor(() => messages().length === 1);
  await kept.close();
  expect(kept.failures.every((reason) => reason === 'no space')).toBe(true);
});

test('files that one process drops are taken in the order in which it dropped them', async () => {
  const at = makeWorkspace();
  const said = Array.from({ length: 100 }, (_, index) => `alarm ${index}`);
  for (const message of said) dropUrgent(at, JSON.stringify({ name: 'one', message }));
  const { take, messages } = taker();
  const kept = keeper(at, take);
  await waitFor(() => messages().length === said.length);
  await kept.close();
  expect(messages()).toEqual(said);
});
