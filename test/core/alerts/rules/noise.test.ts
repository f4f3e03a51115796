import { describe, expect, test } from 'vitest';
import { policyOf } from '../../../../src/core/alerts/policy/policy.ts';
import { type Replayed, replay } from '../../../../src/core/alerts/rules/replay.ts';
import { configSchema } from '../../../../src/core/config/schema.ts';
import { EVERY_MS, noisyWeek, type Shape, type Week } from './noisy-series.ts';

const policy = policyOf(configSchema.parse({}));
const MOST = 22;

/** Of the incidents of a week, those that were told with their first bad reading or the one after it. */
function caughtOf({ incidents }: Week, told: readonly Replayed[]): number {
  const isCaught = (begun: number) =>
    told.some(({ state, at }) => state === 'firing' && Date.parse(at) >= begun && Date.parse(at) <= begun + EVERY_MS);
  return incidents.filter(isCaught).length;
}

/** The shape that the field's figures were measured on: 94 messages by edges, 40 with `for`, 22 with all that is known. */
const MEASURED: Shape = { mean: 76, deviation: 7.6, memory: 0.55, incident: { mean: 96, deviation: 1 } };

const SHAPES: readonly (readonly [name: string, shape: Shape, mostQuiet: number])[] = [
  ['that hovers as measured', MEASURED, 18],
  ['of white noise', { mean: 84, deviation: 4 }, 12],
  ['of white noise close to the threshold', { mean: 87, deviation: 3 }, 18],
  ['of even noise', { mean: 82, deviation: 6, uniform: true }, 12],
  ['of slow noise', { mean: 78, deviation: 6, memory: 0.95 }, 14],
  ['with a wave each day', { mean: 62, deviation: 5, memory: 0.5, wave: 15 }, 14],
  ['with a wave across the warning', { mean: 58, deviation: 4, memory: 0.5, wave: 14 }, 10],
  ['that drifts upward', { mean: 68, deviation: 6, memory: 0.5, drift: 12 }, 18],
  ['with single spikes', { mean: 75, deviation: 5, memory: 0.3, spikes: 0.02 }, 10],
  ['near the warning', { mean: 66, deviation: 5, memory: 0.5 }, 12],
  ['that is far below', { mean: 40, deviation: 8, memory: 0.5 }, 0],
];

describe.each(SHAPES)('a week %s', (_name, shape, mostQuiet) => {
  test.each([11, 4_242])('tells of all three incidents in time and of little else, seed %i', (seed) => {
    const week = noisyWeek(shape, seed, true);
    const told = replay(week.rows, policy);
    expect(caughtOf(week, told)).toBe(3);
    expect(told.length).toBeLessThanOrEqual(MOST);
  });

  test('is quiet without one', () => {
    expect(replay(noisyWeek(shape, 77, false).rows, policy).length).toBeLessThanOrEqual(mostQuiet);
  });
});

test('four weeks as measured stay within the number together, and one incident at most is late', () => {
  const weeks = Array.from({ length: 4 }, (_, seed) => noisyWeek(MEASURED, seed * 7_919 + 1, true));
  const told = weeks.map((week) => replay(week.rows, policy));
  expect(Math.max(...told.map(({ length }) => length))).toBeLessThanOrEqual(MOST);
  const caught = weeks.map((week, index) => caughtOf(week, told[index] ?? []));
  expect(caught.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(11);
});
