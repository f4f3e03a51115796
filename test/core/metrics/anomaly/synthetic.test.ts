import { expect, test } from 'vitest';
import { makeDetector } from '../../../../src/core/metrics/anomaly/detector.ts';

// Series made by a rule, so that what is usual and what is not is known beforehand: a random number for each seed, the same every time.
const DAY = 288;
const WEEKS = 4;
const SEEDS = [1, 2];

type Random = () => number;
type Series = (index: number) => number;

function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const daily = (index: number) => Math.sin((2 * Math.PI * index) / DAY);
const isWeekend = (index: number) => Math.floor(index / DAY) % 7 >= 5;

const USUAL: Readonly<Record<string, (random: Random) => Series>> = {
  'a load that follows the day': (random) => (index) => 40 + 20 * daily(index) + 3 * normal(random),
  'a noisy load': (random) => (index) => 40 + 10 * daily(index) + 8 * normal(random),
  'a load of working days': (random) => (index) =>
    20 + (isWeekend(index) ? 0 : 25 + 20 * daily(index)) + 3 * normal(random),
  bursts: (random) => {
    let left = 0;
    return () => {
      left = left > 0 ? left - 1 : random() < 0.01 ? 3 + Math.floor(20 * random()) : 0;
      return Math.max(0, 5 + 2 * normal(random) + (left > 0 ? 50 + 10 * normal(random) : 0));
    };
  },
  'whole numbers': (random) => (index) => Math.round(3 + 1.5 * daily(index) + 0.7 * normal(random)),
  'a constant': () => () => 22.3,
  'a nightly job': (random) => (index) => 10 + 2 * normal(random) + (index % DAY < 6 ? 60 + 10 * normal(random) : 0),
  'a disk that fills and is emptied': (random) => {
    let used = 30;
    return () => {
      used = used > 80 ? 30 : used + 0.02 + 0.005 * normal(random);
      return used;
    };
  },
  'what wanders about': (random) => {
    let at = 500;
    return () => {
      at += normal(random);
      return at;
    };
  },
};

/** Alarms, those within an hour of each other counted once. */
function alarms(series: Series, count: number): number {
  const detect = makeDetector();
  let told = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < count; index += 1) {
    if (detect(series(index)) === null) continue;
    if (index - last > 12) told += 1;
    last = index;
  }
  return told;
}

test.for(Object.keys(USUAL))('%s gives at most one false alarm a week', (name) => {
  for (const seed of SEEDS)
    expect(alarms(USUAL[name]?.(randomOf(seed)) ?? (() => 0), WEEKS * 7 * DAY)).toBeLessThanOrEqual(WEEKS);
});

test('a load that jumps to another level at every release is told of less often than it is released', () => {
  const between = 3 * DAY;
  for (const seed of SEEDS) {
    const random = randomOf(seed);
    let level = 40;
    const series: Series = (index) => {
      if (index % between === 100) level = 40 + 30 * (random() - 0.5);
      return level + 3 * normal(random);
    };
    const count = WEEKS * 7 * DAY;
    expect(alarms(series, count)).toBeLessThan(Math.floor(count / between));
  }
});

interface Change {
  /** For so many values. */
  length: number;
  change: (value: number, index: number) => number;
}

/** What happens to a load of 20 to 60 that follows the day, on the ninth day at the time of its mean. */
const UNUSUAL: Readonly<Record<string, Change>> = {
  'a spike': { length: 2, change: () => 95 },
  'a level that is higher': { length: 72, change: (value) => value + 40 },
  'a level that is lower': { length: 72, change: (value) => value - 40 },
  'a drop to nothing': { length: 24, change: () => 0 },
  'a slow drift upwards': { length: DAY, change: (value, index) => value + (60 * index) / DAY },
  'a line that is flat': { length: 72, change: () => 40 },
  'a swing that is much wider': { length: 48, change: (value, index) => value + (index % 2 === 0 ? 35 : -35) },
  'a period of an hour': { length: 48, change: (_, index) => 40 + 20 * Math.sin((2 * Math.PI * index) / 12) },
};

test.for(Object.keys(UNUSUAL))('%s is found', (name) => {
  const { length, change } = UNUSUAL[name] ?? { length: 0, change: (value: number) => value };
  const begin = 9 * DAY;
  for (const seed of SEEDS) {
    const random = randomOf(seed);
    const detect = makeDetector();
    const found: number[] = [];
    for (let index = 0; index < begin + length + 12; index += 1) {
      const usual = 40 + 20 * daily(index) + 3 * normal(random);
      const isChanged = index >= begin && index < begin + length;
      if (detect(isChanged ? change(usual, index - begin) : usual) !== null) found.push(index);
    }
    expect(found.filter((index) => index < begin).length).toBeLessThanOrEqual(1);
    expect(found.filter((index) => index >= begin)).not.toEqual([]);
  }
});
