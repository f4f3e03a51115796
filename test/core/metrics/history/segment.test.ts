import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSegmentSafely } from '../../../../src/core/metrics/history/days.ts';
import { encodeSegment, readSegment } from '../../../../src/core/metrics/history/segment.ts';
import { tableOf } from '../../../../src/core/metrics/history/table.ts';
import { temporaryFolder } from '../temporary-workspace.ts';

const table = tableOf(
  Array.from({ length: 20 }, (_, index) => ({
    time: 1_700_000_000_000 + index * 300_000,
    values: { cpu_percent: (index * 37) % 100, 'disk_percent{mount="/"}': index === 3 ? null : 22.3 },
  })),
);
const everything = () => true;

function written(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'a.seg');
  writeFileSync(path, bytes);
  return path;
}

test('a segment gives back the table, and only the series that were asked for', () => {
  const path = written(encodeSegment(table));
  expect(readSegment(path, everything).table).toEqual(table);
  const part = readSegment(path, (name) => name === 'cpu_percent').table;
  expect([...part.columns.keys()]).toEqual(['cpu_percent']);
});

test('cut at any byte it is found damaged, and never read as other numbers', () => {
  const whole = encodeSegment(table);
  const path = written(whole);
  for (let length = 0; length < whole.length; length += 1) {
    writeFileSync(path, whole.subarray(0, length));
    const { table: read, damage } = readSegmentSafely(path, everything);
    expect(read.times).toEqual([]);
    expect(damage).toHaveLength(1);
  }
});

test('one changed byte costs one series at most, or is found in the index; no other number ever comes out', () => {
  const whole = encodeSegment(table);
  const path = written(whole);
  for (let at = 0; at < whole.length; at += 1) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 0x41;
    writeFileSync(path, changed);
    const { table: read, damage } = readSegmentSafely(path, everything);
    if (read.times.length > 0) expect(read.times).toEqual(table.times);
    for (const [name, column] of read.columns) expect(column).toEqual(table.columns.get(name));
    // Only the mark at the beginning is not looked at.
    if (at >= 8) expect(damage.length).toBeGreaterThan(0);
  }
});
