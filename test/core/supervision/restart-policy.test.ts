import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  DEFAULT_RESTART,
  type Decision,
  decideRestart,
  type FailureCount,
  NO_FAILURES,
  type RestartPolicy,
} from '../../../src/core/supervision/restart-policy.ts';

const policies: fc.Arbitrary<RestartPolicy> = fc.record({
  mode: fc.constantFrom('always' as const, 'on-failure' as const, 'never' as const),
  delayMs: fc.integer({ min: 0, max: 60_000 }),
  factor: fc.double({ min: 1, max: 10, noNaN: true }),
  maxDelayMs: fc.integer({ min: 0, max: 600_000 }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  healthyAfterMs: fc.integer({ min: 1, max: 120_000 }),
  maxFailures: fc.integer({ min: 1, max: 12 }),
  minUptimeMs: fc.integer({ min: 0, max: 1_000 }),
  startRetries: fc.integer({ min: 0, max: 20 }),
});
const ends = fc.array(fc.record({ failed: fc.boolean(), uptimeMs: fc.integer({ min: 0, max: 150_000 }) }), {
  minLength: 1,
  maxLength: 40,
});
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

function failing(policy: RestartPolicy, uptimeMs: number, times: number, random = 0.5): Decision[] {
  const decisions: Decision[] = [];
  let count: FailureCount = NO_FAILURES;
  for (let index = 0; index < times; index += 1) {
    const decision = decideRestart(policy, count, { failed: true, uptimeMs }, random);
    count = decision.count;
    decisions.push(decision);
  }
  return decisions;
}

test('no delay is ever above the cap, below zero, or no number', () => {
  fc.assert(
    fc.property(policies, ends, randoms, (policy, ended, random) => {
      let count: FailureCount = NO_FAILURES;
      for (const end of ended) {
        const decision = decideRestart(policy, count, end, random);
        count = decision.count;
        if (!decision.restart) continue;
        expect(Number.isFinite(decision.delayMs)).toBe(true);
        expect(decision.delayMs).toBeGreaterThanOrEqual(0);
        expect(decision.delayMs).toBeLessThanOrEqual(policy.maxDelayMs);
      }
    }),
  );
});

test('the first restart after a healthy time comes at once, whatever happened before', () => {
  fc.assert(
    fc.property(policies, ends, randoms, (policy, ended, random) => {
      if (policy.mode === 'never') return;
      let count: FailureCount = NO_FAILURES;
      for (const end of ended) count = decideRestart(policy, count, end, random).count;
      const healthy = { failed: true, uptimeMs: Math.max(policy.healthyAfterMs, policy.minUptimeMs) };
      expect(decideRestart(policy, count, healthy, random)).toMatchObject({ restart: true, delayMs: 0 });
    }),
  );
});

test('what fails again and again before it is healthy is given up after exactly maxFailures restarts', () => {
  fc.assert(
    fc.property(policies, randoms, (policy, random) => {
      if (policy.mode === 'never' || policy.healthyAfterMs <= policy.minUptimeMs) return;
      const decisions = failing(policy, policy.minUptimeMs, policy.maxFailures + 1, random);
      expect(decisions.filter(({ restart }) => restart).length).toBe(policy.maxFailures);
      expect(decisions.at(-1)).toMatchObject({ restart: false, why: 'crash loop' });
    }),
  );
});

test('what dies before its minimum uptime is given up after its start retries, if the crash limit is not met first', () => {
  const policy = { ...DEFAULT_RESTART, minUptimeMs: 1_000, startRetries: 3 };
  const decisions = failing(policy, 0, 4);
  expect(decisions.map(({ restart }) => restart)).toEqual([true, true, true, false]);
  expect(decisions.at(-1)).toMatchObject({ why: 'did not start' });
});

test('delays grow by the factor to the cap and stay there', () => {
  const policy = { ...DEFAULT_RESTART, jitter: 0, maxFailures: 20, minUptimeMs: 0 };
  const delays = failing(policy, 0, 12).map((decision) => (decision.restart ? decision.delayMs : -1));
  expect(delays).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]);
});

test('jitter varies a delay by its share and no more', () => {
  fc.assert(
    fc.property(randoms, (random) => {
      const [, second] = failing(DEFAULT_RESTART, 0, 2, random);
      const delay = second?.restart === true ? second.delayMs : -1;
      expect(delay).toBeGreaterThanOrEqual(900);
      expect(delay).toBeLessThanOrEqual(1_100);
    }),
  );
});

test('rare failures, each after a healthy time, never add up', () => {
  const decisions = failing(DEFAULT_RESTART, DEFAULT_RESTART.healthyAfterMs, 1_000);
  expect(decisions.every((decision) => decision.restart && decision.delayMs === 0)).toBe(true);
});

test('an end that is no failure resets the count and restarts only what should always run', () => {
  const [, , third] = failing(DEFAULT_RESTART, 0, 3);
  const count = third?.count ?? NO_FAILURES;
  const good = { failed: false, uptimeMs: 10 };
  expect(decideRestart(DEFAULT_RESTART, count, good, 0)).toEqual({ restart: false, why: 'done', count: NO_FAILURES });
  const always = decideRestart({ ...DEFAULT_RESTART, mode: 'always' }, NO_FAILURES, good, 0);
  expect(always).toMatchObject({ restart: true, count: { failures: 1 } });
});

test('what always runs and exits well at once, over and over, is a crash loop too', () => {
  let count: FailureCount = NO_FAILURES;
  const policy = { ...DEFAULT_RESTART, mode: 'always' as const };
  for (let index = 0; index < policy.maxFailures; index += 1) {
    const decision = decideRestart(policy, count, { failed: false, uptimeMs: 5 }, 0);
    expect(decision.restart).toBe(true);
    count = decision.count;
  }
  expect(decideRestart(policy, count, { failed: false, uptimeMs: 5 }, 0)).toMatchObject({ why: 'crash loop' });
});

test('never means never', () => {
  const policy = { ...DEFAULT_RESTART, mode: 'never' as const };
  expect(failing(policy, 0, 3).map((decision) => decision.restart || decision.why)).toEqual([
    'never',
    'never',
    'never',
  ]);
});
