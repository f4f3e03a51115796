import type { Layout } from '../files/layout.ts';
import { bucketsOf } from './history/aggregate.ts';
import type { Column } from './history/column.ts';
import { readSamples } from './history/query.ts';
import { round } from './numbers.ts';
import type { Disk } from './readings.ts';
import { labelled } from './series.ts';

const HOUR_MS = 3_600_000;
/** Growth is judged over this long: a night's backup is in it, last week's clean-up is not. */
const WINDOW_MS = 24 * HOUR_MS;
/** The fit sees means of half an hour: at most 48 of them, so that all pairs are only about a thousand. */
const STEP_MS = HOUR_MS / 2;
const FEWEST_POINTS = 6;
/** Beyond a year a forecast from a day says nothing. */
const LONGEST_HOURS = 8_760;

/** By series; kept for an hour, since it hardly changes from one sample to the next. */
export interface Growth {
  at: string;
  bytesPerHour: Record<string, number | null>;
  /** Of the inodes there are; not there in what an earlier version kept. */
  inodePercentPerHour?: Record<string, number | null>;
}

/**
 * The slope by Theil and Sen, units an hour: the median of the slopes of all pairs. One clean-up, or one large file that came and
 * went, does not move it. Null where too little is known, or where so many pairs fall that it is no growth.
 */
export function growthPerHour(times: readonly number[], column: Column): number | null {
  // A mean keeps six digits: of what was added, not of the terabyte that was there before.
  const base = column.find((value) => value !== null) ?? 0;
  const points = bucketsOf(
    times,
    column.map((value) => (value === null ? null : value - base)),
    STEP_MS,
  );
  if (points.length < FEWEST_POINTS) return null;
  const slopes: number[] = [];
  points.forEach((one, index) => {
    for (const other of points.slice(index + 1))
      slopes.push(((other.mean - one.mean) / (other.time - one.time)) * HOUR_MS);
  });
  slopes.sort((one, other) => one - other);
  const quarter = slopes[Math.floor(slopes.length / 4)] ?? 0;
  const median = slopes[Math.floor(slopes.length / 2)] ?? 0;
  return quarter > 0 ? median : null;
}

const BYTES = 'disk_used_bytes';
const INODES = 'inode_percent';

export function readGrowth(at: Layout, now: number): Growth {
  const isOf = (name: string) => (series: string) => series.startsWith(`${name}{`);
  const wanted = (series: string) => isOf(BYTES)(series) || isOf(INODES)(series);
  const { table } = readSamples(at, { from: now - WINDOW_MS, to: now, wanted });
  const slopes = (name: string) =>
    Object.fromEntries(
      [...table.columns]
        .filter(([series]) => isOf(name)(series))
        .map(([series, column]) => [series, growthPerHour(table.times, column)] as const),
    );
  return { at: new Date(now).toISOString(), bytesPerHour: slopes(BYTES), inodePercentPerHour: slopes(INODES) };
}

export function isFresh(growth: Growth | null, now: number): growth is Growth {
  const age = growth === null ? Number.NaN : now - Date.parse(growth.at);
  return age >= 0 && age < HOUR_MS;
}

function hoursLeft(left: number | null, slope: number | null | undefined): number | null {
  if (left === null || slope == null || slope <= 0) return null;
  const hours = left / slope;
  return hours > LONGEST_HOURS ? null : round(hours);
}

/** Puts into each disk in how many hours it is full, of bytes and of inodes, if it goes on as it did in the last day. */
export function withForecast(disks: readonly Disk[], { bytesPerHour, inodePercentPerHour = {} }: Growth): Disk[] {
  return disks.map((disk) => {
    if (disk.readOnly) return disk;
    const slope = (name: string, of: Record<string, number | null>) => of[labelled(name, 'mount', disk.mount)];
    const freeInodes = disk.inodesPercent === null ? null : 100 - disk.inodesPercent;
    return {
      ...disk,
      fullInHours: hoursLeft(disk.availableBytes, slope(BYTES, bytesPerHour)),
      inodesFullInHours: hoursLeft(freeInodes, slope(INODES, inodePercentPerHour)),
    };
  });
}
