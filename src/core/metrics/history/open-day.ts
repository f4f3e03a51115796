import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { appendJsonLines, readJsonLines, readTail } from '../../files/json-lines.ts';
import type { Layout } from '../../files/layout.ts';
import type { Values } from '../series.ts';
import type { Row } from './row.ts';

/** Names of the series that the lines below it hold, in order. `n` is their checksum. */
interface NamesLine {
  n: string;
  names: string[];
}

/** One sample: epoch milliseconds, the names it follows, a value or null for each, and the checksum of the three. */
interface SampleLine {
  t: number;
  n: string;
  v: (number | null)[];
  c: string;
}

/**
 * How far back the names are looked for before they are written again: about 100 samples. So a damaged line of names costs a few
 * hours at most, and appending costs the same in the evening as in the morning.
 */
const LOOK_BACK_BYTES = 48 * 1_024;

export function samplesFolder(at: Layout): string {
  return join(at.metrics, 'samples');
}

/** The UTC day that a time belongs to: `2026-01-31`. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** metrics/samples/<day>.jsonl: the day's samples as they come, until the day is over and they are packed into a segment. */
export function openDayPath(at: Layout, day: string): string {
  return join(samplesFolder(at), `${day}.jsonl`);
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

function sampleChecksum(line: Omit<SampleLine, 'c'>): string {
  return checksum(JSON.stringify([line.t, line.n, line.v]));
}

/** Appends one sample, on disk when this returns. */
export function appendSample(at: Layout, time: number, values: Values): void {
  const path = openDayPath(at, dayOf(time));
  const names = Object.keys(values);
  const n = checksum(JSON.stringify(names));
  const named: NamesLine = { n, names };
  const known = readTail(path, LOOK_BACK_BYTES)?.text.includes(`${JSON.stringify(named)}\n`) ?? false;
  const line = { t: time, n, v: Object.values(values) };
  const lines = [...(known ? [] : [named]), { ...line, c: sampleChecksum(line) }];
  appendJsonLines(path, lines, { sync: true });
}

export interface OpenDay {
  rows: Row[];
  /** Lines that a crash tore or a disk changed. Each costs its own sample only. */
  damaged: number;
}

export function readOpenDay(at: Layout, day: string): OpenDay {
  const { values: lines, unreadable } = readJsonLines<Partial<NamesLine & SampleLine>>(openDayPath(at, day));
  const namesBySum = new Map<string, string[]>();
  const rows: Row[] = [];
  let damaged = unreadable;
  for (const { n, names, t, v, c } of lines) {
    if (typeof n !== 'string') damaged += 1;
    else if (Array.isArray(names)) {
      if (checksum(JSON.stringify(names)) === n) namesBySum.set(n, names);
      else damaged += 1;
    } else {
      const row = typeof t === 'number' && Array.isArray(v) ? rowOf({ t, n, v, c: c ?? '' }, namesBySum) : null;
      if (row === null) damaged += 1;
      else rows.push(row);
    }
  }
  return { rows, damaged };
}

function rowOf(line: SampleLine, namesBySum: Map<string, string[]>): Row | null {
  const names = namesBySum.get(line.n);
  if (names === undefined || sampleChecksum(line) !== line.c || names.length !== line.v.length) return null;
  const values: Values = {};
  names.forEach((name, index) => {
    values[name] = line.v[index] ?? null;
  });
  return { time: line.t, values };
}
