import { isAbsolute, relative } from 'node:path';
import type { Layout } from '../../files/layout.ts';
import { HOUR_MS } from '../../metrics/history/aggregate.ts';
import { type Damage, openDays, readDay, sealedDays, startOfDay } from '../../metrics/history/days.ts';
import { readBuckets, readSamples } from '../../metrics/history/query.ts';
import { joinTables, sliceTable, type Table } from '../../metrics/history/table.ts';
import type { Point } from '../measure/statistics.ts';
import type { Unread } from '../report.ts';
import { expandHours } from './hours.ts';

const LONGEST_LOOK_BACK_MS = 62 * 86_400_000;

export interface Samples {
  table: Table;
  unread: Unread[];
  /** What lies before is kept by the hour only, so its percentiles are near and not exact; null where nothing does. */
  hoursBefore: number | null;
}

/**
 * The samples of a span, `to` not included. Where single samples are no longer kept the hours stand in for them. What cannot be
 * read costs itself and is named.
 * @param names the series that are needed, without their labels
 */
export function samplesOf(at: Layout, span: { from: number; to: number }, names: ReadonlySet<string>): Samples {
  const wanted = (series: string) => names.has(nameOf(series));
  const query = { from: span.from, to: span.to - 1, wanted };
  const recent = readSamples(at, query);
  const oldest = oldestSample(at);
  if (span.from >= oldest) return { table: recent.table, unread: unreadOf(at, recent.damage), hoursBefore: null };
  const hours = readBuckets(at, { ...query, to: Math.min(span.to, oldest) - 1 }, HOUR_MS);
  const old = expandHours(hours.series);
  return {
    table: joinTables([old, recent.table]),
    unread: unreadOf(at, [...hours.damage, ...recent.damage]),
    hoursBefore: old.times.length === 0 ? null : Math.min(span.to, oldest),
  };
}

/** When the last sample ahead of a moment was taken; null where nothing was ever measured before. Damaged days hold none. */
export function lastSampleBefore(at: Layout, moment: number): number | null {
  const days = [...sealedDays(at), ...openDays(at)].filter((day) => startOfDay(day) < moment).sort();
  for (const day of days.reverse()) {
    const last = readDay(at, day, () => false).table.times.findLast((time) => time < moment);
    if (last !== undefined) return last;
  }
  // Before single samples there may be hours, of which the last of some weeks is enough.
  const span = { from: moment - LONGEST_LOOK_BACK_MS, to: moment };
  return samplesOf(at, span, new Set(['cpu_percent'])).table.times.at(-1) ?? null;
}

function oldestSample(at: Layout): number {
  const days = [sealedDays(at)[0], openDays(at)[0]].filter((day) => day !== undefined);
  return Math.min(...days.map(startOfDay));
}

function unreadOf(at: Layout, damage: readonly Damage[]): Unread[] {
  const file = (path: string) => (isAbsolute(path) ? relative(at.root, path) : path);
  return damage.map((found) => ({ file: file(found.file), reason: 'damagedSamples', count: null }));
}

function nameOf(series: string): string {
  const brace = series.indexOf('{');
  return brace === -1 ? series : series.slice(0, brace);
}

export function inSpan(table: Table, { from, to }: { from: number; to: number }): Table {
  return sliceTable(table, from, to - 1);
}

export function pointsOf({ times, columns }: Table, series: string): Point[] {
  const column = columns.get(series);
  if (column === undefined) return [];
  const points: Point[] = [];
  // A plain loop: a month has 9,000 samples, and every reading of a report asks for them.
  for (let index = 0; index < times.length; index += 1) {
    const [time, value] = [times[index], column[index]];
    if (time !== undefined && value !== undefined && value !== null) points.push({ time, value });
  }
  return points;
}

/** The last value that a series has; undefined where it has none. */
export function lastOf({ columns }: Table, series: string): number | undefined {
  return columns.get(series)?.findLast((value) => value !== null) ?? undefined;
}

/** The labels that a series has: the mounts of `disk_percent`. Sorted, without quotes. */
export function labelsOf({ columns }: Table, series: string): string[] {
  const found: string[] = [];
  for (const [name, column] of columns)
    if (name.startsWith(`${series}{`) && column.some((value) => value !== null)) found.push(labelValue(name));
  return found.sort();
}

/** Below this share of the samples a mount came and went: a backup, a test, an installer. */
const LASTING_SHARE = 0.1;

/** The labels that were there for a tenth of the samples, or still are. */
export function lastingLabels(table: Table, series: string): string[] {
  const { times, columns } = table;
  return labelsOf(table, series).filter((label) => {
    const column =
      [...columns].find(([name]) => name.startsWith(`${series}{`) && labelValue(name) === label)?.[1] ?? [];
    const values = column.filter((value) => value !== null).length;
    return (column.at(-1) ?? null) !== null || values >= times.length * LASTING_SHARE;
  });
}

const LABEL = /^[^{]*\{[^=]*="((?:[^"\\]|\\.)*)"\}$/s;

function labelValue(name: string): string {
  const quoted = LABEL.exec(name)?.[1] ?? name;
  return quoted.replaceAll(/\\(.)/gs, (_match, sign: string) => (sign === 'n' ? '\n' : sign));
}
