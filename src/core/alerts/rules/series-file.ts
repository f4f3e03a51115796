import { parseCsv } from '../../metrics/anomaly/csv.ts';
import { parseSeries, type SeriesName } from './metric-names.ts';

export interface SeriesRow extends SeriesName {
  /** Epoch milliseconds; a time without a zone is read as UTC. */
  at: number;
  /** Null: the reading failed. */
  value: number | null;
}

export interface SeriesFile {
  /** Oldest first. */
  rows: SeriesRow[];
  /** Lines that are neither a heading nor a row, counted from 1. */
  badLines: number[];
}

const MISSING = new Set(['', 'null', 'nan', 'none', 'na', 'n/a', '-']);

/** Reads lines of `timestamp,metric,value`, with or without a heading. The metric may be quoted and may hold commas: `disk_percent{mount="/"}`. */
export function parseSeriesFile(text: string): SeriesFile {
  const rows: SeriesRow[] = [];
  const badLines: number[] = [];
  const names = new Map<string, SeriesName>();
  text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .forEach((line, index) => {
      if (line.trim() === '' || line.startsWith('#')) return;
      const row = parseRow(line, names);
      if (row !== null) rows.push(row);
      else if (index > 0) badLines.push(index + 1);
    });
  rows.sort((one, other) => one.at - other.at);
  return { rows, badLines };
}

function parseRow(line: string, names: Map<string, SeriesName>): SeriesRow | null {
  const [first, last] = [line.indexOf(','), line.lastIndexOf(',')];
  if (first === -1 || first === last) return null;
  const [timestamp, written, number] = [
    line.slice(0, first),
    line.slice(first + 1, last).trim(),
    unquoted(line.slice(last + 1)),
  ];
  const isMissing = MISSING.has(number.toLowerCase());
  const point = parseCsv(`${timestamp},${isMissing ? '0' : number}`).points[0];
  if (point === undefined) return null;
  const name = names.get(written) ?? parseSeries(unquoted(written));
  names.set(written, name);
  return { ...name, at: point.time, value: isMissing ? null : point.value };
}

function unquoted(field: string): string {
  const [, inner] = /^"(.*)"$/s.exec(field.trim()) ?? [];
  return (inner ?? field.trim()).replaceAll('""', '"');
}
