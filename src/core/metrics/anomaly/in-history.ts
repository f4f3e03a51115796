import type { Layout } from '../../files/layout.ts';
import { bucketsOf } from '../history/aggregate.ts';
import type { Damage } from '../history/days.ts';
import { readSamples } from '../history/query.ts';
import { type Anomaly, makeDetector } from './detector.ts';

/** The detector learns from a week, and needs a day of it at least. */
const LEARNING_MS = 8 * 86_400_000;

/** It was measured on five-minute values; finer samples are seen as means of five minutes. */
const STEP_MS = 300_000;

/** Always higher than ever, or made of another series: nothing about them is unusual. */
const NOT_WATCHED = /^(?:uptime_seconds|disk_full_in_hours|inodes_full_in_hours|clock_step_ms)(?:\{|$)/;

export interface SeriesAnomalies {
  name: string;
  found: { time: number; anomaly: Anomaly }[];
}

/** Every value from `from` to `to` that was outside its usual range at its time; epoch milliseconds. */
export function seriesAnomalies(at: Layout, from: number, to: number, wanted: (series: string) => boolean) {
  const watched = (name: string) => wanted(name) && !NOT_WATCHED.test(name);
  const { table, damage } = readSamples(at, { from: from - LEARNING_MS, to, wanted: watched });
  const series = [...table.columns].map(([name, column]): SeriesAnomalies => {
    const detect = makeDetector();
    const found = bucketsOf(table.times, column, STEP_MS).flatMap(({ time, mean }) => {
      const anomaly = detect(mean);
      return anomaly === null || time < from ? [] : [{ time, anomaly }];
    });
    return { name, found };
  });
  const told: { series: SeriesAnomalies[]; known: string[]; damage: Damage[] } = {
    series: series.filter(({ found }) => found.length > 0),
    known: series.map(({ name }) => name),
    damage,
  };
  return told;
}
