import { statSync } from 'node:fs';
import { join } from 'node:path';
import { removeFile, writeFileAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { quarantine } from '../../files/quarantine.ts';
import { hourlyTable, thinTable } from './aggregate.ts';
import {
  aggregatedFolder,
  aggregatedMonths,
  aggregatedPath,
  DAY_MS,
  type Damage,
  openDays,
  readDay,
  readSegmentSafely,
  sealedDays,
  segmentPath,
  startOfDay,
} from './days.ts';
import { dayOf, openDayPath, samplesFolder } from './open-day.ts';
import { encodeSegment } from './segment.ts';
import { rowsOf, type Table, tableOf } from './table.ts';

export interface Retention {
  /** Single samples are kept this long. */
  samplesDays: number;
  /** Hours are kept this long. */
  hoursDays: number;
  /** The whole history may take this much; the oldest samples go first. */
  mostBytes: number;
}

export const HOURS_DAYS = 366;
export const MOST_BYTES = 256 * 1_024 * 1_024;

/** Samples finer than this are kept so for some days, then thinned out to it. */
const COARSE_STEP_MS = 300_000;
const FINE_DAYS = 7;

export interface Maintained {
  sealed: string[];
  thinned: string[];
  removed: string[];
}

const everything = () => true;

/** Packs days that are over, thins out and removes what is too old. Call it with the lock `metrics` held. Cheap when nothing is due. */
export function maintainHistory(at: Layout, now: number, retention: Retention): Maintained {
  const today = dayOf(now);
  const due = openDays(at).filter((day) => day < today);
  if (due.length === 0) return { sealed: [], thinned: [], removed: [] };
  for (const day of due) sealDay(at, day);
  return { sealed: due, thinned: thinDays(at, now), removed: removeOld(at, now, retention) };
}

function writeSegment(at: Layout, path: string, table: Table): void {
  writeFileAtomic(path, encodeSegment(table), { temporary: at.temporary });
}

/**
 * The packed day is on disk before its open file goes, and every step gives the same result when it is done twice: a crash in
 * between costs nothing.
 */
function sealDay(at: Layout, day: string): void {
  const { table, damage } = readDay(at, day, everything);
  setAside(at, damage, segmentPath(at, day));
  if (table.times.length > 0) {
    writeSegment(at, segmentPath(at, day), table);
    addHours(at, day, table);
  }
  setAside(at, damage, openDayPath(at, day));
  removeFile(openDayPath(at, day));
}

/** What could be read of a damaged file is written anew; the file itself is kept for a person to look at. */
function setAside(at: Layout, damage: readonly Damage[], path: string): void {
  const found = damage.find(({ file }) => file === path);
  if (found !== undefined) quarantine(at, path, found.reason);
}

function addHours(at: Layout, day: string, table: Table): void {
  const path = aggregatedPath(at, day.slice(0, 7));
  const known = readSegmentSafely(path, everything);
  setAside(at, known.damage, path);
  const start = startOfDay(day);
  const others = rowsOf(known.table).filter(({ time }) => time < start || time >= start + DAY_MS);
  writeSegment(at, path, tableOf([...others, ...rowsOf(hourlyTable(table))]));
}

function thinDays(at: Layout, now: number): string[] {
  const border = dayOf(now - FINE_DAYS * DAY_MS);
  const mostRows = (2 * DAY_MS) / COARSE_STEP_MS;
  return sealedDays(at).filter((day) => {
    if (day >= border) return false;
    const path = segmentPath(at, day);
    // Only the column of times is read to find out.
    if (readSegmentSafely(path, () => false).table.times.length <= mostRows) return false;
    const { table, damage } = readSegmentSafely(path, everything);
    if (damage.length > 0) return false;
    writeSegment(at, path, thinTable(table, COARSE_STEP_MS));
    return true;
  });
}

function removeOld(at: Layout, now: number, retention: Retention): string[] {
  const removed: string[] = [];
  const remove = (path: string) => {
    if (removeFile(path)) removed.push(path);
  };
  const oldestDay = dayOf(now - retention.samplesDays * DAY_MS);
  const oldestMonth = dayOf(now - retention.hoursDays * DAY_MS).slice(0, 7);
  for (const day of sealedDays(at)) if (day < oldestDay) remove(segmentPath(at, day));
  for (const month of aggregatedMonths(at)) if (month < oldestMonth) remove(aggregatedPath(at, month));
  for (const path of beyondSize(at, retention.mostBytes)) remove(path);
  return removed;
}

/** The oldest samples, then the oldest hours, that must go for the rest to fit. */
function beyondSize(at: Layout, mostBytes: number): string[] {
  const files = [
    ...sealedDays(at).map((day) => join(samplesFolder(at), `${day}.seg`)),
    ...aggregatedMonths(at).map((month) => join(aggregatedFolder(at), `${month}.seg`)),
  ].map((path) => ({ path, bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0 }));
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const gone: string[] = [];
  for (const { path, bytes } of files) {
    if (total <= mostBytes) break;
    total -= bytes;
    gone.push(path);
  }
  return gone;
}
