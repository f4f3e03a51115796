import { relative } from 'node:path';
import { errorCode } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import { dayOf, openDayPath, readOpenDay } from '../../metrics/history/open-day.ts';
import type { Row } from '../../metrics/history/row.ts';
import type { Point } from '../measure/statistics.ts';
import type { Unread } from '../report.ts';

const DAY_MS = 86_400_000;

export interface Samples {
  /** Oldest first, each time once. */
  rows: Row[];
  unread: Unread[];
}

/** The samples of a span. A day that cannot be read, or a sample that is damaged, costs itself and is named. */
export function readSamples(at: Layout, span: { from: number; to: number }): Samples {
  const rows = new Map<number, Row>();
  const unread: Unread[] = [];
  for (let day = Date.parse(dayOf(span.from)); day < span.to; day += DAY_MS) {
    const name = dayOf(day);
    const file = relative(at.root, openDayPath(at, name));
    try {
      const { rows: found, damaged } = readOpenDay(at, name);
      if (damaged > 0) unread.push({ file, reason: 'damagedLines', count: damaged });
      for (const row of found) if (row.time >= span.from && row.time < span.to) rows.set(row.time, row);
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      unread.push({ file, reason: 'notOpened', count: null });
    }
  }
  return { rows: [...rows.values()].sort((one, other) => one.time - other.time), unread };
}

export function pointsOf(rows: readonly Row[], series: string): Point[] {
  return rows.flatMap(({ time, values }) => {
    const value = values[series];
    return value === undefined || value === null ? [] : [{ time, value }];
  });
}

/** The labels that a series has: the mounts of `disk_percent`. Sorted, without quotes. */
export function labelsOf(rows: readonly Row[], series: string): string[] {
  const found = new Set<string>();
  for (const { values } of rows)
    for (const name of Object.keys(values)) if (name.startsWith(`${series}{`)) found.add(name);
  return [...found].map(labelValue).sort();
}

const LABEL = /^[^{]*\{[^=]*="((?:[^"\\]|\\.)*)"\}$/s;

function labelValue(name: string): string {
  const quoted = LABEL.exec(name)?.[1] ?? name;
  return quoted.replaceAll(/\\(.)/gs, (_match, sign: string) => (sign === 'n' ? '\n' : sign));
}
