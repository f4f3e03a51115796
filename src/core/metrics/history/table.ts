import type { Column } from './column.ts';
import type { Row } from './row.ts';

/** Samples in order of time, by series: every column is as long as `times`. Epoch milliseconds. */
export interface Table {
  times: number[];
  columns: Map<string, Column>;
}

export function emptyTable(): Table {
  return { times: [], columns: new Map() };
}

/** Sorts rows by time; of two at the same millisecond the later one counts. Series without any value are left out. */
export function tableOf(rows: readonly Row[]): Table {
  const byTime = new Map(rows.map((row) => [row.time, row.values]));
  const times = [...byTime.keys()].sort((one, other) => one - other);
  const columns = new Map<string, Column>();
  times.forEach((time, index) => {
    for (const [name, value] of Object.entries(byTime.get(time) ?? {})) {
      if (value === null) continue;
      let column = columns.get(name);
      if (column === undefined) {
        column = new Array<number | null>(times.length).fill(null);
        columns.set(name, column);
      }
      column[index] = value;
    }
  });
  return { times, columns };
}

export function rowsOf({ times, columns }: Table): Row[] {
  return times.map((time, index) => ({
    time,
    values: Object.fromEntries([...columns].map(([name, column]) => [name, column[index] ?? null])),
  }));
}

/** Puts tables that follow each other in time together. Plain loops: a year of samples is 105,000 values a series. */
export function joinTables(tables: readonly Table[]): Table {
  const times: number[] = [];
  const columns = new Map<string, Column>();
  for (const table of tables) {
    for (const [name, part] of table.columns) {
      let column = columns.get(name);
      if (column === undefined) {
        column = [];
        columns.set(name, column);
      }
      while (column.length < times.length) column.push(null);
      for (const value of part) column.push(value);
    }
    for (const time of table.times) times.push(time);
  }
  for (const column of columns.values()) while (column.length < times.length) column.push(null);
  return { times, columns };
}

/** The part of a table from `from` up to and including `to`. */
export function sliceTable(table: Table, from: number, to: number): Table {
  const start = lowerBound(table.times, from);
  const end = lowerBound(table.times, to + 1);
  if (start === 0 && end === table.times.length) return table;
  const columns = new Map([...table.columns].map(([name, column]) => [name, column.slice(start, end)]));
  return { times: table.times.slice(start, end), columns };
}

/** The first index whose time is not before `time`. */
function lowerBound(times: readonly number[], time: number): number {
  let low = 0;
  for (let high = times.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Number.POSITIVE_INFINITY) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
