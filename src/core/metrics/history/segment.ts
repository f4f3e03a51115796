import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Column, decodeColumn, encodeColumn } from './column.ts';
import type { Table } from './table.ts';

/**
 * A segment holds a table by columns, so that one series is read without the others:
 *
 *   "OPSSEG1\n"  column…  index (deflated JSON)  length of the index (u32)  its CRC-32 (u32)  "OPSSEG1\n"
 *
 * Every column has its own CRC-32 in the index: a damaged one costs itself. The first is the column of times.
 */
const MARK = Buffer.from('OPSSEG1\n');
const TRAILER_BYTES = 8 + MARK.length;

interface Index {
  version: 1;
  rows: number;
  /** Name (`''`: the times), offset, length, CRC-32. */
  columns: (readonly [name: string, offset: number, length: number, sum: number])[];
}

/** The segment is damaged as a whole: its index cannot be read. */
export class DamagedSegment extends Error {}

export function encodeSegment(table: Table): Buffer {
  const parts: Buffer[] = [MARK];
  const columns: Index['columns'] = [];
  let offset = MARK.length;
  for (const [name, column] of [['', table.times as Column] as const, ...table.columns]) {
    const bytes = encodeColumn(column);
    columns.push([name, offset, bytes.length, crc32(bytes)]);
    parts.push(bytes);
    offset += bytes.length;
  }
  const index = deflateRawSync(JSON.stringify({ version: 1, rows: table.times.length, columns } satisfies Index));
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(index.length, 0);
  trailer.writeUInt32LE(crc32(index), 4);
  return Buffer.concat([...parts, index, trailer, MARK]);
}

export interface SegmentPart {
  table: Table;
  /** Series whose bytes were damaged on the disk. */
  damaged: string[];
}

/** Reads the wanted series of a segment. Throws DamagedSegment where nothing of it can be read, and the system's error where it cannot be opened. */
export function readSegment(path: string, wanted: (name: string) => boolean): SegmentPart {
  const file = openSync(path, 'r');
  try {
    const read = (offset: number, length: number) => {
      const bytes = Buffer.alloc(length);
      return readSync(file, bytes, 0, length, offset) === length ? bytes : null;
    };
    return decode(read, fstatSync(file).size, wanted);
  } finally {
    closeSync(file);
  }
}

type Read = (offset: number, length: number) => Buffer | null;

function readIndex(read: Read, size: number): Index {
  const trailer = size < MARK.length + TRAILER_BYTES ? null : read(size - TRAILER_BYTES, TRAILER_BYTES);
  if (trailer === null || !trailer.subarray(8).equals(MARK)) throw new DamagedSegment('has no end mark');
  const length = trailer.readUInt32LE(0);
  const start = size - TRAILER_BYTES - length;
  const bytes = start < MARK.length ? null : read(start, length);
  if (bytes === null || crc32(bytes) !== trailer.readUInt32LE(4)) throw new DamagedSegment('has a damaged index');
  const index = JSON.parse(inflateRawSync(bytes).toString('utf8')) as Index;
  if (index.version !== 1) throw new DamagedSegment(`is of version ${index.version}, and this program reads version 1`);
  return index;
}

function decode(read: Read, size: number, wanted: (name: string) => boolean): SegmentPart {
  const index = readIndex(read, size);
  const columnOf = (entry: Index['columns'][number]): Column | null => {
    const [, offset, length, sum] = entry;
    const bytes = read(offset, length);
    return bytes === null || crc32(bytes) !== sum ? null : decodeColumn(bytes, index.rows);
  };
  const timeEntry = index.columns[0];
  const times = timeEntry === undefined ? null : columnOf(timeEntry);
  if (times === null) throw new DamagedSegment('has a damaged column of times');
  const columns = new Map<string, Column>();
  const damaged: string[] = [];
  for (const entry of index.columns.slice(1)) {
    const [name] = entry;
    if (!wanted(name)) continue;
    const column = columnOf(entry);
    if (column === null) damaged.push(name);
    else columns.set(name, column);
  }
  return { table: { times: times as number[], columns }, damaged };
}
