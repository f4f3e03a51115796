import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseCsv } from '../../../../src/core/metrics/anomaly/csv.ts';
import { makeDetector } from '../../../../src/core/metrics/anomaly/detector.ts';

// Beside the project: nine series of AWS servers from the Numenta Anomaly Benchmark with their labelled windows.
const DATA = join(import.meta.dirname, '../../../../../shared/data/nab');
const present = existsSync(join(DATA, 'windows.json'));
const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

interface Score {
  name: string;
  windows: number;
  caught: number;
  falseAlarms: number;
  weeks: number;
}

function scoreOf(name: string, windows: readonly (readonly [number, number])[]): Score {
  const { points } = parseCsv(readFileSync(join(DATA, name), 'utf8'));
  const detect = makeDetector();
  const flagged = points.filter(({ value }) => detect(value) !== null).map(({ time }) => time);
  const within = (time: number, [from, to]: readonly [number, number]) => time >= from && time <= to;
  const outside = flagged.filter((time) => !windows.some((window) => within(time, window)));
  return {
    name,
    windows: windows.length,
    caught: windows.filter((window) => flagged.some((time) => within(time, window))).length,
    // Flags within an hour of each other are one alarm.
    falseAlarms: outside.filter((time, index) => index === 0 || time - (outside[index - 1] ?? 0) > HOUR_MS).length,
    weeks: ((points.at(-1)?.time ?? 0) - (points[0]?.time ?? 0)) / WEEK_MS,
  };
}

function scores(): Score[] {
  const labels = JSON.parse(readFileSync(join(DATA, 'windows.json'), 'utf8')) as Record<string, [string, string][]>;
  const times = ([from, to]: [string, string]) => {
    const [first, last] = parseCsv(`${from},0\n${to},0`).points;
    return [first?.time ?? 0, last?.time ?? 0] as const;
  };
  return readdirSync(DATA)
    .filter((name) => name.endsWith('.csv'))
    .map((name) => scoreOf(name, (labels[name] ?? []).map(times)));
}

const title = 'catches three quarters of the labelled windows with at most one false alarm per series and week';

if (!present) console.warn('skipped: ../shared/data/nab is not beside the project');

test.skipIf(!present)(title, () => {
  const all = scores();
  if (process.env.SHOW_SCORES === '1') console.table(all);
  const sum = (key: 'windows' | 'caught' | 'falseAlarms' | 'weeks') =>
    all.reduce((total, score) => total + score[key], 0);
  expect(sum('windows')).toBeGreaterThan(0);
  expect(sum('caught') / sum('windows')).toBeGreaterThanOrEqual(0.75);
  expect(sum('falseAlarms') / sum('weeks')).toBeLessThanOrEqual(1);
  // The worst series of the nine: its load changes for good in the middle and grows from then on.
  expect(Math.max(...all.map(({ falseAlarms, weeks }) => falseAlarms / weeks))).toBeLessThan(2);
});
