import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createWriter } from '../../../../src/commands/dashboard/terminal/writer.ts';

/** A terminal that has room for so many bytes, until somebody reads them. */
function terminal(room: number) {
  let left = room;
  let taken = '';
  return {
    put(bytes: Buffer): number {
      if (left === 0) throw Object.assign(new Error('full'), { code: 'EAGAIN' });
      const part = bytes.subarray(0, left);
      taken += part.toString('latin1');
      left -= part.length;
      return part.length;
    },
    read(room: number): string {
      left = room;
      return taken;
    },
  };
}

test('what is not taken waits in its order, and it is told when all of it was', async () => {
  const line = terminal(3);
  let drained = 0;
  const writer = createWriter(
    line.put,
    () => {
      drained += 1;
    },
    () => {},
  );
  writer.write('abcdef');
  writer.write('ghi');
  expect(writer.busy()).toBe(true);
  expect(line.read(100)).toBe('abc');
  while (writer.busy()) await delay(5);
  expect(line.read(100)).toBe('abcdefghi');
  expect(drained).toBe(1);
});

test('on the way out what waits is dropped, and a terminal that takes nothing is not waited for', () => {
  const line = terminal(2);
  const writer = createWriter(
    line.put,
    () => {},
    () => {},
  );
  writer.write('frame');
  writer.writeLast('leave', 20);
  expect(line.read(100)).toBe('fr');
  expect(writer.busy()).toBe(false);
  writer.writeLast('leave', 20);
  expect(line.read(0)).toBe('frleave');
});

test('a terminal that is gone is told once, and nothing is written to it any more', () => {
  let gone = 0;
  let asked = 0;
  const writer = createWriter(
    () => {
      asked += 1;
      throw Object.assign(new Error('hung up'), { code: 'EIO' });
    },
    () => {},
    () => {
      gone += 1;
    },
  );
  writer.write('a');
  writer.write('b');
  expect({ gone, asked, busy: writer.busy() }).toEqual({ gone: 1, asked: 1, busy: false });
});
