import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, errorText } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import { share, tellProgress } from '../../progress.ts';
import { dayOf, openDayPath, readOpenDay, samplesFolder } from './open-day.ts';
import { readSegment } from './segment.ts';
import { emptyTable, joinTables, rowsOf, type Table, tableOf } from './table.ts';

export const DAY_MS = 86_400_000;

/** A file of the history, or part of one, that could not be read. */
export interface Damage {
  file: string;
  reason: string;
}

export interface ReadTable {
  table: Table;
  damage: Damage[];
}

/** metrics/samples/<day>.seg: a day that is over. */
export function segmentPath(at: Layout, day: string): string {
  return join(samplesFolder(at), `${day}.seg`);
}

export function aggregatedFolder(at: Layout): string {
  return join(at.metrics, 'aggregated');
}

/** metrics/aggregated/<month>.seg: the hours of a month. */
export function aggregatedPath(at: Layout, month: string): string {
  return join(aggregatedFolder(at), `${month}.seg`);
}

export function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`);
}

function namesIn(folder: string, pattern: RegExp): string[] {
  try {
    return readdirSync(folder).flatMap((name) => pattern.exec(name)?.[1] ?? []);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

export function sealedDays(at: Layout): string[] {
  return namesIn(samplesFolder(at), /^(\d{4}-\d\d-\d\d)\.seg$/).sort();
}

/** Days that have samples which are not packed yet: today, and what was left when the program did not run. */
export function openDays(at: Layout): string[] {
  return namesIn(samplesFolder(at), /^(\d{4}-\d\d-\d\d)\.jsonl$/).sort();
}

export function aggregatedMonths(at: Layout): string[] {
  return namesIn(aggregatedFolder(at), /^(\d{4}-\d\d)\.seg$/).sort();
}

/** Reads a segment, and says what of it is damaged rather than failing. */
export function readSegmentSafely(path: string, wanted: (name: string) => boolean): ReadTable {
  try {
    const { table, damaged } = readSegment(path, wanted);
    return { table, damage: damaged.map((name) => ({ file: path, reason: `the series ${name} is damaged` })) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { table: emptyTable(), damage: [] };
    return { table: emptyTable(), damage: [{ file: path, reason: errorText(error) }] };
  }
}

function readOpenDaySafely(at: Layout, day: string, wanted: (name: string) => boolean): ReadTable {
  const file = openDayPath(at, day);
  try {
    const { rows, damaged } = readOpenDay(at, day);
    const table = tableOf(rows);
    for (const name of [...table.columns.keys()]) if (!wanted(name)) table.columns.delete(name);
    return { table, damage: damaged === 0 ? [] : [{ file, reason: `${damaged} damaged lines` }] };
  } catch (error) {
    return { table: emptyTable(), damage: [{ file, reason: errorText(error) }] };
  }
}

/**
 * One day, wherever its samples lie. A day may be both packed and open: a crash came between the two steps of packing, or the
 * clock was set back. Each sample then counts once.
 */
export function readDay(at: Layout, day: string, wanted: (name: string) => boolean): ReadTable {
  const sealed = readSegmentSafely(segmentPath(at, day), wanted);
  const open = readOpenDaySafely(at, day, wanted);
  const damage = [...sealed.damage, ...open.damage];
  if (open.table.times.length === 0) return { table: sealed.table, damage };
  if (sealed.table.times.length === 0) return { table: open.table, damage };
  return { table: tableOf([...rowsOf(sealed.table), ...rowsOf(open.table)]), damage };
}

/** All samples from `from` up to and including `to`, by whole days; epoch milliseconds. */
export function readDays(at: Layout, from: number, to: number, wanted: (name: string) => boolean): ReadTable {
  const [first, last] = [dayOf(from), dayOf(to)];
  const days = [...new Set([...sealedDays(at), ...openDays(at)])].filter((day) => day >= first && day <= last).sort();
  const parts = days.map((day, index) => {
    tellProgress(() => share('Reading samples', index, days.length));
    return readDay(at, day, wanted);
  });
  return { table: joinTables(parts.map(({ table }) => table)), damage: parts.flatMap(({ damage }) => damage) };
}
