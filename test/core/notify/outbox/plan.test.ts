import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SendResult } from '../../../../src/core/notify/channels/channel.ts';
import { afterAttempt, backoffMs, GIVE_UP_MS, newEntry } from '../../../../src/core/notify/outbox/entry.ts';
import { type ChannelView, planOf } from '../../../../src/core/notify/outbox/plan.ts';
import { message } from '../messages.ts';

const NOW = Date.parse('2026-11-22T10:00:00.000Z');
const NAMES = ['one', 'two', 'three'] as const;

const result: fc.Arbitrary<SendResult> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<SendResult>({ status: 'retry', reason: 'later' }) },
  {
    weight: 2,
    arbitrary: fc
      .integer({ min: 0, max: 86_400_000 })
      .map((afterMs): SendResult => ({ status: 'retry', reason: 'later', afterMs })),
  },
  { weight: 1, arbitrary: fc.constant<SendResult>({ status: 'permanent', reason: 'never' }) },
  { weight: 1, arbitrary: fc.constant<SendResult>({ status: 'sent', providerId: 'id' }) },
);

function viewWith(problems: readonly string[]): ChannelView {
  return {
    order: NAMES,
    problem: (name) => (problems.includes(name) ? 'not usable' : null),
    anyUsable: problems.length < NAMES.length,
    pausedUntil: () => 0,
  };
}

test('whatever the channels answer, a message ends: sent or dead, in bounded time, and none that refused is asked again', () => {
  const run = fc.property(
    fc.array(result, { minLength: 1, maxLength: 60 }),
    fc.subarray([...NAMES]),
    fc.constantFrom('info' as const, 'critical' as const),
    fc.double({ min: 0.3, max: 0.999, noNaN: true }),
    (answers, problems, severity, random) => {
      let entry = newEntry(message({ severity }), NOW);
      let now = NOW;
      const refused = new Set<string>();
      for (let step = 0; step < 20_000; step += 1) {
        const plan = planOf(entry, viewWith(problems), now);
        if (plan.type === 'dead') {
          expect(now - NOW).toBeLessThanOrEqual(GIVE_UP_MS + 86_400_000);
          return;
        }
        if (plan.type === 'wait') {
          expect(plan.until).toBeGreaterThan(now);
          if (plan.why !== null)
            entry = { ...entry, waiting: { since: new Date(now).toISOString(), reason: plan.why } };
          now = plan.until;
          continue;
        }
        expect(refused.has(plan.channel)).toBe(false);
        expect(problems).not.toContain(plan.channel);
        const answer = answers[step % answers.length] ?? { status: 'sent', providerId: null };
        entry = afterAttempt(entry, plan.channel, answer, now, random);
        if (answer.status === 'permanent') refused.add(plan.channel);
        if (answer.status === 'sent') {
          expect(entry.sent?.channel).toBe(plan.channel);
          return;
        }
        // An attempt takes time.
        now += 5;
      }
      throw new Error('it never ended');
    },
  );
  fc.assert(run, { numRuns: 50 });
});

test('the backoff doubles from a second to five minutes, and is anything below that', () => {
  expect([0, 1, 2, 3].map((failures) => backoffMs(failures, 1))).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(backoffMs(500, 1)).toBe(300_000);
  expect(backoffMs(5, 0)).toBe(100);
});
